"""How a value of a policy is written by people and read from them: money in yuan, rates in percent, sizes in MB."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from hub.policy.amendments.columns import fact_of_kind, hint_of, read_cell, write_cell
from hub.policy.amendments.errors import ValueNotUnderstood
from hub.policy.explain import DURATION, percent
from hub.policy.windows import is_day
from schemas.policy import Unlimited
from schemas.terms import fen_of_yuan, yuan_grouped

UNLIMITED_WORDS = frozenset({"不限", "unlimited"})
SIZE = re.compile(r"([0-9]{1,4})\s*(KB|MB|K|M)", re.IGNORECASE)
EXTENSION = re.compile(r"[a-z0-9]{2,5}")
YES, NO = frozenset({"是", "yes", "true"}), frozenset({"否", "no", "false"})
SIZE_OPS = {"le": ("不超过", "at most"), "lt": ("小于", "less than")}
SUBSIDY_KINDS = {"exact": ("按比例", "exactly the rate"), "ceiling": ("最高", "at most the rate")}
HINTS = {
    "money": ("以元填写，例如 140000 或 140,000.00", "in yuan, such as 140000 or 140,000.00"),
    "limit": ("以元填写；没有上限时填写「不限」", 'in yuan; write "unlimited" where there is no limit'),
    "rate": ("百分比，例如 35%", "a percentage, such as 35%"),
    "bytes": ("例如 5MB 或 500KB", "such as 5MB or 500KB"),
    "count": ("整数", "a whole number"),
    "open_count": ("整数；没有上限时填写「不限」", 'a whole number; "unlimited" where there is no limit'),
    "types": ("文件后缀，用逗号分开，例如 pdf, jpg, png", "extensions with commas between, such as pdf, jpg, png"),
    "flag": ("填写「是」或「否」", 'write "yes" or "no"'),
    "duration": ("例如 P30D（30 天）、P5BD（5 个工作日）、P2M（2 个月）", "such as P30D, P5BD (working days), P2M"),
    "size_op": ("填写「不超过」或「小于」", 'write "at most" or "less than"'),
    "subsidy_kind": ("填写「按比例」或「最高」", 'write "exactly the rate" or "at most the rate"'),
    "month_day": ("月-日，例如 06-01", "month and day, such as 06-01"),
    "day": ("年-月-日，例如 2024-07-01", "a date, such as 2024-07-01"),
    "open_day": ("年-月-日；没有末日时填写「不限」", 'a date; "unlimited" where there is no last day'),
    "text": ("文字，最多 500 字", "text, up to 500 characters"),
}


def read_value(kind: str, typed: str) -> Any:
    """The value that a person typed: fen, ppm, bytes, a number, extensions, a choice.

    Raises:
        ValueNotUnderstood: it is not written as this kind of value is; the sentence says how.
    """
    text = typed.strip()
    fact_id = fact_of_kind(kind)
    if fact_id is not None:
        return read_cell(fact_id, text)
    try:
        return READERS[kind](text)
    except (ValueError, InvalidOperation):
        zh, en = HINTS[kind]
        raise ValueNotUnderstood(field="value", typed=text[:40], hint_zh=zh, hint_en=en) from None


def hint_for(kind: str) -> tuple[str, str]:
    """How this kind of value is written, in both languages."""
    fact_id = fact_of_kind(kind)
    return HINTS[kind] if fact_id is None else hint_of(fact_id)


def write_value(kind: str, value: Any, language: str = "zh") -> str:
    """The value as a person reads it, and as ``read_value`` takes it back."""
    which = 0 if language.startswith("zh") else 1
    fact_id = fact_of_kind(kind)
    if fact_id is not None:
        return write_cell(fact_id, value)
    if value is None or isinstance(value, Unlimited):
        return "不限" if which == 0 else "unlimited"
    if kind in ("money", "limit"):
        return yuan_grouped(value)
    if kind == "rate":
        return percent(value)
    if kind == "bytes":
        return f"{value // 1024**2}MB" if value % 1024**2 == 0 else f"{value // 1024}KB"
    if kind == "types":
        return ", ".join(value)
    if kind == "flag":
        return (("是", "yes") if value else ("否", "no"))[which]
    choices = {"size_op": SIZE_OPS, "subsidy_kind": SUBSIDY_KINDS}.get(kind)
    return choices[value][which] if choices else str(value)


def _money(text: str) -> int:
    fen = fen_of_yuan(text)
    if fen <= 0:
        raise ValueError(text)
    return fen


def _limit(text: str) -> int | Unlimited:
    return Unlimited() if text.casefold() in UNLIMITED_WORDS else _money(text)


def _rate(text: str) -> int:
    number = text.replace("％", "%")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?%", number, re.ASCII):
        raise ValueError(text)
    ppm = int(Decimal(number[:-1]) * 10_000)
    if not 0 < ppm <= 1_000_000:
        raise ValueError(text)
    return ppm


def _bytes(text: str) -> int:
    match = SIZE.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise ValueError(text)
    return int(match[1]) * (1024**2 if match[2].upper().startswith("M") else 1024)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _open_count(text: str) -> int | None:
    return None if text.casefold() in UNLIMITED_WORDS else _count(text)


def _types(text: str) -> tuple[str, ...]:
    names = [name.strip().lower().lstrip(".") for name in re.split(r"[,，、/\s]+", text) if name.strip()]
    if not names or not all(map(EXTENSION.fullmatch, names)):
        raise ValueError(text)
    return tuple(dict.fromkeys(names))


def _flag(text: str) -> bool:
    if text.casefold() not in YES | NO:
        raise ValueError(text)
    return text.casefold() in YES


def _choice(choices: dict[str, tuple[str, str]], text: str) -> str:
    for code, words in choices.items():
        if text in (code, *words):
            return code
    raise ValueError(text)


def _duration(text: str) -> str:
    if not DURATION.fullmatch(text.upper()):
        raise ValueError(text)
    return text.upper()


def _month_day(text: str) -> str:
    if not is_day(text):
        raise ValueError(text)
    return text


def _open_day(text: str) -> date | None:
    return None if text.casefold() in UNLIMITED_WORDS else date.fromisoformat(text)


def _text(text: str) -> str:
    # A workbook runs what begins like a formula.
    if len(text) > 500 or text[:1] in tuple("=+-@"):
        raise ValueError(text)
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "money": _money,
    "limit": _limit,
    "rate": _rate,
    "bytes": _bytes,
    "count": _count,
    "open_count": _open_count,
    "types": _types,
    "flag": _flag,
    "duration": _duration,
    "size_op": partial(_choice, SIZE_OPS),
    "subsidy_kind": partial(_choice, SUBSIDY_KINDS),
    "month_day": _month_day,
    "day": date.fromisoformat,
    "open_day": _open_day,
    "text": _text,
}
