"""Commands about the periods in which an area takes redemptions 兑付周期."""

from marshmallow import Schema, fields


class NewPeriod(Schema):
    """新增兑付周期: first and last day, both included."""

    place = fields.String(required=True, metadata={"label": {"zh": "计划与区域", "en": "Programme and area"}})
    opens_on = fields.Date(required=True, metadata={"label": {"zh": "开始日期", "en": "First day"}})
    closes_on = fields.Date(
        required=True, metadata={"label": {"zh": "结束日期（含当日）", "en": "Last day (included)"}}
    )
