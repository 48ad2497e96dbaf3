"""One draft of a policy: its differences, values to change, what stands against it, its simulation, and deciding."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity, orders, policy, vouchers
from hub.kernel.errors import HubError, NotFound
from hub.policy import Amendment, AmendmentState, amendments
from hub.web.area import bp
from hub.web.area.policies import READERS, WRITERS
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.public.policies import programme_name
from hub.web.timeline import timeline_of
from schemas.amendment import Approve, ExcuseLoss, GiveReason, SetDate, SetValue
from schemas.terms import Role

APPROVERS = (Role.POLICY_APPROVER, Role.PROGRAMME_STEWARD)


@bp.get("/policies/drafts/<no>")
@allow(*READERS)
def show_draft(no: str) -> ResponseReturnValue:
    """A draft whole."""
    return _draft_page(amendments.get_amendment(no))


@bp.get("/policies/drafts/<no>/value")
@allow(*WRITERS)
def edit_value(no: str) -> ResponseReturnValue:
    """The form for one value."""
    return _value_page(no, request.args.get("path", ""))


@bp.post("/policies/drafts/<no>/value")
@allow(*WRITERS)
def save_value(no: str) -> ResponseReturnValue:
    """Give one value another content."""
    path = request.form.get("path", "")
    form = _value_form(amendments.get_amendment(no), path)
    return perform(
        lambda: amendments.set_value(
            amendment=amendments.get_amendment(no),
            path=form.data["path"],
            typed=form.data["value"],
            source=form.data["source"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_draft", no=no),
        back=lambda _: _value_page(no, path, form),
        form=form,
    )


@bp.post("/policies/drafts/<no>/date")
@allow(*WRITERS)
def save_date(no: str) -> ResponseReturnValue:
    """Say when it is to begin."""
    form = _date_form(amendments.get_amendment(no))
    return _act(no, form, lambda draft: amendments.set_date(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/excuse")
@allow(*WRITERS)
def excuse(no: str) -> ResponseReturnValue:
    """Let the draft go on without one leaf of its document."""
    form = _excuse_form(no, request.form.get("path", ""))
    return _act(no, form, lambda draft: amendments.excuse_loss(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/simulate")
@allow(*WRITERS)
def simulate(no: str) -> ResponseReturnValue:
    """Replay the area's last year under the draft."""
    return _act(
        no, _simulate_form(no),
        lambda draft: amendments.simulate(amendment=draft, holders=_holders, by=current_actor()),
    )  # fmt: skip


@bp.post("/policies/drafts/<no>/undo")
@allow(*WRITERS)
def undo(no: str) -> ResponseReturnValue:
    """Drop all changes of the draft."""
    return _act(no, _undo_form(no), lambda draft: amendments.undo_changes(amendment=draft, by=current_actor()))


@bp.post("/policies/drafts/<no>/submit")
@allow(*WRITERS)
def submit(no: str) -> ResponseReturnValue:
    """Hand it to a second person."""
    return _act(no, _submit_form(no), lambda draft: amendments.submit_amendment(amendment=draft, by=current_actor()))


