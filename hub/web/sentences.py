"""What marshmallow says by itself, as sentences for people in both languages."""

import re

from hub.web.language import both, t

# What the library writes → what the person reads; groups of the pattern fill {0}, {1}.
_SPOKEN: tuple[tuple[str, str, str], ...] = (
    (r"Missing data for required field\.|Field may not be null\.", "请填写此项。", "Fill in this field."),
    (
        r"Not a valid date\.|Not a valid datetime\.",
        "日期有误，请按 2024-05-20 的格式填写。",
        "Not a date; write it as 2024-05-20.",
    ),
    (r"Not a valid (?:integer|number)\.", "请填写数字。", "Enter a number."),
    (r"Not a valid email address\.", "电子邮箱地址有误。", "Not an e-mail address."),
    (r"Not a valid URL\.", "网址有误。", "Not a web address."),
    (r"Not a valid UUID\.|Not a valid string\.|Not a valid boolean\.", "填写的内容有误。", "This cannot be accepted."),
    (r"Must be one of: .*", "请从列出的选项中选择。", "Choose one of the options."),
    (r"Longer than maximum length (\d+)\.", "最多 {0} 个字。", "At most {0} characters."),
    (r"Shorter than minimum length (\d+)\.", "至少 {0} 个字（项）。", "At least {0} characters (items)."),
    (r"Length must be between (\d+) and (\d+)\.", "须为 {0} 至 {1} 个字（项）。", "{0} to {1} characters (items)."),
    (r"Length must be (\d+)\.", "须为 {0} 位。", "{0} characters."),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
        "须在 {0} 与 {1} 之间。",
        "Between {0} and {1}.",
    ),
    (r"Must be greater than or equal to (\S+)\.", "不能小于 {0}。", "Not less than {0}."),
    (r"Must be less than or equal to (\S+)\.", "不能大于 {0}。", "Not more than {0}."),
    (r"Must be greater than (\S+)\.", "必须大于 {0}。", "More than {0}."),
    (r"String does not match expected pattern\.", "格式有误，请检查。", "The format is wrong; check it."),
    (r"Unknown field\.", "不认识的填写项。", "Unknown field."),
)


def spoken(text: str) -> str:
    """The sentence in the person's language; what is none of the library's own is taken as "中文 / English"."""
    for pattern, zh, en in _SPOKEN:
        found = re.fullmatch(pattern, text)
        if found:
            return t(zh, en).format(*found.groups())
    return both(text)
