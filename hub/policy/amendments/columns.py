"""The columns of a decision table: which facts its rows look at. People fill in rows; a new column is a release."""

import re
from typing import Any

from hub.policy.amendments.errors import ValueNotUnderstood
from hub.policy.explain import shown
from schemas.facts import FACTS, FactOfWrongType, FactType, check_value
from schemas.policy import Range, Table
from schemas.terms import fen_of_yuan, yuan_grouped

OPEN = "—"
HINT_CODES = ("用顿号或逗号分开，例如 320300、320700", "with commas between, such as 320300, 320700")
HINT_RANGE = ("起（含）至止（不含），例如 0 至 200000；没有上限写作 200000 至 —", "from (included) to (excluded), such as 0 至 200000; leave an open side as —")  # noqa: E501  # fmt: skip
BETWEEN = re.compile(r"\s*(?:至|~|～|to)\s*")
PARTS = re.compile(r"[,，、;；\s]+")


def columns_of(table: Table) -> tuple[str, ...]:
    """The facts at which any row looks, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for row in table.rows for name in row.when))


def is_ranged(fact_id: str) -> bool:
    """Whether a column holds ranges (money, whole numbers) and not codes."""
    return FACTS[fact_id].type in (FactType.MONEY, FactType.INTEGER)


def hint_of(fact_id: str) -> tuple[str, str]:
    """How a cell of this column is written."""
    labels = FACTS[fact_id].labels_zh
    if labels:
        return (f"可填：{'、'.join(labels)}", f"any of: {', '.join(labels)}")
    return HINT_RANGE if is_ranged(fact_id) else HINT_CODES


def read_cell(fact_id: str, typed: str, *, field: str = "value") -> tuple[str, ...] | Range:
    """What a person wrote into a cell of this column.

    Raises:
        ValueNotUnderstood: it is no range, or names a code that there is not.
    """
    try:
        return _range(fact_id, typed) if is_ranged(fact_id) else _codes(fact_id, typed)
    except (ValueError, FactOfWrongType):
        zh, en = hint_of(fact_id)
        raise ValueNotUnderstood(field=field, typed=typed[:40], hint_zh=f"按此填写：{zh}", hint_en=en) from None


def write_cell(fact_id: str, value: tuple[str, ...] | Range) -> str:
    """The cell as a person reads it, and as ``read_cell`` takes it back."""
    if not isinstance(value, Range):
        return "、".join(shown(fact_id, code) if FACTS[fact_id].labels_zh else code for code in value)
    return f"{_edge(fact_id, value.start)} 至 {_edge(fact_id, value.end)}"


def _codes(fact_id: str, typed: str) -> tuple[str, ...]:
    registered = FACTS[fact_id]
    by_label = dict(zip(registered.labels_zh, registered.codes, strict=False))
    codes = tuple(dict.fromkeys(by_label.get(part, part) for part in PARTS.split(typed.strip()) if part))
    if not codes or not all(re.fullmatch(r"[0-9A-Za-z_.-]{1,40}", code) for code in codes):
        raise ValueError(typed)
    for code in codes:
        check_value(fact_id, code)
    return codes


def _range(fact_id: str, typed: str) -> Range:
    start, end = BETWEEN.split(typed.strip(), maxsplit=1)
    found = Range(_number(fact_id, start), _number(fact_id, end))
    if found.start is not None and found.end is not None and found.start >= found.end:
        raise ValueError(typed)
    return found


def _number(fact_id: str, typed: str) -> int | None:
    text = typed.strip()
    if text in ("", OPEN, "-"):
        return None
    if FACTS[fact_id].type is FactType.MONEY:
        return int(fen_of_yuan(text))
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError(typed)
    return int(text)


def _edge(fact_id: str, value: int | None) -> str:
    if value is None:
        return OPEN
    return yuan_grouped(value) if FACTS[fact_id].type is FactType.MONEY else str(value)


def cell_kind(fact_id: str) -> str:
    """How a cell of the column is named among the kinds of values."""
    return f"cell:{fact_id}"


def fact_of_kind(kind: str) -> str | None:
    """The fact of a kind that ``cell_kind`` named, or None."""
    return kind.partition(":")[2] if kind.startswith("cell:") else None


def label_of(fact_id: str) -> tuple[str, str]:
    """The column's name."""
    registered: Any = FACTS[fact_id]
    return registered.label_zh, registered.label_en
