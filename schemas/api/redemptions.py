"""Redemptions with their papers."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.fields import MoneyFen, MoneyYuan
from schemas.terms import RedemptionBasis, RedemptionState, ReviewStage, VoucherMode


class RedemptionQuery(PageQuery):
    """Redemptions in one state."""

    state = fields.Enum(RedemptionState, by_value=True, load_default=None)


class Redemption(Schema):
    """A redemption; amounts in fen, null while they are not known."""

    no = fields.String(required=True)
    programme = fields.String(required=True)
    area = fields.String(required=True)
    mode = fields.Enum(VoucherMode, by_value=True, required=True)
    basis = fields.Enum(RedemptionBasis, by_value=True, required=True)
    state = fields.Enum(RedemptionState, by_value=True, required=True)
    stage = fields.Enum(ReviewStage, by_value=True, required=True, allow_none=True)
    contract_fen = fields.Integer(required=True, allow_none=True)
    order_sum_fen = fields.Integer(required=True)
    invoice_sum_fen = fields.Integer(required=True)
    receipt_sum_fen = fields.Integer(required=True)
    amount_fen = fields.Integer(required=True, allow_none=True)
    assessed_fen = fields.Integer(required=True, allow_none=True)
    payer_area = fields.String(required=True, allow_none=True)


RedemptionPage = page(Redemption, "RedemptionPage")


class NewRedemption(Schema):
    """Begin a redemption of one or many orders."""

    orders = fields.List(
        fields.String(validate=validate.Length(min=1, max=40)), required=True, validate=validate.Length(min=1, max=100)
    )
    contract_fen = MoneyFen(load_default=None, allow_none=True)
    texts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=fields.String(validate=validate.Length(max=5000)),
        load_default=dict,
    )


class DescribeRedemption(Schema):
    """Contract amount and texts; null leaves the amount unknown."""

    contract_fen = MoneyFen(required=True, allow_none=True)
    texts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=fields.String(validate=validate.Length(max=5000)),
        load_default=dict,
    )


class NewDirectRedemption(Schema):
    """Begin a redemption on invoices alone 快速兑付: one voucher, one institution by its code, one type of service."""

    voucher = fields.String(required=True, validate=validate.Length(min=1, max=40))
    institution = fields.String(required=True, validate=validate.Length(equal=18))
    category = fields.String(required=True, validate=validate.Length(equal=6))
    contract_fen = MoneyFen(load_default=None, allow_none=True)
    texts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=fields.String(validate=validate.Length(max=5000)),
        load_default=dict,
    )


class NewInvoice(Schema):
    """The fields that go with an invoice's file; the amount in yuan, as printed on it."""

    code = fields.String(load_default=None, validate=validate.Length(max=40))
    number = fields.String(required=True, validate=validate.Length(max=40))
    date = fields.Date(load_default=None)
    amount = MoneyYuan(required=True)
    title = fields.String(load_default="", validate=validate.Length(max=200))
    buyer_name = fields.String(load_default="", validate=validate.Length(max=200))
    buyer_uscc = fields.String(load_default="", validate=validate.Length(max=24))
    seller_name = fields.String(load_default="", validate=validate.Length(max=200))
    seller_uscc = fields.String(load_default="", validate=validate.Length(max=24))
    orders = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    institution = fields.String(load_default=None, validate=validate.Length(equal=18))
    category = fields.String(load_default=None, validate=validate.Length(equal=6))


class NewReceipt(Schema):
    """What goes with a bank receipt's file: the amount in yuan, and who paid."""

    amount = MoneyYuan(required=True)
    payer_name = fields.String(load_default="", validate=validate.Length(max=200))
    payer_account = fields.String(load_default="", validate=validate.Regexp(r"[0-9 ]{0,40}\Z"))


class Invoice(Schema):
    """An invoice of a redemption."""

    id = fields.UUID(required=True)
    code = fields.String(required=True, allow_none=True)
    number = fields.String(required=True)
    amount_fen = fields.Integer(required=True)


class Receipt(Schema):
    """A bank receipt of a redemption."""

    id = fields.UUID(required=True)
    amount_fen = fields.Integer(required=True)


class Material(Schema):
    """A file in one of the slots that the policy names."""

    id = fields.UUID(required=True)
    slot = fields.String(required=True)


class MaterialQuery(Schema):
    """The file's name; its content is the body."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))


class Withdraw(Schema):
    """The reason is welcome, not required."""

    reason = fields.String(load_default="", validate=validate.Length(max=200))
