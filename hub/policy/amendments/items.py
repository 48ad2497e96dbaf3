"""Adding to and taking from the lists of a draft: rows of its tables, material, steps, windows, deadlines.

An area adds what is its own. What the layer above brought stays: it is narrowed or replaced where it is handed down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.policy.amendments.columns import columns_of, read_cell
from hub.policy.amendments.drafting import keep_layer, lock_draft
from hub.policy.amendments.errors import (
    ItemStays,
    ItemTaken,
    ItemUnknown,
    NoColumns,
    NotYours,
    SourceMissing,
    ValueNotUnderstood,
)
from hub.policy.amendments.leaves import SECTIONS, key_of
from hub.policy.amendments.naming import name_of_item, summary_of
from hub.policy.amendments.queries import layer_of, parent_of
from hub.policy.amendments.tables import Amendment
from hub.policy.layers import place_of_step
from schemas.policy import (
    ApprovalStep,
    Basis,
    Deadline,
    Material,
    Participant,
    PolicyDraft,
    Row,
    Table,
    TextField,
    Window,
)
from schemas.terms import Origin

TABLES = ("quota", "subsidy")
LISTS = ("materials", "texts", "approvals", "windows", "deadlines", "participants")
Item = Row | Material | TextField | ApprovalStep | Window | Deadline | Participant


@dataclass(frozen=True)
class Entry:
    """An item as the page lists it: whether the draft may take it away, and who says so."""

    key: str
    name: tuple[str, str]
    summary: tuple[str, str]
    own: bool


def entries_of(layer: PolicyDraft, policy: PolicyDraft, section: str) -> list[Entry]:
    """The items of a section of the whole policy; ``own`` are those that the draft's layer states itself."""
    own = {key_of(item) for item in items_of(layer, section)}
    return [
        Entry(key_of(item), name_of_item(item), summary_of(section, item), key_of(item) in own)
        for item in items_of(policy, section)
    ]


def items_of(policy: PolicyDraft, section: str) -> tuple[Any, ...]:
    """The items of a section; the row for all other cases is no item, a table always has it."""
    if section not in TABLES:
        return getattr(policy, section) or ()
    table = table_of(policy, section)
    return table.rows if table else ()


def table_of(policy: PolicyDraft, section: str) -> Table | None:
    """The table of the quota or of the rate; None where the layer leaves it to its parent."""
    holder = getattr(policy, section)
    return holder.table if holder is not None else None


def add_row(
    *, amendment: Amendment, section: str, name: str, cells: Mapping[str, str], then: int, source: str, by: Actor
) -> None:
    """A further row of a table, with a cell for each of its columns (an empty one: whatever the value is).

    Raises:
        NoColumns: the table distinguishes nothing yet.
        ValueNotUnderstood: a cell.
    """
    table = table_of(_taken_over(layer_of(amendment), amendment, section), section)
    columns = columns_of(table) if table else ()
    if not columns:
        raise NoColumns()
    given = {fact: cells[fact] for fact in columns if cells.get(fact, "").strip()}
    when = {fact: read_cell(fact, text, field=fact.replace(".", "-")) for fact, text in given.items()}
    add_item(amendment=amendment, section=section, item=Row(name.strip(), when, then, basis_of_source(source)), by=by)


def add_item(*, amendment: Amendment, section: str, item: Item, by: Actor) -> None:
    """Put an item into the draft; its basis names the sentence it rests on.

    Raises:
        SourceMissing: it does not.
        ItemTaken: there is one of this name.
        NotYours: the parent does not hand the section down.
    """
    lock_draft(amendment, by=by)
    if not item.basis.note.strip():
        raise SourceMissing(field="source")
    if "/" in key_of(item):
        raise ValueNotUnderstood(
            field="name", typed=key_of(item)[:40], hint_zh="名称中不能有「/」", hint_en="a name without a slash"
        )
    layer = _taken_over(layer_of(amendment), amendment, section)
    there = items_of(layer, section)
    if key_of(item) in {key_of(one) for one in there} | _other_rows(layer, section):
        raise ItemTaken(field="name", name=name_of_item(item)[0])
    at = place_of_step(there, item) if isinstance(item, ApprovalStep) else len(there)
    changed = _with_items(layer, section, (*there[:at], item, *there[at:]))
    keep_layer(amendment, changed, _change(section, item, source=item.basis.note, added=True, by=by))


def remove_item(*, amendment: Amendment, section: str, key: str, source: str, by: Actor) -> None:
    """Take an item out of the draft.

    Raises:
        SourceMissing: no sentence says why.
        ItemUnknown: there is no such item.
        ItemStays: the layer above brought it.
    """
    lock_draft(amendment, by=by)
    if not source.strip():
        raise SourceMissing(field="source")
    original = layer_of(amendment)
    layer = _taken_over(original, amendment, section) if section in TABLES else original
    item = next((one for one in items_of(layer, section) if key_of(one) == key), None)
    if item is None:
        parent = parent_of(layer, amendment.effective_from)
        if parent is not None and key in {key_of(one) for one in items_of(parent, section)}:
            raise ItemStays(parent=parent.policy_id)
        raise ItemUnknown()
    rest = tuple(one for one in items_of(layer, section) if one is not item)
    change = _change(section, item, source=source, added=False, by=by)
    keep_layer(amendment, _with_items(layer, section, rest), change)


def basis_of_source(source: str) -> Basis:
    """What an added item rests on: the sentence that its author names."""
    return Basis(Origin.AUTHORITY, note=source.strip()[:500])


def _other_rows(layer: PolicyDraft, section: str) -> set[str]:
    table = table_of(layer, section) if section in TABLES else None
    return {table.otherwise.id} if table and table.otherwise else set()


def _with_items(layer: PolicyDraft, section: str, items: tuple[Any, ...]) -> PolicyDraft:
    if section not in TABLES:
        return _with(layer, section, items)
    holder = getattr(layer, section)
    return _with(layer, section, replace(holder, table=replace(holder.table, rows=items)))


def _with(layer: PolicyDraft, section: str, value: Any) -> PolicyDraft:
    changes: dict[str, Any] = {section: value}
    return replace(layer, **changes)


def _taken_over(layer: PolicyDraft, amendment: Amendment, section: str) -> PolicyDraft:
    """The layer with a table of its own, where the one above hands the section down."""
    if section not in TABLES or table_of(layer, section) is not None:
        return layer
    parent = parent_of(layer, amendment.effective_from)
    if parent is None or section not in parent.delegates or table_of(parent, section) is None:
        raise NotYours(what=SECTIONS[section][0], parent=parent.policy_id if parent else "", field="name")
    return _with(layer, section, getattr(parent, section))


def _change(section: str, item: Item, *, source: str, added: bool, by: Actor) -> dict[str, Any]:
    zh, en = name_of_item(item)
    words = summary_of(section, item)[0]
    return {
        "path": f"{section}/{key_of(item)}",
        "label_zh": f"{SECTIONS[section][0]} · {zh}",
        "label_en": f"{SECTIONS[section][1]} · {en}",
        "was": "" if added else words,
        "now": words if added else "",
        "source": source.strip()[:500],
        "by": by.name,
        "account_id": str(by.account_id),
        "at": business_now().isoformat(),
    }
