"""What a joining area brings with it, row by row, as files say it; and the commands of the page."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan, UsccField
from schemas.terms import Role, VoucherMode

REQUIRED: dict[str, Any] = {"required": "此列必填。 / This column must be filled in."}
DATE: dict[str, Any] = {**REQUIRED, "invalid": "日期写作 2024-05-20。 / Write the date as 2024-05-20."}
MODES = {"通用": VoucherMode.HOLDER_REDEEMS.value, "通兑": VoucherMode.INSTITUTION_REDEEMS.value}
ROLES = {
    "经办人": Role.HOLDER_AGENT.value, "企业管理员": Role.HOLDER_ADMIN.value,
    "机构人员": Role.INSTITUTION_STAFF.value, "机构管理员": Role.INSTITUTION_ADMIN.value,
}  # fmt: skip
SIDES = ("企业", "机构", "企业和机构")
PAPERS = ("发票", "合同")


def _text(heading: str, example: str, *, most: int = 100, required: bool = True) -> fields.String:
    rule = validate.Length(min=1 if required else 0, max=most, error=f"不超过 {most} 字。 / At most {most} characters.")
    given: dict[str, Any] = {"required": True, "error_messages": REQUIRED} if required else {"load_default": ""}
    return fields.String(validate=rule, metadata={"heading": heading, "example": example}, **given)


def _choice(heading: str, words: Any) -> fields.String:
    said = "、".join(words)
    rule = validate.OneOf(list(words), error=f"只能填：{said}。 / One of: {said}.")
    return fields.String(
        required=True, validate=rule, error_messages=REQUIRED, metadata={"heading": heading, "example": said}
    )


def _uscc(heading: str) -> UsccField:
    return UsccField(
        required=True, error_messages=REQUIRED, metadata={"heading": heading, "example": "91350200MA9QY1101P"}
    )


def _money(heading: str, *, positive: bool = True) -> MoneyYuan:
    return MoneyYuan(
        required=True, positive=positive, error_messages=REQUIRED,
        metadata={"heading": heading, "example": "300000.00"},
    )  # fmt: skip


def _day(heading: str) -> fields.Date:
    return fields.Date(required=True, error_messages=DATE, metadata={"heading": heading, "example": "2024-05-20"})


class UnitRow(Schema):
    """单位: an enterprise, an institution, or both."""

    uscc = _uscc("统一社会信用代码")
    name = _text("单位名称", "示例科技有限公司", most=200)
    division = fields.String(
        required=True, error_messages=REQUIRED,
        validate=validate.Regexp(r"[0-9]{6}\Z", error="行政区划代码为六位数字。 / A division code has six digits."),
        metadata={"heading": "行政区划代码", "example": "350200"},
    )  # fmt: skip
    side = _choice("身份", SIDES)


class PersonRow(Schema):
    """人员: invited to act for a unit."""

    uscc = _uscc("单位统一社会信用代码")
    name = _text("姓名", "测试人员", most=40)
    phone = fields.String(
        required=True, error_messages=REQUIRED,
        validate=validate.Regexp(r"1[0-9]{2}-?[0-9]{4}-?[0-9]{4}\Z", error="手机号有误。 / No mobile number."),
        metadata={"heading": "手机号", "example": "199-0000-0001"},
    )  # fmt: skip
    role = _choice("角色", ROLES)


class BalanceRow(Schema):
    """期初余额: a voucher granted elsewhere, and what of it was used there."""

    voucher_no = _text("券号", "2024TXMQ00000001", most=40)
    uscc = _uscc("企业统一社会信用代码")
    programme = _text("计划代码", "delta", most=40)
    mode = _choice("兑付模式", MODES)
    year = fields.Integer(
        required=True, error_messages={**REQUIRED, "invalid": "年度为四位数字。 / A year has four digits."},
        metadata={"heading": "年度", "example": "2024"},
    )  # fmt: skip
    granted = _money("发放金额（元）")
    used = _money("已使用金额（元）", positive=False)


class OrderRow(Schema):
    """在途订单: accepted elsewhere, not redeemed yet."""

    order_no = _text("原订单号", "DD-2024-0001", most=40)
    voucher_no = _text("券号", "2024TXMQ00000001", most=40)
    seller = _uscc("服务机构统一社会信用代码")
    service_name = _text("服务名称", "材料检测", most=200)
    contract = _money("合同金额（元）")
    held = _money("占用额度（元）")
    placed_on = _day("下单日期")


class PaperRow(Schema):
    """往年票据: an invoice or contract that was redeemed with."""

    kind = _choice("票据种类", PAPERS)
    code = _text("发票代码", "3200223130", most=40, required=False)
    number = _text("发票号码或合同编号", "12345678", most=100)
    buyer = UsccField(load_default="", metadata={"heading": "购买方代码（合同）", "example": ""})
    seller = UsccField(load_default="", metadata={"heading": "服务方代码（合同）", "example": ""})
    programme = _text("计划代码", "delta", most=40)
    used_on = _day("使用日期")


class TryStock(Schema):
    """试导入: which area, what, and the file."""

    area = fields.String(required=True, metadata={"label": {"zh": "区域", "en": "Area"}, "widget": "select"})
    kind = fields.String(required=True, metadata={"label": {"zh": "内容", "en": "What"}, "widget": "select"})
    file = fields.Raw(
        required=True,
        error_messages={"required": "请选择要上传的文件。 / Choose a file to upload."},
        metadata={
            "label": {"zh": "文件（xlsx 或 csv）", "en": "File (xlsx or csv)"},
            "hint": "不超过 5M，2000 行。 / At most 5M and 2000 rows.",
            "widget": "file",
        },
    )


class UndoStock(Schema):
    """撤销导入: why."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=2, max=500, error="请填写 2 至 500 字。 / Between 2 and 500 characters."),
        metadata={"label": {"zh": "撤销理由", "en": "Reason"}, "widget": "textarea"},
    )
