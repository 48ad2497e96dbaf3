"""What is published exposes nobody: tried on tables that a machine makes up, by another way of reckoning."""

from fractions import Fraction
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.statistics.rules import Cell, Group, Key, Line, exposed, merged, withheld

LEAST = 3
FIRMS = "ABCDEFG"
deals = st.lists(
    st.tuples(
        st.sampled_from(FIRMS), st.sampled_from("xyz"), st.sampled_from("123"), st.integers(-50, 500),
    ),
    max_size=40,
)  # fmt: skip


def cell_of(chosen: list[tuple[str, str, str, int]], least: int = LEAST) -> Cell:
    firms = frozenset(deal[0] for deal in chosen)
    return Cell(sum(deal[3] for deal in chosen), len(chosen), Group(None if len(firms) >= least else firms))


def table_of(made: list[tuple[str, str, str, int]], least: int = LEAST) -> tuple[dict[Key, Cell], list[Line]]:
    """The matrix of areas and places with every margin, and the months of the same deals."""
    cells, lines, total = {}, [], Key("m", "total")
    cells[total] = cell_of(made, least)
    for row in "xyz":
        cells[Key("m", "area", row)] = cell_of([d for d in made if d[1] == row], least)
        for column in "123":
            cells[Key("m", "flow", row, column)] = cell_of([d for d in made if d[1:3] == (row, column)], least)
        lines.append(Line(tuple(Key("m", "flow", row, column) for column in "123"), Key("m", "area", row)))
    for column in "123":
        cells[Key("m", "place", column)] = cell_of([d for d in made if d[2] == column], least)
        lines.append(Line(tuple(Key("m", "flow", row, column) for row in "xyz"), Key("m", "place", column)))
    lines.append(Line(tuple(Key("m", "area", row) for row in "xyz"), total))
    lines.append(Line(tuple(Key("m", "place", column) for column in "123"), total))
    return cells, lines


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][column] / rows[found][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


def follows(wanted: set[Key], hidden: list[Key], lines: list[Line]) -> bool:
    """Whether the sum of ``wanted`` can be reckoned: adding it as an equation says nothing new."""
    known = [
        [Fraction((key in line.parts) - (key == line.total)) for key in hidden]
        for line in lines
        if set(line.keys) & set(hidden)
    ]
    return rank([*known, [Fraction(key in wanted) for key in hidden]]) == rank(known)


@given(deals)
@settings(max_examples=60, deadline=None)
def test_no_small_cell_is_shown_or_can_be_reckoned(made):
    cells, lines = table_of(made)
    hidden = withheld(cells, lines, LEAST)
    assert {key for key, cell in cells.items() if cell.is_small(LEAST)} <= hidden
    listed = sorted(hidden)
    for key in listed:
        assert not cells[key].is_small(LEAST) or not follows({key}, listed, lines), (key, hidden)


@given(deals)
@settings(max_examples=60, deadline=None)
def test_what_a_published_total_leaves_over_is_about_enough_of_them(made):
    cells, lines = table_of(made)
    hidden = withheld(cells, lines, LEAST)
    for line in lines:
        gone = [key for key in line.parts if key in hidden]
        if line.total in hidden or not gone:
            continue
        firms = [cells[key].holders.members for key in gone]
        assert None in firms or len(set(chain.from_iterable(f for f in firms if f))) >= LEAST
    assert exposed(cells, lines, hidden, LEAST) == []


@given(deals)
@settings(max_examples=30, deadline=None)
def test_nothing_is_withheld_where_nothing_is_small(made):
    cells, lines = table_of(made, least=1)
    assert withheld(cells, lines, 1) == frozenset()


@given(deals, st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_ranking_loses_nothing_and_its_rest_is_never_small(made, most):
    rows = {firm: cell_of([d for d in made if d[1] == firm]) for firm in "xyz"}
    listed, rest = merged(rows, LEAST, most)
    assert sum(c.fen for c in listed.values()) + rest.fen == sum(deal[3] for deal in made)
    assert len(listed) <= most and not any(cell.is_small(LEAST) for cell in listed.values())
    assert not rest.is_small(LEAST) or not listed


def test_one_firm_in_one_area_takes_a_second_area_with_it():
    made = [
        ("A", "x", "1", 700),
        *((firm, "y", "1", 100) for firm in "BCD"),
        *((firm, "z", "1", 900) for firm in FIRMS),
    ]
    cells, lines = table_of(made)
    hidden = withheld(cells, lines, LEAST)
    assert Key("m", "area", "x") in hidden and Key("m", "area", "y") in hidden
    assert Key("m", "area", "z") not in hidden and Key("m", "total") not in hidden


def test_sellers_count_as_well_as_buyers():
    lonely = Cell(100, 5, Group(None), Group(frozenset({"I01"})))
    assert lonely.is_small(LEAST) and not Cell(100, 5, Group(None)).is_small(LEAST)
