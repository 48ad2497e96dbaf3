"""Questions about the audit record, as forms send them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema


class ExportRecord(Schema):
    """导出审计记录: the first and the last day, both included."""

    since = fields.Date(required=True, metadata={"label": {"zh": "起始日期", "en": "First day"}})
    until = fields.Date(required=True, metadata={"label": {"zh": "截止日期（含）", "en": "Last day (included)"}})

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """The last day is not before the first."""
        if data["until"] < data["since"]:
            raise ValidationError("截止日期不能早于起始日期。 / The last day is before the first.", "until")


class TakeCaseFile(Schema):
    """下载兑付卷宗: what for."""

    purpose = fields.String(
        required=True,
        validate=validate.Length(min=2, max=200, error="请填写 2 至 200 字。 / Between 2 and 200 characters."),
        metadata={"label": {"zh": "用途", "en": "Purpose"}, "hint": {"zh": "如：年度审计抽查", "en": "A spot check"}},
    )
