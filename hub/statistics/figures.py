"""Figures of a period: what was counted, what of it may be shown, and the way into the table of published years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hub.statistics.rules import Cell, Key, Line, merged, withheld

MEASURES = ("issued", "used", "redeemed", "paid")
WITH_SELLERS = ("used", "redeemed")
LISTED_SELLERS = 20
LISTED_CATEGORIES = 30
REST = "*"


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown: the net amount in fen, and how many."""

    fen: int
    count: int


@dataclass(frozen=True)
class Step:
    """How many days something stood in a state (subject and code): the middle one, and what nine in ten kept within."""

    subject: str
    state: str
    count: int
    median_days: float
    p90_days: float


@dataclass(frozen=True)
class Statistics:
    """All figures of a period, both ends included. A key that is missing is zero, one with None is withheld."""

    since: date
    until: date
    as_of: datetime
    figures: Mapping[Key, Figure | None]
    steps: Sequence[Step] = field(default=())
    withheld_steps: bool = False

    def figure(self, measure: str, table: str, row: str = "", column: str = "") -> Figure | None:
        """One figure; zero where nothing happened, None where it is withheld."""
        return self.figures.get(Key(measure, table, row, column), Figure(0, 0))

    def rows(self, table: str) -> list[str]:
        """The rows a table has, by code, what is left over last."""
        found = {key.row for key in self.figures if key.table == table}
        return sorted(found, key=lambda row: (row == REST, row))

    def columns(self, table: str) -> list[str]:
        """The columns a matrix has."""
        return sorted({key.column for key in self.figures if key.table == table})

    @property
    def is_empty(self) -> bool:
        """Nothing happened."""
        return not self.figures and not self.steps

    @property
    def has_withheld(self) -> bool:
        """Whether something is not shown."""
        return self.withheld_steps or None in self.figures.values()


def in_full(cells: Mapping[Key, Cell]) -> dict[Key, Figure | None]:
    """Everything as counted: for those whose business it is to see it."""
    return {key: Figure(cell.fen, cell.count) for key, cell in cells.items()}


def for_everybody(cells: Mapping[Key, Cell], least: int) -> dict[Key, Figure | None]:
    """What everybody may see: lists shortened, small groups and what would give them away withheld (rules.withheld)."""
    kept = {key: cell for key, cell in cells.items() if key.table not in ("seller", "category")}
    for measure in WITH_SELLERS:
        for table, most in (("seller", LISTED_SELLERS), ("category", LISTED_CATEGORIES)):
            rows = {key.row: cell for key, cell in cells.items() if (key.measure, key.table) == (measure, table)}
            listed, rest = merged(rows, least, most)
            kept |= {Key(measure, table, row): cell for row, cell in listed.items()}
            if not rest.is_empty():
                kept[Key(measure, table, REST)] = rest
    hidden = withheld(kept, lines_of(kept), least)
    shown: dict[Key, Figure | None] = {}
    for key, cell in kept.items():
        # Of an institution only the number of orders is for everybody: its turnover is its own.
        fen = 0 if key.table == "seller" else cell.fen
        shown[key] = None if key in hidden else Figure(fen, cell.count)
    return shown


def lines_of(cells: Mapping[Key, Cell]) -> list[Line]:
    """The sums that everybody can make of these tables."""
    lines = []
    for measure in MEASURES:
        total = Key(measure, "total")
        for table in ("area", "programme", "month", "place", "category", "seller"):
            parts = tuple(sorted(key for key in cells if (key.measure, key.table) == (measure, table)))
            if parts and total in cells:
                lines.append(Line(parts, total))
        inside = [key for key in cells if (key.measure, key.table) == (measure, "flow")]
        for margin, axis in (("area", "row"), ("place", "column")):
            for code in sorted({getattr(key, axis) for key in inside}):
                parts = tuple(sorted(key for key in inside if getattr(key, axis) == code))
                lines.append(Line(parts, Key(measure, margin, code)))
    return lines


def written(figures: Mapping[Key, Figure | None]) -> list[list[Any]]:
    """Figures for the table of published years."""
    return [
        [*key, *((figure.fen, figure.count) if figure else (None, None))] for key, figure in sorted(figures.items())
    ]


def read(rows: Sequence[Sequence[Any]]) -> dict[Key, Figure | None]:
    """Figures out of it."""
    return {Key(*row[:4]): None if row[4] is None else Figure(row[4], row[5]) for row in rows}
