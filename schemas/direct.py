"""Commands of a direct redemption 快速兑付, as forms send them."""

from marshmallow import fields, validate

from schemas.redemption import AddInvoice, DescribeRedemption

_INSTITUTION = {"label": {"zh": "服务机构", "en": "Institution"}}
_CATEGORY = {
    "label": {"zh": "服务项目类型（第三级）", "en": "Type of service (third level)"},
    "hint": {
        "zh": "只能选择一个机构和一个类型，发票可以提交多张",
        "en": "One institution and one type; any number of invoices",
    },
}


class DraftDirect(DescribeRedemption):
    """选机构, 选服务项目类型; invoices follow."""

    class Meta:
        fields = ("voucher", "institution", "category", "contract_amount", "effect", "innovation", "remark")

    voucher = fields.String(
        required=True,
        error_messages={"required": "请选择创新券。 / Choose the voucher."},
        metadata={"label": {"zh": "创新券", "en": "Voucher"}},
    )
    institution = fields.String(
        required=True,
        validate=validate.Length(max=18),
        error_messages={"required": "请选择服务机构。 / Choose the institution."},
        metadata=_INSTITUTION,
    )
    category = fields.String(
        required=True,
        validate=validate.Length(max=6),
        error_messages={"required": "请选择服务项目类型。 / Choose the type of service."},
        metadata=_CATEGORY,
    )


class AddDirectInvoice(AddInvoice):
    """新增发票 of a direct redemption: of the application's institution and type."""

    class Meta:
        exclude = ("orders",)

    institution = fields.String(load_default=None, allow_none=True, metadata=_INSTITUTION)
    category = fields.String(load_default=None, allow_none=True, metadata=_CATEGORY)
