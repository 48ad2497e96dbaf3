"""Commands about uses of a voucher (使用创新券), as forms and the API send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan
from schemas.terms import VoucherMode

DATE_WRONG = "请按 2024-03-01 的格式填写日期。 / Write the date as 2024-03-01."


class RegisterUse(Schema):
    """使用创新券登记表 (ZJ1-23, ZJ2-18): quota, contract, an amount of one's choice, the invoice where known."""

    voucher = fields.String(
        required=True,
        metadata={"label": {"zh": "使用的额度", "en": "Quota to use"}, "widget": "select"},
        error_messages={"required": "请选择使用的额度。 / Choose a quota."},
    )
    mode = fields.Enum(
        VoucherMode,
        required=True,
        metadata={
            "label": {"zh": "兑付方", "en": "Who redeems"},
            "hint": {
                "zh": "全款支付给机构的选企业兑付，创新券抵扣的选载体兑付。",
                "en": "The enterprise where it pays in full, the institution where the voucher is set off.",
            },
            "widget": "radio",
        },
        error_messages={"required": "请选择兑付方。 / Choose who redeems."},
    )
    category = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60, error="最多 60 个字。 / At most 60 characters."),
        metadata={"label": {"zh": "服务类别", "en": "Kind of service"}},
        error_messages={"required": "请填写服务类别。 / Give the kind of service."},
    )
    contract_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={"label": {"zh": "合同名称", "en": "Name of the contract"}},
        error_messages={"required": "请填写合同名称。 / Give the name of the contract."},
    )
    contract_no = fields.String(
        load_default="",
        validate=validate.Length(max=60, error="最多 60 个字符。 / At most 60 characters."),
        metadata={"label": {"zh": "合同编号", "en": "Number of the contract"}},
    )
    contract_amount = MoneyYuan(
        required=True,
        metadata={"label": {"zh": "合同金额", "en": "Contract amount"}},
        error_messages={"required": "请填写合同金额。 / Give the contract amount."},
    )
    signed_on = fields.Date(
        required=True,
        metadata={"label": {"zh": "合同签订时间", "en": "Signed on"}, "widget": "date"},
        error_messages={"required": "请填写合同签订时间。 / Give the day of signing.", "invalid": DATE_WRONG},
    )
    amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "使用金额", "en": "Amount of the voucher"},
            "hint": {
                "zh": "不填即按补贴比例和持有额度取最多可用的金额。",
                "en": "Leave empty for as much as rate and quota allow.",
            },
        },
    )
    invoice_number = fields.String(
        load_default="",
        validate=validate.Length(max=40, error="最多 40 个字符。 / At most 40 characters."),
        metadata={
            "label": {"zh": "发票号", "en": "Invoice number"},
            "hint": {"zh": "可在兑付前补填。", "en": "May follow before the redemption."},
        },
    )
    invoice_amount = MoneyYuan(
        load_default=None, allow_none=True, metadata={"label": {"zh": "发票金额", "en": "Invoice amount"}}
    )


class SubmitUse(Schema):
    """提交申请: only with the promise."""

    promise = fields.Boolean(
        load_default=False,
        metadata={
            "label": {
                "zh": "我承诺：所填信息和上传材料真实有效，该合同未重复享受创新券补助；如有虚假，愿承担相应责任。",
                "en": "I promise: all this is true and valid, and the contract draws on no voucher twice.",
            },
            "widget": "checkbox",
        },
    )


class VoidUse(Schema):
    """作废: the reason is welcome, not required."""

    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={"label": {"zh": "作废原因", "en": "Reason"}},
    )
