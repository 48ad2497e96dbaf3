"""Questions about the audit record, as forms send them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema


class ExportRecord(Schema):
    """导出审计记录: the first and the last day, both included."""

    since = fields.Date(required=True, metadata={"label": {"zh": "起始日期", "en": "First day"}})
    until = fields.Date(required=True, metadata={"label": {"zh": "截止日期（含）", "en": "Last day (included)"}})

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """The last day is not before the first."""
        if data["until"] < data["since"]:
            raise ValidationError("截止日期不能早于起始日期。 / The last day is before the first.", "until")
