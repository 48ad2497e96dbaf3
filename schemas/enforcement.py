"""Commands of enforcement: sanctions, units that ended, spot-checks, who recovers money."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.fields import UsccField

WHY = validate.Length(min=1, max=1000, error="请填写，最多 1000 个字。 / 1 to 1000 characters.")
NEEDED: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "请填写。 / Fill this in."}
REASON = {"label": {"zh": "事实和依据", "en": "Facts and grounds"}, "widget": "textarea"}


class ImposeSanction(Schema):
    """限制使用创新券."""

    uscc = UsccField(
        required=True,
        metadata={"label": {"zh": "统一社会信用代码", "en": "Unified social credit code"}},
        error_messages=NEEDED,
    )
    area = fields.String(required=True, metadata={"label": {"zh": "作出区域", "en": "Area"}, "widget": "select"})
    programme = fields.String(
        load_default="",
        metadata={
            "label": {"zh": "计划", "en": "Programme"},
            "hint": {"zh": "不选则适用于全部计划", "en": "All programmes unless you choose one"},
            "widget": "select",
        },
    )
    starts_on = fields.Date(required=True, metadata={"label": {"zh": "开始日期", "en": "From"}}, error_messages=NEEDED)
    ends_on = fields.Date(load_default=None, metadata={"label": {"zh": "结束日期", "en": "Until"}})
    reason = fields.String(required=True, validate=WHY, metadata=REASON, error_messages=NEEDED)


class LiftSanction(Schema):
    """解除."""

    reason = fields.String(required=True, validate=WHY, metadata=REASON, error_messages=NEEDED)


class RecordEnding(Schema):
    """注销或合并."""

    uscc = UsccField(
        required=True,
        metadata={"label": {"zh": "统一社会信用代码", "en": "Unified social credit code"}},
        error_messages=NEEDED,
    )
    area = fields.String(required=True, metadata={"label": {"zh": "登记区域", "en": "Area"}, "widget": "select"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["DEREGISTERED", "MERGED"]),
        metadata={
            "label": {"zh": "情形", "en": "What happened"},
            "widget": "select",
            "options": [
                ("DEREGISTERED", {"zh": "注销", "en": "deregistered"}),
                ("MERGED", {"zh": "合并", "en": "merged"}),
            ],
        },
    )
    on = fields.Date(required=True, metadata={"label": {"zh": "日期", "en": "On"}}, error_messages=NEEDED)
    successor_uscc = fields.String(
        load_default="",
        validate=validate.Length(max=18),
        metadata={"label": {"zh": "承继单位的统一社会信用代码", "en": "Code of the successor"}},
    )
    evidence = fields.String(required=True, validate=WHY, metadata=REASON, error_messages=NEEDED)


class DrawSpotCheck(Schema):
    """抽查."""

    area = fields.String(required=True, metadata={"label": {"zh": "区域", "en": "Area"}, "widget": "select"})
    first_day = fields.Date(
        required=True, metadata={"label": {"zh": "拨付日期自", "en": "Paid from"}}, error_messages=NEEDED
    )
    last_day = fields.Date(required=True, metadata={"label": {"zh": "至", "en": "until"}}, error_messages=NEEDED)
    seed = fields.String(
        load_default="",
        validate=validate.Length(max=64, error="最多 64 个字符。 / At most 64 characters."),
        metadata={
            "label": {"zh": "随机种子", "en": "Seed"},
            "hint": {
                "zh": "建议用事先公告的公开数字；不填由系统生成，抽取后一并公开",
                "en": "Best a number announced before; otherwise the hub makes one. It is published with the draw",
            },
        },
    )


class RecordFinding(Schema):
    """抽查结果."""

    redemption = fields.String(required=True, metadata={"widget": "hidden"})
    finding = fields.String(
        required=True,
        validate=validate.OneOf(["FINE", "FAULTY"]),
        metadata={
            "label": {"zh": "结果", "en": "Finding"},
            "widget": "radio",
            "options": [("FINE", {"zh": "未发现问题", "en": "fine"}), ("FAULTY", {"zh": "发现问题", "en": "faulty"})],
        },
        error_messages=NEEDED,
    )
    note = fields.String(
        load_default="",
        validate=validate.Length(max=500, error="最多 500 个字。 / At most 500 characters."),
        metadata={"label": {"zh": "说明", "en": "Note"}},
    )


class AssignRecovery(Schema):
    """追回责任人."""

    payee = fields.String(required=True, metadata={"widget": "hidden"})
    payer_area = fields.String(required=True, metadata={"widget": "hidden"})
    owner = fields.String(
        required=True, metadata={"label": {"zh": "责任人", "en": "Who follows it up"}, "widget": "select"}
    )


class OpenWindow(Schema):
    """窗口代办: for whom, with which authorization."""

    uscc = UsccField(
        required=True,
        metadata={"label": {"zh": "统一社会信用代码", "en": "Unified social credit code"}},
        error_messages=NEEDED,
    )
    orders = fields.String(
        required=True,
        metadata={
            "label": {"zh": "订单编号", "en": "Order numbers"},
            "hint": {"zh": "多个订单用空格分开", "en": "Several with blanks between them"},
        },
        error_messages=NEEDED,
    )
    handed_in_by = fields.String(
        required=True,
        validate=validate.Length(min=2, max=60, error="请填写经办人姓名。 / The person's name."),
        metadata={"label": {"zh": "送件经办人", "en": "Who brought the papers"}},
        error_messages=NEEDED,
    )
    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "授权委托书扫描件", "en": "Scan of the authorization"},
            "hint": {"zh": "PDF、JPG 或 PNG，不超过 5 MB", "en": "PDF, JPG or PNG of at most 5 MB"},
            "widget": "file",
            "accept": ".pdf,.jpg,.jpeg,.png",
        },
        error_messages={"required": "请上传授权委托书。 / Upload the authorization."},
    )
