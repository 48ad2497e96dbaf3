"""Commands of the review desk: pass in bulk, judge items, phrases, absences, limits, taking a decision back."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan

NOTE = "最多 1000 个字。 / At most 1000 characters."


class PassInBulk(Schema):
    """批量通过."""

    redemptions = fields.List(
        fields.String(), load_default=list, metadata={"label": {"zh": "申请", "en": "Redemptions"}, "needed": True}
    )


class DealWith(Schema):
    """办理所选: what was ticked, what is done to each, and why."""

    nos = fields.List(
        fields.String(), load_default=list, metadata={"label": {"zh": "所选", "en": "Ticked"}, "needed": True}
    )
    action = fields.String(
        required=True,
        error_messages={"required": "请选择操作。 / Choose what to do."},
        metadata={"label": {"zh": "操作", "en": "What to do"}, "widget": "radio"},
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={
            "label": {"zh": "理由", "en": "Reason"},
            "hint": {
                "zh": "退回、不予确认和终止须填写，对方会看到",
                "en": "For sending back, refusing and terminating",
            },
        },
    )


class SaveFilter(Schema):
    """保存筛选."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40, error="最多 40 个字。 / At most 40 characters."),
        metadata={"label": {"zh": "名称", "en": "Name"}},
    )
    words = fields.String(load_default="", validate=validate.Length(max=100), metadata={"widget": "hidden"})
    at_most_fen = MoneyYuan(load_default=None, allow_none=True, metadata={"widget": "hidden"})


class ReturnOpinion(Schema):
    """退回补正: the opinion, a phrase put before it, and the day by which it is to be corrected."""

    phrase = fields.String(load_default="", metadata={"label": {"zh": "常用语", "en": "Phrase"}, "widget": "select"})
    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error=NOTE),
        metadata={
            "label": {"zh": "退回理由和需补正的内容", "en": "Reason, and what to correct"},
            "hint": {"zh": "对方会看到；可只选常用语", "en": "The other side reads it; a phrase alone will do"},
            "widget": "textarea",
            "needed": True,
        },
    )
    correct_by = fields.Date(
        load_default=None,
        metadata={
            "label": {"zh": "补正期限", "en": "To be corrected by"},
            "hint": {"zh": "不填则用本区域的默认期限", "en": "The area's usual deadline unless you say otherwise"},
        },
    )


class RefuseOpinion(Schema):
    """不通过: the opinion, and a phrase put before it."""

    phrase = fields.String(load_default="", metadata={"label": {"zh": "常用语", "en": "Phrase"}, "widget": "select"})
    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error=NOTE),
        metadata={"label": {"zh": "意见", "en": "Opinion"}, "widget": "textarea", "needed": True},
    )


class ReturnReason(Schema):
    """退回 by whoever assesses, at any stage before."""

    phrase = fields.String(load_default="", metadata={"label": {"zh": "常用语", "en": "Phrase"}, "widget": "select"})
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error=NOTE),
        metadata={"label": {"zh": "理由", "en": "Reason"}, "widget": "textarea", "needed": True},
    )
    correct_by = fields.Date(load_default=None, metadata={"label": {"zh": "补正期限", "en": "To be corrected by"}})


class ExpertOpinion(Schema):
    """An expert's opinion with a score."""

    score = fields.Integer(
        load_default=None,
        metadata={
            "label": {"zh": "评分（0–100）", "en": "Score (0–100)"},
            "hint": {
                "zh": "真实性、相关性和成效的综合评分",
                "en": "How genuine, relevant and effective it was, in one figure",
            },
        },
    )
    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error=NOTE),
        metadata={"label": {"zh": "意见", "en": "Opinion"}, "widget": "textarea"},
    )


class DrawExpert(Schema):
    """随机抽取专家."""

    seed = fields.String(
        load_default="",
        validate=validate.Length(max=64, error="最多 64 个字符。 / At most 64 characters."),
        metadata={
            "label": {"zh": "随机种子", "en": "Seed"},
            "hint": {
                "zh": "可填公开的数字（如当日开奖号码）；不填由系统生成并记录",
                "en": "A public number if you like; otherwise the hub makes one and keeps it",
            },
        },
    )


class NewPhrase(Schema):
    """A sentence to be used again."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=2, max=500, error="2 至 500 个字。 / 2 to 500 characters."),
        metadata={"label": {"zh": "常用语", "en": "Phrase"}, "widget": "textarea"},
        error_messages={"required": "请填写。 / Fill this in."},
    )
    whose = fields.String(
        load_default="own",
        validate=validate.OneOf(["own", "area"]),
        metadata={
            "label": {"zh": "范围", "en": "Whose"},
            "widget": "radio",
            "options": [("own", {"zh": "仅本人", "en": "mine"}), ("area", {"zh": "全区域", "en": "the area's"})],
        },
    )
    area = fields.String(required=True, metadata={"label": {"zh": "区域", "en": "Area"}, "widget": "select"})


class NameSubstitute(Schema):
    """请假代办: who stands in from when to when."""

    area = fields.String(required=True, metadata={"label": {"zh": "区域", "en": "Area"}, "widget": "select"})
    absent = fields.String(
        required=True, metadata={"label": {"zh": "离岗人员", "en": "Who is away"}, "widget": "select"}
    )
    substitute = fields.String(
        required=True, metadata={"label": {"zh": "代办人", "en": "Who stands in"}, "widget": "select"}
    )
    starts_on = fields.Date(required=True, metadata={"label": {"zh": "开始日期", "en": "First day"}})
    ends_on = fields.Date(required=True, metadata={"label": {"zh": "结束日期", "en": "Last day"}})
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={"label": {"zh": "事由", "en": "Why"}},
    )


class SetLimit(Schema):
    """调整一项阈值."""

    name = fields.String(required=True, metadata={"label": {"zh": "阈值", "en": "Limit"}, "widget": "select"})
    value = fields.Integer(
        required=True,
        metadata={"label": {"zh": "新值", "en": "New value"}},
        error_messages={"invalid": "请填写整数。 / A whole number.", "required": "请填写。 / Fill this in."},
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500, error="请填写依据。 / Say why."),
        metadata={"label": {"zh": "依据", "en": "Why"}, "widget": "textarea"},
        error_messages={"required": "请填写依据。 / Say why."},
    )


class ReportRefund(Schema):
    """退款或红字发票: what was found, and how much of the award rests on it."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["RED_INVOICE", "REFUND", "WITHDRAWN_SERVICE"]),
        metadata={
            "label": {"zh": "情形", "en": "What happened"},
            "widget": "select",
            "options": [
                ("RED_INVOICE", {"zh": "开具红字发票", "en": "a red-letter invoice"}),
                ("REFUND", {"zh": "服务费退款", "en": "the fee was refunded"}),
                ("WITHDRAWN_SERVICE", {"zh": "服务未实际完成", "en": "the service was not done"}),
            ],
        },
    )
    amount = MoneyYuan(
        load_default=None,
        metadata={
            "label": {"zh": "涉及的兑付金额", "en": "Amount of the award concerned"},
            "hint": {
                "zh": "已核定的兑付须填写，作为冲回金额",
                "en": "Needed once there is an award: it is proposed to be taken back",
            },
        },
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500, error="请写明红字发票号码或退款凭证。 / Say on what evidence."),
        metadata={"label": {"zh": "依据", "en": "Evidence"}, "widget": "textarea"},
        error_messages={"required": "请写明依据。 / Say on what evidence."},
    )
