"""Commands about the list to redeem (兑付列表), as forms and the API send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


class SubmitSelected(Schema):
    """提交所选: the rows that were ticked."""

    nos = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="请勾选要提交的创新券。 / Tick the vouchers to submit."),
        metadata={"label": {"zh": "选择要提交的创新券", "en": "Vouchers to submit"}, "widget": "checkboxes"},
        error_messages={"required": "请勾选要提交的创新券。 / Tick the vouchers to submit."},
    )


class FillInvoice(Schema):
    """请填写发票号: number and amount of the invoice that was uploaded with the use."""

    use = fields.String(required=True, metadata={"label": {"zh": "用券", "en": "Use"}, "widget": "hidden"})
    number = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40, error="请填写发票号。 / Give the invoice number."),
        metadata={
            "label": {"zh": "发票号", "en": "Invoice number"},
            "hint": {"zh": "数电发票为 20 位数字。", "en": "A digital invoice has 20 digits."},
        },
        error_messages={"required": "请填写发票号。 / Give the invoice number."},
    )
    code = fields.String(
        load_default="",
        validate=validate.Length(max=40, error="最多 40 个字符。 / At most 40 characters."),
        metadata={"label": {"zh": "发票代码", "en": "Invoice code"}},
    )
    amount = MoneyYuan(
        required=True,
        metadata={"label": {"zh": "发票金额", "en": "Invoice amount"}},
        error_messages={"required": "请填写发票金额。 / Give the invoice amount."},
    )
