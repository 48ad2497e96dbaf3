"""The fields of a programme's application form, whom they are asked, and what is missing or wrong; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

TYPES = ("text", "whole", "date", "choice", "email", "uscc")


@dataclass(frozen=True)
class AskedField:
    """One field. ``handwritten``: printed empty, filled in by hand, never collected. ``only_if``: other answers."""

    code: str
    zh: str
    en: str
    type: str = "text"
    max: int = 200
    options: tuple[tuple[str, str, str], ...] = ()
    only_if: Mapping[str, str] = field(default_factory=dict)
    handwritten: bool = False
    cite: str = ""

    def label(self, language: str) -> str:
        """What it is called."""
        return self.zh if language.startswith("zh") else self.en

    def shown(self, value: Any) -> str:
        """An answer in words."""
        return next((zh for code, zh, _ in self.options if code == value), "" if value is None else str(value))


@dataclass(frozen=True)
class AskedPart:
    """Fields under a heading; ``kinds`` empty: asked of everybody."""

    zh: str
    en: str
    fields: tuple[AskedField, ...]
    kinds: tuple[str, ...] = ()

    def is_for(self, kind: str | None) -> bool:
        """Whether an enterprise of this type is asked."""
        return not self.kinds or kind in self.kinds

    def heading(self, language: str) -> str:
        """What stands above the fields."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class AskedForm:
    """The whole form of a programme; without parts nothing is asked beside kind, number and revenue."""

    title: str = ""
    title_en: str = ""
    declaration: str = ""
    signatures: tuple[str, ...] = ()
    parts: tuple[AskedPart, ...] = ()

    def parts_for(self, kind: str | None) -> Sequence[AskedPart]:
        """The parts that this type of enterprise fills in."""
        return [part for part in self.parts if part.is_for(kind)]


def answered(form: AskedForm, answers: Mapping[str, Any]) -> dict[str, str]:
    """What of some answers this form collects, without empty ones and without what is written by hand."""
    wanted = {one.code for part in form.parts for one in part.fields if not one.handwritten}
    return {code: str(value).strip() for code, value in answers.items() if code in wanted and str(value or "").strip()}


def lacking(form: AskedForm, kind: str | None, answers: Mapping[str, str]) -> list[AskedField]:
    """The fields that this enterprise still has to fill in (JS-28: all of them)."""
    return [one for one in _asked(form, kind, answers) if not answers.get(one.code)]


def faults(form: AskedForm, kind: str | None, answers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is wrong with what was entered, by field: a sentence in Chinese and English."""
    found: dict[str, tuple[str, str]] = {}
    for one in _asked(form, kind, answers):
        value = answers.get(one.code)
        wrong = _wrong(one, value) if value else None
        if wrong:
            found[one.code] = wrong
    return found


def _asked(form: AskedForm, kind: str | None, answers: Mapping[str, str]) -> Iterable[AskedField]:
    for part in form.parts_for(kind):
        for one in part.fields:
            if not one.handwritten and all(answers.get(code) == value for code, value in one.only_if.items()):
                yield one


def _wrong(one: AskedField, value: str) -> tuple[str, str] | None:
    if len(value) > one.max:
        return f"最多 {one.max} 个字。", f"At most {one.max} characters."
    if one.type == "whole" and not (value.isascii() and value.isdigit() and len(value) <= 9):
        return "请填写整数。", "Enter a whole number."
    if one.type == "date" and not _is_date(value):
        return "请按 2024-03-05 的样式填写日期。", "Write the date like 2024-03-05."
    if one.type == "choice" and value not in [code for code, _, _ in one.options]:
        return "请从列表中选择。", "Choose from the list."
    if one.type == "email" and not _is_email(value):
        return "请填写完整的邮箱地址。", "Enter a whole e-mail address."
    if one.type == "uscc" and not _is_uscc(value):
        return "统一社会信用代码有误，请对照证照核对。", "The credit code is wrong; compare it with the licence."
    return None


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_email(value: str) -> bool:
    name, _, host = value.partition("@")
    return bool(name) and "." in host and not host.startswith(".") and not host.endswith(".") and " " not in value


def _is_uscc(value: str) -> bool:
    try:
        return bool(value.isascii() and uscc.validate(value.upper()))
    except ValidationError:
        return False
