"""Taking a workbook in: what it changes becomes the difference of a draft, value by value with its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from hub.kernel.actor import Actor
from hub.kernel.errors import HubError
from hub.policy.amendments.drafting import open_draft, set_value
from hub.policy.amendments.errors import AnotherPolicy, NothingChanged, WorkbookFaulty, WorkbookStale
from hub.policy.amendments.leaves import Leaf
from hub.policy.amendments.queries import newest_version
from hub.policy.amendments.reading import read_draft
from hub.policy.amendments.tables import Amendment
from hub.policy.amendments.taking_rows import RowChange, apply_rows, row_changes, row_faults
from hub.policy.amendments.values import read_value, write_value
from hub.policy.amendments.workbook import About, Entry, read_workbook, row_label, values_of, write_workbook
from hub.policy.amendments.workbook_tables import read_tables
from hub.policy.queries import PolicyInForce, own_layer
from schemas.policy import PolicyDraft

TOLD = 20


@dataclass(frozen=True)
class Change:
    """One value that a workbook says otherwise."""

    cell: str
    path: str
    typed: str
    source: str


@dataclass(frozen=True)
class Changes:
    """Everything that a workbook says otherwise: values, and rows of tables."""

    values: list[Change]
    rows: list[RowChange]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.values) + len(self.rows)


def workbook_of_policy(policy: PolicyInForce) -> bytes:
    """The newest version of a policy as a workbook."""
    newest = newest_version(policy.policy_id)
    about = About(newest.policy_id, newest.label, newest.draft.title, newest.content_hash)
    return write_workbook(about, newest.draft)


def workbook_of_draft(amendment: Amendment) -> bytes:
    """A draft as a workbook."""
    draft = read_draft(amendment)
    return write_workbook(About(amendment.policy_id, amendment.no, amendment.title, draft.content_hash), draft.policy)


def draft_from_workbook(*, policy: PolicyInForce, name: str, stream: IO[bytes], by: Actor) -> Amendment:
    """A draft with what a workbook changes of the newest version.

    Raises:
        WorkbookRefused, WorkbookFaulty, WorkbookStale, AnotherPolicy: it cannot be taken; the sentence names the cell.
        NothingChanged: it says what the policy says.
    """
    base = newest_version(policy.policy_id)
    changes = _changes(stream, base.policy_id, base.content_hash, base.draft)
    amendment = open_draft(base=base, layer=own_layer(base.id), title=f"工作簿 {name}", source="workbook", by=by)
    _apply(amendment, changes, by=by)
    return amendment


def take_workbook(*, amendment: Amendment, stream: IO[bytes], by: Actor) -> int:
    """Put into a draft what its workbook changes; says how many values.

    Raises:
        WorkbookRefused, WorkbookFaulty, WorkbookStale, AnotherPolicy: it cannot be taken; the draft stays as it is.
        NothingChanged: it says what the draft says.
    """
    draft = read_draft(amendment)
    changes = _changes(stream, amendment.policy_id, draft.content_hash, draft.policy)
    _apply(amendment, changes, by=by)
    return changes.count


def _changes(stream: IO[bytes], policy_id: str, content_hash: str, policy: PolicyDraft) -> Changes:
    sheets = read_workbook(stream)
    if sheets.policy_id != policy_id:
        raise AnotherPolicy(field="file", stated=sheets.policy_id[:60], policy=policy_id)
    if sheets.content_hash != content_hash:
        raise WorkbookStale(field="file")
    known = {(leaf.section, row_label(leaf)): leaf for leaf in values_of(policy)}
    table_rows = read_tables(sheets.tables, policy)
    faults = [*_strange(sheets.entries, known), *row_faults(table_rows, policy)]
    if faults:
        raise _faulty(faults)
    found = [_change(entry, known[entry.section, entry.label]) for entry in sheets.entries]
    rows, faults = row_changes(table_rows, policy)
    faults = [*(fault for fault in found if isinstance(fault, tuple)), *faults]
    if faults:
        raise _faulty(faults)
    changes = Changes([change for change in found if isinstance(change, Change)], rows)
    if not changes.count:
        raise NothingChanged()
    return changes


Fault = tuple[str, str]


def _strange(entries: list[Entry], known: dict[tuple[str, str], Leaf]) -> Iterator[Fault]:
    """Rows that are formulas, not known, there twice, or missing."""
    seen: dict[tuple[str, str], str] = {}
    for entry in entries:
        key = (entry.section, entry.label)
        if entry.formula:
            yield f"{entry.formula} 是公式，请粘贴为数值。", f"{entry.formula} is a formula: paste its value."
        elif key not in known:
            yield (
                f"{entry.cell} 所在行「{entry.label[:40]}」无法识别。",
                f"{entry.cell}: {entry.label[:40]!r} is not known.",
            )
        elif key in seen:
            yield f"{entry.cell} 与 {seen[key]} 重复。", f"{entry.cell} repeats {seen[key]}."
        seen[key] = entry.cell
    for (_, label), leaf in known.items():
        if (leaf.section, label) not in seen:
            yield f"缺少「{leaf.label_zh}」一行。", f"The row {leaf.label_en} is missing."


def _change(entry: Entry, leaf: Leaf) -> Change | Fault | None:
    if entry.value == write_value(leaf.kind, leaf.value):
        return None
    try:
        value = read_value(leaf.kind, entry.value)
    except HubError as error:
        return _at(entry.cell, error)
    if value == leaf.value:
        return None
    if not entry.source.strip() or entry.source == leaf.source:
        at = entry.cell.replace("!B", "!E")
        return f"{at} 请写明新值的依据。", f"{at}: name the source of the new value."
    return Change(entry.cell, leaf.path, entry.value, entry.source)


def _apply(amendment: Amendment, changes: Changes, *, by: Actor) -> None:
    faults = []
    for change in changes.values:
        try:
            set_value(amendment=amendment, path=change.path, typed=change.typed, source=change.source, by=by)
        except HubError as error:
            faults.append(_at(change.cell, error))
    faults += apply_rows(amendment, changes.rows, by=by)
    if faults:
        raise _faulty(faults)


def _at(cell: str, error: HubError) -> Fault:
    return f"{cell}：{error.text('zh')}", f"{cell}: {error.text('en')}"


def _faulty(faults: list[Fault]) -> WorkbookFaulty:
    more = len(faults) - TOLD
    zh = "".join(fault[0] for fault in faults[:TOLD]) + (f"另有 {more} 处。" if more > 0 else "")
    en = " ".join(fault[1] for fault in faults[:TOLD]) + (f" {more} more." if more > 0 else "")
    return WorkbookFaulty(field="file", faults=zh, faults_en=en)
