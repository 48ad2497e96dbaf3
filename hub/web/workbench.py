"""What waits for whom on a workbench: counts by state within what the person may see, each with its list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from hub.kernel.db import db
from hub.web.language import t


@dataclass(frozen=True)
class Todo:
    """A kind of thing that waits for this person, and where they all are."""

    text: str
    url: str
    count: int


# A row of a workbench: state, Chinese and English text, address of the list.
Row = tuple[str, str, str, str]


def waiting(table: Any, rows: Iterable[Row], **belonging: Any) -> list[Todo]:
    """The rows of which there is at least one, for objects whose columns equal ``belonging`` (a set: any of it)."""
    rows = list(rows)
    counts = count_by_state(table, {state for state, *_ in rows}, **belonging)
    return [Todo(t(zh, en), url, counts[state]) for state, zh, en, url in rows if counts.get(state)]


def count_by_state(table: Any, states: Iterable[str], **belonging: Any) -> Mapping[str, int]:
    """How many objects stand in each of the states."""
    counted = select(table.state, func.count()).where(table.state.in_(list(states))).group_by(table.state)
    for column, value in belonging.items():
        several = isinstance(value, list | tuple | set | frozenset)
        counted = counted.where(getattr(table, column).in_(value) if several else getattr(table, column) == value)
    return {str(state.value): count for state, count in db.session.execute(counted)}
