"""Reading a region's own policy document: every leaf that is read is recorded, what is left over is reported.

Floats are refused, units are converted exactly, and the word that stands before a number decides whether it is
included (小于 is strict; 不超过, 最大, 最多, 以内 and 不高于 are not, G-30).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from schemas.policy import Basis, Citation
from schemas.terms import Origin

UNITS_FEN = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
UNITS_BYTES = {"B": 1, "K": 1024, "KB": 1024, "M": 1024**2, "MB": 1024**2}
SIZE_WORDS = {"小于": "lt", "不超过": "le", "最大": "le", "以内": "le"}
LIMIT_WORDS = {
    "小于": "<",
    "低于": "<",
    "不超过": "<=",
    "不高于": "<=",
    "最多": "<=",
    "以内": "<=",
    "最少": ">=",
    "不低于": ">=",
}
ORIGINS = {
    "手册": Origin.SEED,
    "推断": Origin.SEED_INFERRED,
    "示例": Origin.SAMPLE,
    "seed": Origin.SEED,
    "seed-inferred": Origin.SEED_INFERRED,
    "sample": Origin.SAMPLE,
}


class NativeRefused(Exception):
    """The document says something the adapter does not understand; guessing is not an option."""


class Severity(StrEnum):
    """ERROR stops publishing; EXCUSED and WARN are shown to the approver."""

    ERROR = "ERROR"
    EXCUSED = "EXCUSED"
    WARN = "WARN"


@dataclass(frozen=True)
class Loss:
    """One thing of the document that did not reach the model, or one of the model that the document does not state."""

    path: str
    severity: Severity
    reason: str


@dataclass(frozen=True)
class LossReport:
    """What was lost on the way; nothing is dropped silently."""

    entries: tuple[Loss, ...] = ()

    @property
    def errors(self) -> tuple[Loss, ...]:
        """What stops publishing."""
        return tuple(entry for entry in self.entries if entry.severity is Severity.ERROR)


def load_native(content: bytes) -> dict[str, Any]:
    """A TOML document without floats.

    Raises:
        NativeRefused: it is not TOML, or holds a number with a decimal point that is not written as text.
    """

    def refuse(text: str) -> Any:
        raise NativeRefused(f"{text} has a decimal point: write it in quotes, so that it stays exact")

    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=refuse)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NativeRefused(f"not a TOML document: {error}") from error


def exact_fen(value: Any, unit: str) -> int:
    """An amount in 元, 万元 or 亿元 as whole fen; a fraction of a fen is refused."""
    if isinstance(value, bool) or not isinstance(value, int | str) or unit not in UNITS_FEN:
        raise NativeRefused(f"{value!r} {unit} is not an amount")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,10})?", str(value), re.ASCII):
        raise NativeRefused(f"{value!r} {unit} is not an amount")
    fen = Decimal(str(value)) * UNITS_FEN[unit]
    if fen != int(fen):
        raise NativeRefused(f"{value} {unit} is not a whole number of fen")
    return int(fen)


def exact_ppm(text: Any) -> int:
    """A percentage such as "35%" or "12.5%" as parts per million."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*%", text, re.ASCII) if isinstance(text, str) else None
    if not match:
        raise NativeRefused(f"{text!r} is not a percentage")
    return int(Decimal(match[1]) * 10_000)


def exact_bytes(text: Any) -> int:
    """A size such as "50M" or "500KB" in bytes; 1M is 1,048,576 (G-30)."""
    match = re.fullmatch(r"([0-9]{1,6})\s*(B|KB?|MB?)", text, re.ASCII) if isinstance(text, str) else None
    if not match:
        raise NativeRefused(f"{text!r} is not a size")
    return int(match[1]) * UNITS_BYTES[match[2]]


# What else may be wanted of invoices and receipts, in every dialect whose policies list their fields one by one.
WRITTEN_ON_PAPERS = {"名称": "name", "购买方": "buyer", "销售方": "seller", "付款方": "payer"}


