"""The lists of a draft, a page each: rows, material, texts, steps, windows, deadlines; added to and taken from."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.kernel.errors import NotFound
from hub.policy import Amendment, AmendmentState, amendments
from hub.policy.amendments import Reading
from hub.web.area import bp
from hub.web.area.policies import READERS, WRITERS
from hub.web.area.policy_item_forms import ADD, add_form, lists_of, remove_form, row_cells
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render

BUILD: dict[str, Callable[[Reading, dict[str, Any]], amendments.items.Item]] = {
    "materials": lambda draft, typed: amendments.building.build_material(draft.policy, typed),
    "texts": lambda draft, typed: amendments.building.build_text(draft.policy, typed),
    "approvals": lambda _, typed: amendments.building.build_step(typed),
    "windows": lambda _, typed: amendments.building.build_window(typed),
    "deadlines": lambda _, typed: amendments.building.build_deadline(typed),
    "participants": lambda _, typed: amendments.building.build_participant(typed),
}


@bp.get("/policies/drafts/<no>/items/<section>")
@allow(*READERS)
def show_items(no: str, section: str) -> ResponseReturnValue:
    """One list of the draft."""
    return _page(amendments.get_amendment(no), _known(section))


@bp.post("/policies/drafts/<no>/items/<section>/add")
@allow(*WRITERS)
def add_item(no: str, section: str) -> ResponseReturnValue:
    """Add a row, a slot, a step, a window, a deadline."""
    draft = amendments.read_draft(amendments.get_amendment(no))
    form = add_form(draft, _known(section))
    if form is None:
        raise NotFound()
    return perform(
        lambda: _add(draft, section, form.data),
        then=lambda _: url_for(".show_items", no=no, section=section),
        back=lambda _: _page(amendments.get_amendment(no), section, form),
        form=form,
    )


@bp.post("/policies/drafts/<no>/items/<section>/remove")
@allow(*WRITERS)
def remove_item(no: str, section: str) -> ResponseReturnValue:
    """Take one of them away."""
    form = remove_form(no, _known(section), request.form.get("key", ""))
    return perform(
        lambda: amendments.items.remove_item(
            amendment=amendments.get_amendment(no), section=section, key=form.data["key"],
            source=form.data["source"], by=current_actor(),
        ),
        then=lambda _: url_for(".show_items", no=no, section=section),
        back=lambda _: _page(amendments.get_amendment(no), section, form),
        form=form,
    )  # fmt: skip


def _add(draft: Reading, section: str, typed: dict[str, Any]) -> None:
    if section in amendments.items.TABLES:
        amendments.items.add_row(
            amendment=draft.amendment, section=section, name=typed["name"], cells=row_cells(draft, section, typed),
            then=amendments.building.read_then(section, typed["then"]), source=typed["source"], by=current_actor(),
        )  # fmt: skip
    else:
        item = BUILD[section](draft, typed)
        amendments.items.add_item(amendment=draft.amendment, section=section, item=item, by=current_actor())


def _known(section: str) -> str:
    if section not in ADD:
        raise NotFound()
    return section


def _page(amendment: Amendment, section: str, sent: Form | None = None) -> str:
    draft = amendments.read_draft(amendment)
    writable = amendment.state is AmendmentState.DRAFT and _writes(draft)
    adding = add_form(draft, section) if writable else None
    rows = []
    for entry in amendments.items.entries_of(draft.layer, draft.policy, section):
        form = remove_form(amendment.no, section, entry.key) if writable and entry.own else None
        refused = sent is not None and sent.action == "policy.remove_item" and sent["key"].value == entry.key
        rows.append((entry, sent if refused else form, _values(draft, section, entry.key)))
    return render(
        "area/policies/items.html",
        draft=amendment,
        section=section,
        heading=t(*ADD[section]),
        rows=rows,
        form_add=sent if sent is not None and sent.action == "policy.add_item" else adding,
        faults=[fault for fault in draft.told_faults if fault.section == section],
        language=lang(),
        sections=lists_of(draft),
        writable=writable,
    )


def _values(draft: Reading, section: str, key: str) -> list[tuple[str, str]]:
    """The values of one item that can be changed: where, and what they are called."""
    stem = f"{section}/table/rows/{key}/" if section in amendments.items.TABLES else f"{section}/{key}/"
    found = [leaf for leaf in draft.leaves if leaf.path.startswith(stem) and leaf.path in draft.open_paths]
    return [(leaf.path, leaf.label(lang()).rpartition(" · ")[2]) for leaf in found]


def _writes(draft: Reading) -> bool:
    return current_actor().has(*amendments.editing_roles(draft.base), area=draft.amendment.area)