@bp.post("/policies/drafts/<no>/approve")
@allow(*APPROVERS)
def approve(no: str) -> ResponseReturnValue:
    """Sign what was read."""
    form = _approve_form(amendments.get_amendment(no))
    return _act(no, form, lambda draft: amendments.approve_amendment(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/return")
@allow(*READERS)
def give_back(no: str) -> ResponseReturnValue:
    """Give it back to its writers; they may take it back themselves."""
    form = _return_form(no)
    return _act(no, form, lambda draft: amendments.return_amendment(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/withdraw")
@allow(*READERS)
def withdraw(no: str) -> ResponseReturnValue:
    """Give a draft up, or take an approved version back before its day."""
    form = _withdraw_form(no)

    def act(draft: Amendment) -> None:
        take_back = amendments.withdraw_version if draft.state is AmendmentState.APPROVED else amendments.withdraw_draft
        take_back(amendment=draft, by=current_actor(), **form.data)

    return _act(no, form, act)


def _act(no: str, form: Form, action: Callable[[Amendment], object]) -> ResponseReturnValue:
    return perform(
        lambda: action(amendments.get_amendment(no)),
        then=lambda _: url_for(".show_draft", no=no),
        back=lambda _: _draft_page(amendments.get_amendment(no), form),
        form=form,
    )


def _draft_page(draft: Amendment, sent: Form | None = None) -> str:
    outcome = amendments.resolved(draft)
    writable = draft.state is AmendmentState.DRAFT and _writes(draft)
    parent = amendments.parent_of(amendments.layer_of(draft), draft.effective_from)
    return render(
        "area/policies/draft.html",
        draft=draft,
        programme=programme_name(draft.programme),
        base=amendments.base_of(draft),
        differences=amendments.differences_of(draft, lang()),
        faults=amendments.faults_of_amendment(draft) if draft.state is AmendmentState.DRAFT else [],
        leaves=amendments.leaves_of(outcome.policy) if writable else [],
        handed_down=lambda leaf: amendments.may_set(amendments.layer_of(draft), parent, leaf),
        written=amendments.write_value,
        forms=[sent if sent is not None and sent.action == form.action else form for form in _forms(draft, writable)],
        losses=_losses(draft, writable),
        report=draft.simulation,
        unit_names=_names(draft.simulation),
        history=timeline_of("amendment", draft.id),
    )


def _forms(draft: Amendment, writable: bool) -> list[Form]:
    if writable:
        return [
            _date_form(draft),
            _simulate_form(draft.no),
            _submit_form(draft.no),
            _undo_form(draft.no),
            _withdraw_form(draft.no),
        ]
    forms = []
    if draft.state is AmendmentState.IN_REVIEW:
        if _decides(draft):
            forms.append(_approve_form(draft))
        forms.append(_return_form(draft.no))
    if draft.state is AmendmentState.APPROVED and _decides(draft) and not _begun(draft):
        forms.append(_withdraw_form(draft.no))
    return forms


def _losses(draft: Amendment, writable: bool) -> list[tuple[dict[str, str], dict[str, str] | None, Form | None]]:
    """Each loss of the import with its excuse, or with the form for one."""
    found = []
    for loss in draft.loss:
        excused = draft.excuses.get(loss["path"])
        asked = writable and excused is None and loss["severity"] == "ERROR"
        found.append((loss, excused, _excuse_form(draft.no, loss["path"]) if asked else None))
    return found


def _writes(draft: Amendment) -> bool:
    role = Role.PROGRAMME_STEWARD if amendments.base_of(draft).is_parent else Role.POLICY_EDITOR
    return current_actor().has(role, area=draft.area)


def _decides(draft: Amendment) -> bool:
    role = Role.PROGRAMME_STEWARD if amendments.base_of(draft).is_parent else Role.POLICY_APPROVER
    return current_actor().has(role, area=draft.area)


def _begun(draft: Amendment) -> bool:
    return draft.effective_from is not None and policy.has_begun(draft.effective_from)


def _value_page(no: str, path: str, form: Form | None = None) -> str:
    draft = amendments.get_amendment(no)
    leaf = amendments.find_leaf(amendments.resolved(draft).policy, path)
    if leaf is None:
        raise NotFound()
    hint = t(*amendments.HINTS[leaf.kind])
    return render(
        "area/policies/value.html", draft=draft, leaf=leaf, hint=hint, form_value=form or _value_form(draft, path),
        now=amendments.write_value(leaf.kind, leaf.value, lang()),
    )  # fmt: skip


def _value_form(draft: Amendment, path: str) -> Form:
    leaf = amendments.find_leaf(amendments.resolved(draft).policy, path)
    values = {"path": path, "value": amendments.write_value(leaf.kind, leaf.value, lang()) if leaf else ""}
    url = url_for(".save_value", no=draft.no)
    return Form(
        SetValue(), action="policy.set_value", url=url, values=values, submit=t("保存到草案", "Save in the draft")
    )


def _date_form(draft: Amendment) -> Form:
    url, values = url_for(".save_date", no=draft.no), {"effective_from": draft.effective_from}
    submit = t("保存生效日期", "Save the date")
    return Form(SetDate(), action="policy.set_date", url=url, values=values, submit=submit, style="outline-primary")


def _excuse_form(no: str, path: str) -> Form:
    url, submit = url_for(".excuse", no=no), t("说明理由并继续", "Excuse it")
    return Form(
        ExcuseLoss(), action="policy.excuse", url=url, values={"path": path}, submit=submit, style="outline-primary"
    )


def _simulate_form(no: str) -> Form:
    submit = t("按过去一年的办理情况模拟", "Simulate with the last year")
    return Form(action="policy.simulate", url=url_for(".simulate", no=no), submit=submit, style="outline-primary")


def _submit_form(no: str) -> Form:
    return Form(action="policy.submit", url=url_for(".submit", no=no), submit=t("提交审批", "Submit for approval"))


def _undo_form(no: str) -> Form:
    submit = t("放弃全部修改", "Drop all changes")
    return Form(action="policy.undo", url=url_for(".undo", no=no), submit=submit, style="outline-danger")


def _withdraw_form(no: str) -> Form:
    url, submit = url_for(".withdraw", no=no), t("撤回", "Withdraw")
    return Form(GiveReason(), action="policy.withdraw", url=url, submit=submit, style="outline-danger")


def _return_form(no: str) -> Form:
    url, submit = url_for(".give_back", no=no), t("退回修改", "Give back")
    return Form(GiveReason(), action="policy.return", url=url, submit=submit, style="outline-primary")


def _approve_form(draft: Amendment) -> Form:
    url, values = url_for(".approve", no=draft.no), {"content_hash": draft.content_hash}
    return Form(Approve(), action="policy.approve", url=url, values=values, submit=t("批准", "Approve"))


def _holders(subjects: list[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], UUID]:
    ids: dict[str, list[UUID]] = {}
    for subject, subject_id in subjects:
        ids.setdefault(subject, []).append(subject_id)
    found = {("order", one): holder for one, holder in orders.holders_of_orders(ids.get("order", [])).items()}
    asked = ids.get("application", [])
    return found | {("application", one): holder for one, holder in vouchers.holders_of_applications(asked).items()}


def _names(report: Mapping[str, object] | None) -> dict[str, str]:
    """The names of the units in a report; a unit of nobody's knowledge keeps its id."""
    names = {}
    for list_name in ("losing", "gaining"):
        for row in (report or {}).get(list_name, ()):  # type: ignore[attr-defined]
            try:
                names[row["holder_id"]] = identity.get_organization(UUID(row["holder_id"])).name
            except HubError:
                names[row["holder_id"]] = row["holder_id"]
    return names