@dataclass
class Reader:
    """A table of the document that remembers which of its leaves were read."""

    values: dict[str, Any]
    path: str = ""
    read: set[str] = field(default_factory=set)
    notes: list[Loss] = field(default_factory=list)

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}/{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key is there; asking is not reading."""
        return key in self.values

    def names(self) -> list[str]:
        """The keys in the order of the document."""
        return list(self.values)

    def table(self, key: str) -> "Reader":
        """The table under the key; its leaves count as read only when they are."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise NativeRefused(f"{self.at(key)} must be a table")
        return Reader(value, self.at(key), self.read, self.notes)

    def take(self, key: str, *kinds: type) -> Any:
        """A leaf of one of the kinds.

        Raises:
            NativeRefused: it is missing or of another kind.
        """
        if key not in self.values:
            raise NativeRefused(f"{self.at(key)} is missing")
        value = self.values[key]
        if type(value) not in kinds:
            raise NativeRefused(f"{self.at(key)} = {value!r} is not {' or '.join(kind.__name__ for kind in kinds)}")
        self.read.add(self.at(key))
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        if default is not None and key not in self.values:
            return default
        value: str = self.take(key, str)
        return value

    def word(self, key: str, words: dict[str, Any]) -> Any:
        """A text out of a code list; an unknown name is refused, not guessed."""
        value = self.text(key)
        if value not in words:
            raise NativeRefused(f"{self.at(key)}: {value!r} is none of {'、'.join(words)}")
        return words[value]

    def words(self, key: str, words: dict[str, Any]) -> tuple[Any, ...]:
        """Texts out of a code list."""
        unknown = [value for value in self.texts(key) if value not in words]
        if unknown:
            raise NativeRefused(f"{self.at(key)}: {'、'.join(unknown)} not among {'、'.join(words)}")
        return tuple(words[value] for value in self.texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        values = self.take(key, list)
        if not all(isinstance(value, str) for value in values) or len(set(values)) != len(values):
            raise NativeRefused(f"{self.at(key)} must be a list of different texts")
        return tuple(values)

    def whole(self, key: str) -> int:
        """A whole number, not negative."""
        value: int = self.take(key, int)
        if value < 0:
            raise NativeRefused(f"{self.at(key)} = {value} is negative")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """A yes or no."""
        if default is not None and key not in self.values:
            return default
        value: bool = self.take(key, bool)
        return value

    def day(self, key: str) -> date:
        """A date."""
        value: date = self.take(key, date)
        return value

    def fen(self, key: str) -> int:
        """Money whose unit ends the key: 最高额度_万元 = 14."""
        return exact_fen(self.take(key, int, str), key.rpartition("_")[2])

    def ppm(self, key: str) -> int:
        """A percentage."""
        return exact_ppm(self.take(key, str))

    def size(self, key: str, word: str) -> tuple[int, str]:
        """A size in bytes and, from the word beside it, whether the size itself is still allowed."""
        return exact_bytes(self.take(key, str)), self.word(word, SIZE_WORDS)

    def basis(self, cite: str = "依据", origin: str = "来源") -> Basis:
        """Origin and citations of this table; with a citation the origin is 手册 unless the table says otherwise."""
        rules = tuple(self.text(cite, "").replace("、", " ").replace(",", " ").split())
        default = "手册" if rules else "示例"
        if not rules and not self.has(origin):
            self.defaulted(self.path, "neither source nor origin is stated: counts as 示例")
        word = self.word(origin, ORIGINS) if self.has(origin) else ORIGINS[default]
        note = self.text("说明", "") or self.text("note", "")
        return Basis(word, tuple(Citation(rule) for rule in rules), note or ("" if rules else "示例，待主管部门确认"))

    def defaulted(self, path: str, reason: str) -> None:
        """Note that the model holds a value here that the document does not state."""
        self.notes.append(Loss(path, Severity.WARN, reason))

    def loss(self, excused: dict[str, str]) -> LossReport:
        """What was not read, excused or not, and excuses for what is no longer there."""
        everything = dict(_leaves(self.values, self.path))
        unread = [path for path in everything if path not in self.read]
        entries = [
            Loss(path, Severity.EXCUSED, excused[path])
            if path in excused
            else Loss(path, Severity.ERROR, f"not understood: {everything[path]!r}")
            for path in unread
        ]
        stale = [path for path in excused if path not in unread]
        entries += [Loss(path, Severity.ERROR, "excused, but no longer in the document") for path in stale]
        return LossReport((*entries, *self.notes))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}/{key}" if path else key)
    else:
        yield path, value
