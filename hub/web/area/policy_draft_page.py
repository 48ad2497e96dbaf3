"""The pages that show a draft of a policy, with the forms that one may use."""

from uuid import UUID

from hub import identity, policy
from hub.kernel.errors import NotFound
from hub.policy import Amendment, AmendmentState, amendments
from hub.policy.amendments import Reading
from hub.web.area import policy_draft_forms as forms
from hub.web.area.policy_item_forms import lists_of
from hub.web.forms import Form
from hub.web.guards import current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.public.policies import programme_name
from hub.web.timeline import timeline_of
from schemas.terms import Role

AFFECTED_SHOWN = 50
PHASE_WORDS = {"application": ("申领", "application"), "order": ("下单", "order"), "redemption": ("兑付", "redemption")}


def draft_page(amendment: Amendment, sent: Form | None = None) -> str:
    """A draft whole; the form that was sent and refused stands in its place."""
    draft = amendments.read_draft(amendment)
    writable = amendment.state is AmendmentState.DRAFT and _writes(draft)
    shown = _forms(draft, writable)
    return render(
        "area/policies/draft.html",
        draft=amendment,
        programme=programme_name(amendment.programme),
        base=draft.base,
        differences=draft.differences(lang()),
        faults=draft.told_faults if amendment.state is AmendmentState.DRAFT else [],
        leaves=draft.leaves if writable else [],
        sections=amendments.SECTIONS,
        open_paths=draft.open_paths if writable else frozenset(),
        written=amendments.write_value,
        lists=lists_of(draft),
        forms=[sent if sent is not None and sent.action == form.action else form for form in shown],
        losses=_losses(amendment, writable),
        report=amendment.simulation,
        current=draft.simulated,
        replay=amendment.replay if amendments.is_replaying(amendment) else None,
        unit_names=names_in(amendment.simulation),
        affected=_affected(draft),
        phase_words=PHASE_WORDS,
        history=timeline_of("amendment", amendment.id),
    )


def value_page(amendment: Amendment, path: str, form: Form | None = None) -> str:
    """One value with its source and how it is written."""
    leaf = next((leaf for leaf in amendments.read_draft(amendment).leaves if leaf.path == path), None)
    if leaf is None:
        raise NotFound()
    return render(
        "area/policies/value.html",
        draft=amendment,
        leaf=leaf,
        hint=t(*amendments.hint_for(leaf.kind)),
        form_value=form or forms.value_form(amendment, path, leaf),
        now=amendments.write_value(leaf.kind, leaf.value, lang()),
    )


def simulation_page(amendment: Amendment) -> str:
    """A replay under way, or its report with the cases that change most."""
    draft = amendments.read_draft(amendment)
    return render(
        "area/policies/simulation.html",
        draft=amendment,
        report=amendment.simulation,
        current=draft.simulated,
        replay=amendment.replay if amendments.is_replaying(amendment) else None,
        unit_names=names_in(amendment.simulation),
        phase_words=PHASE_WORDS,
    )


def names_in(report: dict[str, list[dict[str, str]]] | None) -> dict[str, str]:
    """The names of the units in a report; a unit of nobody's knowledge keeps its id."""
    rows = [row for name in ("losing", "gaining", "cases") for row in (report or {}).get(name, ())]
    found = identity.names_of_units({UUID(row["holder_id"]) for row in rows})
    return {str(unit_id): name for unit_id, name in found.items()}


def _forms(draft: Reading, writable: bool) -> list[Form]:
    amendment = draft.amendment
    if writable:
        return [
            forms.date_form(amendment),
            forms.simulate_form(amendment.no),
            forms.submit_form(amendment.no),
            forms.workbook_into_form(amendment.no),
            forms.undo_form(amendment.no),
            forms.withdraw_form(amendment.no),
        ]
    shown = []
    if amendment.state is AmendmentState.IN_REVIEW:
        if _decides(draft):
            shown.append(forms.approve_form(amendment))
        shown.append(forms.return_form(amendment.no))
    if amendment.state is AmendmentState.APPROVED and _decides(draft) and not _begun(amendment):
        shown.append(forms.withdraw_form(amendment.no))
    return shown


def _losses(draft: Amendment, writable: bool) -> list[tuple[dict[str, str], dict[str, str] | None, Form | None]]:
    """Each loss of the import with its excuse, or with the form for one."""
    found = []
    for loss in draft.loss:
        excused = draft.excuses.get(loss["path"])
        asked = writable and excused is None and loss["severity"] == "ERROR"
        found.append((loss, excused, forms.excuse_form(draft.no, loss["path"]) if asked else None))
    return found


def _affected(draft: Reading) -> dict[str, object] | None:
    """The decisions that a date in the past concerns; the version changes none of them, people decide."""
    on = draft.amendment.effective_from
    if on is None or not policy.has_begun(on) or draft.base.is_parent:
        return None
    total, rows = amendments.list_affected(draft.amendment.programme, draft.amendment.area, on, limit=AFFECTED_SHOWN)
    return {"total": total, "rows": rows, "since": on}


def _writes(draft: Reading) -> bool:
    return current_actor().has(*amendments.editing_roles(draft.base), area=draft.amendment.area)


def _decides(draft: Reading) -> bool:
    role = Role.PROGRAMME_STEWARD if draft.base.is_parent else Role.POLICY_APPROVER
    return current_actor().has(role, area=draft.amendment.area)


def _begun(draft: Amendment) -> bool:
    return draft.effective_from is not None and policy.has_begun(draft.effective_from)
