"""Commands of the allocation editor 订单与发票对应."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


class StatedPrice(Schema):
    """What an order cost that was never accepted online, as invoice and contract have it (CSJ-38)."""

    order = fields.String(required=True, metadata={"widget": "hidden"})
    amount = MoneyYuan(required=True, metadata={"label": {"zh": "服务金额", "en": "Amount of the service"}})


class Allocate(Schema):
    """Which invoice covers which order (each pair ``invoice id:order number``), and the stated amounts."""

    cover = fields.List(
        fields.String(validate=validate.Length(max=90)),
        load_default=list,
        metadata={"label": {"zh": "对应关系", "en": "What covers what"}, "widget": "checkboxes"},
    )
    prices = fields.List(fields.Nested(StatedPrice), load_default=list)


class Supplement(Schema):
    """补差价订单 for an invoice beside the order it is on."""

    invoice = fields.UUID(required=True, metadata={"widget": "hidden"})
    order = fields.String(required=True, metadata={"widget": "hidden"})


class RestoreEdition(Schema):
    """恢复 an earlier save."""

    restore = fields.Integer(required=True, metadata={"widget": "hidden"})
