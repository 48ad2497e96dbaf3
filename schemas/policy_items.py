"""What people type when they add to the lists of a policy or take from them: material, steps, windows, deadlines."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.policy import PHASES

PHASE_WORDS = {
    "application": {"zh": "申领", "en": "application"},
    "order": {"zh": "下单", "en": "order"},
    "redemption": {"zh": "兑付", "en": "redemption"},
}
PER = (
    ("redemption", {"zh": "每次兑付", "en": "each redemption"}),
    ("order", {"zh": "每个订单", "en": "each order"}),
    ("service", {"zh": "每项服务", "en": "each service"}),
    ("application", {"zh": "每次申领", "en": "each application"}),
)
YES_NO = (("true", {"zh": "是", "en": "yes"}), ("false", {"zh": "否", "en": "no"}))


def _text(zh: str, en: str, longest: int, **metadata: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=longest),
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


def _choice(zh: str, en: str, options: Any, **more: Any) -> fields.String:
    known = validate.OneOf([code for code, _ in options])
    label = {"label": {"zh": zh, "en": en}, "widget": "select", "options": list(options)}
    return fields.String(required=True, validate=known, metadata=label, **more)


def _hint(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def source_field() -> fields.String:
    """Whatever is added or taken away names the sentence it rests on."""
    return fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={
            "label": {"zh": "依据", "en": "Source"},
            "hint": {"zh": "文件名称、文号和原文", "en": "the document, its number and the sentence"},
            "widget": "textarea",
            "needed": True,
        },
    )


class RemoveItem(Schema):
    """One item to take away."""

    section = fields.String(required=True, metadata={"widget": "hidden"})
    key = fields.String(required=True, metadata={"widget": "hidden"})
    source = source_field()


class AddMaterial(Schema):
    """A slot for files; sizes and types as people write them."""

    phase = _choice("环节", "Phase", [(phase, PHASE_WORDS[phase]) for phase in PHASES])
    name_zh = _text("材料名称", "Name (Chinese)", 60)
    name_en = _text("材料名称（英文）", "Name (English)", 120)
    types = _text("文件格式", "Types", 80, hint=_hint("例如 pdf, jpg, png", "such as pdf, jpg, png"))
    largest = _text("单个文件大小", "Size of a file", 10, hint=_hint("例如 5MB 或 500KB", "such as 5MB or 500KB"))
    size_op = _choice(
        "大小口径", "How the size is meant",
        (("le", {"zh": "不超过", "en": "at most"}), ("lt", {"zh": "小于", "en": "less than"})),
    )  # fmt: skip
    required = _choice("必需", "Required", YES_NO)
    per = _choice("按什么提交", "Submitted for", PER)
    count_max = _text("最多份数", "At most", 5, hint=_hint("整数，或「不限」", 'a whole number, or "unlimited"'))
    seal = _choice("须盖章", "Stamped", tuple(reversed(YES_NO)))
    help_zh = fields.String(
        load_default="", validate=validate.Length(max=500),
        metadata={"label": {"zh": "填报说明", "en": "Explanation"}, "widget": "textarea"},
    )  # fmt: skip
    source = source_field()


class AddText(Schema):
    """A text that the applicant writes."""

    phase = _choice("环节", "Phase", [(phase, PHASE_WORDS[phase]) for phase in PHASES])
    name_zh = _text("填写内容", "What is written", 60)
    required = _choice("必需", "Required", YES_NO)
    max_chars = fields.Integer(
        required=True, validate=validate.Range(1, 5000),
        metadata={"label": {"zh": "字数上限", "en": "Characters at most"}},
    )  # fmt: skip
    source = source_field()


class AddStep(Schema):
    """A step of a chain, of those that the hub knows how to take."""

    step = fields.String(required=True, metadata={"label": {"zh": "步骤", "en": "Step"}, "widget": "select"})
    publicity_working_days = fields.Integer(
        load_default=None, validate=validate.Range(1, 60),
        metadata={"label": {"zh": "公示工作日", "en": "Working days of public notice"},
                  "hint": _hint("仅公示步骤填写", "for a public notice only")},
    )  # fmt: skip
    may_set_amount = _choice("可核减金额", "May lower the amount", tuple(reversed(YES_NO)))
    source = source_field()


class AddWindow(Schema):
    """Days of every year in which may be submitted."""

    name = _text("名称", "Name", 40, hint=_hint("例如 上半年", "such as first half"))
    phase = _choice(
        "环节",
        "Phase",
        [("redemption", {"zh": "通用券兑付", "en": "redemption"}), ("application", PHASE_WORDS["application"])],
    )
    opens = _text("开始日（每年）", "First day (every year)", 5, hint=_hint("月-日，例如 06-01", "such as 06-01"))
    closes = _text("结束日（每年，含当日）", "Last day (included)", 5, hint=_hint("月-日，例如 06-30", "such as 06-30"))
    source = source_field()


class AddParticipant(Schema):
    """An area that takes part, from when to when."""

    area = fields.String(required=True, metadata={"label": {"zh": "区域", "en": "Area"}, "widget": "select"})
    since = fields.Date(required=True, metadata={"label": {"zh": "参与首日", "en": "First day"}, "widget": "date"})
    until = fields.Date(
        load_default=None,
        metadata={
            "label": {"zh": "参与末日（含当日）", "en": "Last day (included)"},
            "hint": _hint("没有末日时留空", "empty where there is none"),
            "widget": "date",
        },
    )
    source = source_field()


class AddDeadline(Schema):
    """A duration after something, of the kinds that the hub watches."""

    name = fields.String(required=True, metadata={"label": {"zh": "时限", "en": "Deadline"}, "widget": "select"})
    duration = _text(
        "期限", "Duration", 10,
        hint=_hint("例如 P30D（30 天）、P5BD（5 个工作日）、P2M（2 个月）", "such as P30D, P5BD (working days), P2M"),
    )  # fmt: skip
    soft = _choice("原则上（仅提醒）", "As a rule only (reminds)", tuple(reversed(YES_NO)))
    source = source_field()
