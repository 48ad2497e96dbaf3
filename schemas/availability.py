"""Commands about the hub's maintenance, as forms send them; times as typed, in Asia/Shanghai."""

from datetime import datetime
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, validate

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOT_A_MOMENT = "请填写日期和时间，例如 2024-05-06 22:00。 / Enter date and time, such as 2024-05-06 22:00."


def moment_as_typed(text: str) -> datetime:
    """A date and time as typed, "2024-05-06T22:00" or with a blank; Asia/Shanghai unless it says otherwise.

    Raises:
        ValidationError: it is none.
    """
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValidationError(NOT_A_MOMENT) from error
    return typed if typed.tzinfo else typed.replace(tzinfo=SHANGHAI)


def _moment(zh: str, en: str, hint_zh: str, hint_en: str) -> fields.Function:
    return fields.Function(
        serialize=lambda _: None,
        deserialize=moment_as_typed,
        load_default=None,
        metadata={
            "label": {"zh": zh, "en": en},
            "hint": {"zh": hint_zh, "en": hint_en},
            "widget": "datetime-local",
        },
    )


class AnnounceMaintenance(Schema):
    """Announce maintenance, for now or for later."""

    mode = fields.String(
        required=True,
        validate=validate.OneOf(["NOTICE", "READ_ONLY"], error="请选择一种方式。 / Choose one."),
        metadata={"label": {"zh": "方式", "en": "What it does"}, "widget": "radio"},
    )
    starts_at = _moment("开始时间", "Begins", "北京时间；不填表示立即开始", "Beijing time; empty: now")
    ends_at = _moment("计划结束时间", "Planned end", "可不填，届时手动结束", "May be empty: then somebody ends it")
    message = fields.String(
        required=True,
        validate=validate.Length(min=4, max=300, error="请填写 4 到 300 个字。 / Between 4 and 300 characters."),
        metadata={
            "label": {"zh": "说明", "en": "Message"},
            "hint": {
                "zh": "所有人都会看到：做什么、影响什么",
                "en": "Everybody sees it: what is done and what is affected",
            },
            "widget": "textarea",
        },
    )


class EndMaintenance(Schema):
    """End or withdraw maintenance."""
