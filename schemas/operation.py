"""What operators type: wordings of messages, calendars of working days, reasons."""

import re
from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

_DAYS = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:~|至|to|\.\.)\s*(\d{4}-\d{2}-\d{2}))?$")
LONGEST_DAYS = 20


class Days(fields.Field[list[date]]):
    """Days, one or a span to a line: ``2027-02-05`` or ``2027-02-05 ~ 2027-02-11``."""

    default_error_messages = {
        "not_days": "第 {line} 行不是日期：请写成 2027-02-05 或 2027-02-05 ~ 2027-02-11。 / "
        "Line {line} is no date: write 2027-02-05 or 2027-02-05 ~ 2027-02-11.",
    }

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:  # noqa: ARG002
        return "\n".join(day.isoformat() for day in value or [])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[date]:  # noqa: ARG002
        found: list[date] = []
        for number, line in enumerate(str(value).splitlines(), 1):
            if line.strip():
                found += self._span(line.strip(), number)
        return found

    def _span(self, line: str, number: int) -> list[date]:
        match = _DAYS.match(line)
        try:
            first = date.fromisoformat(match[1]) if match else None
            last = date.fromisoformat(match[2]) if match and match[2] else first
        except ValueError:
            first = last = None
        if first is None or last is None or not 0 <= (last - first).days <= LONGEST_DAYS:
            raise self.make_error("not_days", line=number)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class ChangeWording(Schema):
    """A message in other words."""

    zh = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": {"zh": "中文", "en": "Chinese"}, "widget": "textarea"},
    )
    en = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={
            "label": {"zh": "英文（短信没有英文）", "en": "English (text messages have none)"},
            "widget": "textarea",
        },
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(min=2, max=200),
        metadata={"label": {"zh": "修改原因", "en": "Why it is changed"}},
    )


class EnterCalendar(Schema):
    """The days of the state's notice that differ from ordinary weeks."""

    year = fields.Integer(
        required=True,
        strict=False,
        validate=validate.Range(min=2020, max=2100),
        metadata={"label": {"zh": "年份", "en": "Year"}},
    )
    off = Days(
        required=True,
        metadata={
            "label": {"zh": "放假的工作日", "en": "Weekdays that are holidays"},
            "hint": {
                "zh": "只写周一至周五中放假的日子，每行一天或一段，如 2027-02-05 ~ 2027-02-11",
                "en": "Mondays to Fridays only, a day or a span to a line, such as 2027-02-05 ~ 2027-02-11",
            },
            "widget": "textarea",
        },
    )
    worked = Days(
        load_default=list,
        metadata={
            "label": {"zh": "调休上班的周末", "en": "Weekend days that are worked"},
            "hint": {"zh": "每行一天", "en": "A day to a line"},
            "widget": "textarea",
        },
    )
    source = fields.String(
        required=True,
        validate=validate.Length(min=5, max=200),
        metadata={
            "label": {"zh": "依据", "en": "Source"},
            "hint": {"zh": "通知的名称与文号", "en": "Name and number of the notice"},
        },
    )
