"""What of a table may be published so that nobody's business can be read off it or computed from it.

A cell is small when it holds somebody's business but fewer enterprises (where it is about sellers: or fewer
institutions) than the minimum group. Small cells are withheld; then others with them (complementary suppression) until
no sum of withheld cells that follows from what is published is about a small group. Nothing here reads a database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """Which figure: measure, table, row and (of a matrix) column."""

    measure: str
    table: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class Group:
    """Who stands behind a figure: their names while they are few, None where they are at least the minimum."""

    members: frozenset[str] | None = frozenset()

    def is_small(self, least: int) -> bool:
        """Whether there is somebody, and too few."""
        return self.members is not None and 0 < len(self.members) < least

    def joined(self, other: "Group", least: int) -> "Group":
        """Both together; enough of them are no longer counted."""
        if self.members is None or other.members is None:
            return Group(None)
        together = self.members | other.members
        return Group(None if len(together) >= least else together)


NOBODY = Group()


@dataclass(frozen=True)
class Cell:
    """A figure as counted: net amount in fen, how many, and the enterprises and sellers behind it.

    ``sellers`` is None's group (enough) where the table is not about sellers.
    """

    fen: int = 0
    count: int = 0
    holders: Group = NOBODY
    sellers: Group = Group(None)

    def is_empty(self) -> bool:
        """Nobody's business."""
        return self.holders.members == frozenset()

    def is_small(self, least: int) -> bool:
        """Whether it would expose somebody."""
        return not self.is_empty() and (self.holders.is_small(least) or self.sellers.is_small(least))

    def joined(self, other: "Cell", least: int) -> "Cell":
        """Two cells as one."""
        if self.is_empty() or other.is_empty():
            return other if self.is_empty() else self
        holders, sellers = self.holders.joined(other.holders, least), self.sellers.joined(other.sellers, least)
        return Cell(self.fen + other.fen, self.count + other.count, holders, sellers)


@dataclass(frozen=True)
class Line:
    """One sum that everybody can make: the parts come to the total."""

    parts: tuple[Key, ...]
    total: Key

    @property
    def keys(self) -> tuple[Key, ...]:
        """Parts and total."""
        return (*self.parts, self.total)


# Sums are reckoned modulo a large prime: exact for factors as small as ours, and far quicker than with fractions.
PRIME = 2**61 - 1
# Which figures are withheld for the sake of others: those inside first, what everybody looks for last.
WORTH = {"flow": 0, "place": 1, "month": 2, "programme": 2, "area": 3, "total": 9}


def withheld(cells: Mapping[Key, Cell], lines: Sequence[Line], least: int) -> frozenset[Key]:
    """The cells not to be published; ``least`` is the minimum group, below 2 nothing is withheld."""
    hidden = {key for key, cell in cells.items() if cell.is_small(least)}
    while True:
        further = _complement(cells, lines, hidden, least)
        if further is None:
            return frozenset(hidden)
        hidden.add(further)


def exposed(
    cells: Mapping[Key, Cell], lines: Sequence[Line], hidden: Iterable[Key], least: int
) -> list[frozenset[Key]]:
    """The groups of withheld cells whose sum follows from what is published though too few stand behind it."""
    sums = {frozenset(line) for line in _own_sums(lines, frozenset(hidden))}
    sums |= {frozenset(row) for row in _known_sums(lines, frozenset(hidden)) if len(set(row.values())) == 1}
    found = [group for group in sums if group and is_too_few([cells[key] for key in group], least)]
    return sorted(found, key=lambda group: (len(group), sorted(group)))


def is_too_few(cells: Sequence[Cell], least: int) -> bool:
    """Whether the cells together are still about a small group."""
    together = Cell()
    for cell in cells:
        together = together.joined(cell, least)
    return together.is_small(least)


def _complement(cells: Mapping[Key, Cell], lines: Sequence[Line], hidden: set[Key], least: int) -> Key | None:
    """The cell that is least missed among those beside what is exposed, else among all that have to do with it."""
    groups = exposed(cells, lines, hidden, least)
    told = frozenset().union(*groups)
    for around in (told, hidden if told else frozenset()):
        beside = {key for line in lines if around & set(line.keys) for key in line.keys}
        open_ones = [key for key in beside if key not in hidden and not cells[key].is_empty()]
        if open_ones:
            return min(open_ones, key=lambda key: (WORTH.get(key.table, 1), abs(cells[key].fen), key))
    return None


def _own_sums(lines: Sequence[Line], hidden: frozenset[Key]) -> Iterable[set[Key]]:
    """What each published sum says by itself: its withheld parts, where the total is open."""
    for line in lines:
        if line.total not in hidden:
            yield {key for key in line.parts if key in hidden}


def _known_sums(lines: Sequence[Line], hidden: frozenset[Key]) -> list[dict[Key, int]]:
    """All sums of withheld cells that follow from the published ones, reduced as far as they go (Gauss and Jordan)."""
    done: list[tuple[Key, dict[Key, int]]] = []
    for line in lines:
        equation = _equation(line, hidden)
        for pivot, known in done:
            _subtract(equation, known, equation.get(pivot, 0))
        if not equation:
            continue
        pivot = min(equation)
        inverse = pow(equation[pivot], -1, PRIME)
        equation = {key: factor * inverse % PRIME for key, factor in equation.items()}
        for _, known in done:
            _subtract(known, equation, known.get(pivot, 0))
        done.append((pivot, equation))
    return [known for _, known in done]


def _equation(line: Line, hidden: frozenset[Key]) -> dict[Key, int]:
    equation = {key: 1 for key in line.parts if key in hidden}
    return equation | ({line.total: PRIME - 1} if line.total in hidden else {})


def _subtract(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    if not times:
        return
    for key, factor in other.items():
        left = (row.get(key, 0) - times * factor) % PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def merged(cells: Mapping[str, Cell], least: int, most: int) -> tuple[dict[str, Cell], Cell]:
    """The largest rows that may stand by themselves, at most ``most``, and all others as one that is not small.

    A list of which nothing need be withheld: what is too small for itself goes into the rest, and so do the least of
    the others while the rest is too small.
    """
    ranked = sorted(cells, key=lambda row: (-cells[row].count, row))
    listed = [row for row in ranked if not cells[row].is_small(least) and not cells[row].is_empty()][: max(0, most)]
    rest = Cell()
    for row in ranked:
        if row not in listed:
            rest = rest.joined(cells[row], least)
    while rest.is_small(least) and listed:
        rest = rest.joined(cells[listed.pop()], least)
    return {row: cells[row] for row in listed}, rest
