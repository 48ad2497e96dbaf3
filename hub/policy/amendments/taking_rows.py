"""What a workbook changes of the tables: cells of a row, rows that are new, rows that were struck out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hub.kernel.actor import Actor
from hub.kernel.errors import HubError
from hub.policy.amendments import items
from hub.policy.amendments.building import read_then
from hub.policy.amendments.columns import write_cell
from hub.policy.amendments.drafting import set_value
from hub.policy.amendments.leaves import THEN, source_of_basis
from hub.policy.amendments.tables import Amendment
from hub.policy.amendments.values import write_value
from hub.policy.amendments.workbook_tables import PAGES, STRIKE, TableRow, tables_of
from schemas.policy import PolicyDraft, Row

Fault = tuple[str, str]


@dataclass(frozen=True)
class RowChange:
    """One thing to do to a table; ``cell`` is named when it is refused, unless the refusal names its own column."""

    row: TableRow
    cell: str
    act: Callable[[Amendment, Actor], None]


def row_faults(rows: list[TableRow], policy: PolicyDraft) -> Iterator[Fault]:
    """Rows that are formulas, without a name, there twice, missing, or struck out though they are new."""
    tables, seen = tables_of(policy), dict[tuple[str, str], str]()
    known = {(section, row.id) for section, table in tables.items() for row in table.rows}
    for row in rows:
        key, at = (row.section, row.text("name")), row.cell("name")
        if row.formula:
            yield f"{row.formula} 是公式，请粘贴为数值。", f"{row.formula} is a formula: paste its value."
        elif not key[1]:
            yield f"{at} 请填写该行的名称。", f"{at}: the row needs a name."
        elif key in seen:
            yield f"{at} 与 {seen[key]} 重复。", f"{at} repeats {seen[key]}."
        elif row.text("action") not in ("", STRIKE):
            yield f"{row.cell('action')} 只能填写「{STRIKE}」或留空。", f"{row.cell('action')}: {STRIKE} or nothing."
        elif row.text("action") and key not in known:
            yield f"{at} 没有可删除的行。", f"{at}: there is no such row to strike out."
        seen.setdefault(key, at)
    for section, name in sorted(known - set(seen)):
        page = PAGES[section]
        yield (
            f"「{page}」页缺少「{name}」一行：不再适用的，请保留该行并在「操作」列填写「{STRIKE}」。",
            f"{page}: the row {name} is missing; to strike it out keep it and write {STRIKE} beside it.",
        )


def row_changes(rows: list[TableRow], policy: PolicyDraft) -> tuple[list[RowChange], list[Fault]]:
    """What the rows change: first what is struck out, then cells, then what is new; each needs its source."""
    tables = tables_of(policy)
    there = {(section, row.id): row for section, table in tables.items() for row in table.rows}
    struck: list[RowChange] = []
    changed: list[RowChange] = []
    added: list[RowChange] = []
    faults: list[Fault] = []
    for row in rows:
        old = there.get((row.section, row.text("name")))
        found = [_add(row)] if old is None else [_strike(row)] if row.text("action") else list(_cells(row, old))
        if found and (not row.text("source") or (old and row.text("source") == source_of_basis(old.basis))):
            at = row.cell("source")
            faults.append((f"{at} 请写明依据。", f"{at}: name the source."))
        (added if old is None else struck if row.text("action") else changed).extend(found)
    return [*struck, *changed, *added], faults


def apply_rows(amendment: Amendment, changes: list[RowChange], *, by: Actor) -> list[Fault]:
    """Put the changes into a draft; answers what was refused, cell by cell."""
    faults = []
    for change in changes:
        try:
            change.act(amendment, by)
        except HubError as error:
            cell = _named_by(change.row, error.field) or change.cell
            faults.append((f"{cell}：{error.text('zh')}", f"{cell}: {error.text('en')}"))
    return faults


def _named_by(row: TableRow, field: str | None) -> str | None:
    """The cell of the column that a refusal names."""
    names = {fact.replace(".", "-"): fact for fact in row.columns} | {"then": "then", "source": "source"}
    return row.cell(names[field]) if field in names else None


def _strike(row: TableRow) -> RowChange:
    def act(amendment: Amendment, by: Actor) -> None:
        items.remove_item(
            amendment=amendment, section=row.section, key=row.text("name"), source=row.text("source"), by=by
        )

    return RowChange(row, row.cell("action"), act)


def _add(row: TableRow) -> RowChange:
    def act(amendment: Amendment, by: Actor) -> None:
        items.add_row(
            amendment=amendment, section=row.section, name=row.text("name"),
            cells={fact: row.text(fact) for fact in row.columns}, then=read_then(row.section, row.text("then")),
            source=row.text("source"), by=by,
        )  # fmt: skip

    return RowChange(row, row.cell("name"), act)


def _cells(row: TableRow, old: Row) -> Iterator[RowChange]:
    said = {fact: write_cell(fact, old.when[fact]) if fact in old.when else "" for fact in row.columns}
    said["then"] = write_value(THEN[row.section][0], old.then)
    for column, text in said.items():
        if row.text(column) != text:
            path = f"{row.section}/table/rows/{old.id}/" + ("then" if column == "then" else f"when/{column}")
            yield RowChange(row, row.cell(column), _setting(path, row.text(column), row.text("source")))


def _setting(path: str, typed: str, source: str) -> Callable[[Amendment, Actor], None]:
    return lambda amendment, by: set_value(amendment=amendment, path=path, typed=typed, source=source, by=by)
