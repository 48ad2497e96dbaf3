"""What a unit says when it joins as an institution, and what an office says when it suspends one."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.identity import NO_FORMULA
from schemas.people import CHOOSE_FILE, EVIDENCE_HINT

CERTIFICATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("CMA", {"zh": "检验检测机构资质认定证书（CMA）", "en": "CMA accreditation of a testing body"}),
    ("CNAS", {"zh": "实验室认可证书（CNAS）", "en": "CNAS accreditation of a laboratory"}),
    ("LEGAL_PERSON", {"zh": "事业单位或民办非企业单位法人证书", "en": "legal person's certificate"}),
    ("LICENCE", {"zh": "营业执照", "en": "business licence"}),
    ("PLATFORM", {"zh": "科技服务平台或载体认定文件", "en": "recognition as a service platform"}),
    ("OTHER", {"zh": "其他资质", "en": "another certificate"}),
)
SHANGHAI = timezone(timedelta(hours=8))


def _text(zh: str, en: str, longest: int, **metadata: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(min=1, max=longest), NO_FORMULA],
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


class BusinessMoment(fields.Field[datetime]):
    """A day, or a day and a time "2024-05-01 00:00", of Asia/Shanghai; a day alone is its first instant."""

    default_error_messages = {
        "not_moment": "请按 2024-05-01 或 2024-05-01 08:30 填写。 / Write it as 2024-05-01 or 2024-05-01 08:30.",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002
        try:
            text = str(value).strip()
            if len(text) == 10:
                return datetime.combine(date.fromisoformat(text), time(), SHANGHAI)
            return datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        except ValueError as error:
            raise self.make_error("not_moment") from error


class CertificateOfUnit(Schema):
    """One certificate (资质证书): what it is, its number, until when, and the file."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in CERTIFICATES]),
        metadata={
            "label": {"zh": "证书类型", "en": "Certificate"},
            "widget": "select",
            "options": CERTIFICATES,
        },
    )
    number = _text("证书编号", "Its number", 60)
    valid_until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": {"zh": "有效期至", "en": "Valid until"}, "hint": "长期有效不填。 / Empty for no end."},
    )
    file = fields.Raw(
        required=True,
        error_messages=dict(CHOOSE_FILE),
        metadata={"label": {"zh": "证书文件", "en": "Certificate file"}, "hint": EVIDENCE_HINT, "widget": "file"},
    )


class ApplyToJoin(CertificateOfUnit):
    """申请加盟."""

    field = _text("服务领域", "What you offer", 200, hint="例如 检验检测、研发设计。 / Such as testing or design.")
    capability = _text("服务能力", "What you can do", 1000, widget="textarea")


class Suspend(Schema):
    """暂停."""

    begins_at = BusinessMoment(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "暂停开始", "en": "From"},
            "hint": "例如 2024-05-01；不填为立即。 / Such as 2024-05-01; empty means now.",
        },
    )
    ends_at = BusinessMoment(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "暂停截止", "en": "Until"},
            "hint": "不填为直到解除。 / Empty means until it is lifted.",
        },
    )
    reason = _text("原因", "Reason", 200, widget="textarea")


class Reinstate(Schema):
    """解除暂停."""

    reason = _text("说明", "Reason", 200, widget="textarea")
