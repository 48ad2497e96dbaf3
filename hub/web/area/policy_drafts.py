"""One draft of a policy: its differences, values to change, what stands against it, its simulation, and deciding."""

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.policy import Amendment, AmendmentState, amendments
from hub.web.area import bp
from hub.web.area import policy_draft_forms as forms
from hub.web.area.policies import READERS, WRITERS
from hub.web.area.policy_draft_page import draft_page, simulation_page, value_page
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from schemas.terms import Role

APPROVERS = (Role.POLICY_APPROVER, Role.PROGRAMME_STEWARD)


@bp.get("/policies/drafts/<no>")
@allow(*READERS)
def show_draft(no: str) -> ResponseReturnValue:
    """A draft whole."""
    return draft_page(amendments.get_amendment(no))


@bp.get("/policies/drafts/<no>/simulation")
@allow(*READERS)
def show_simulation(no: str) -> ResponseReturnValue:
    """How far a replay is, or what it came to: who gains, who loses, the largest changes and why."""
    return simulation_page(amendments.get_amendment(no))


@bp.get("/policies/drafts/<no>/value")
@allow(*WRITERS)
def edit_value(no: str) -> ResponseReturnValue:
    """The form for one value."""
    return value_page(amendments.get_amendment(no), request.args.get("path", ""))


@bp.post("/policies/drafts/<no>/value")
@allow(*WRITERS)
def save_value(no: str) -> ResponseReturnValue:
    """Give one value another content."""
    path = request.form.get("path", "")
    form = forms.value_form(amendments.get_amendment(no), path, None)
    return perform(
        lambda: amendments.set_value(
            amendment=amendments.get_amendment(no),
            path=form.data["path"],
            typed=form.data["value"],
            source=form.data["source"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_draft", no=no),
        back=lambda _: value_page(amendments.get_amendment(no), path, form),
        form=form,
    )


@bp.post("/policies/drafts/<no>/date")
@allow(*WRITERS)
def save_date(no: str) -> ResponseReturnValue:
    """Say when it is to begin."""
    form = forms.date_form(amendments.get_amendment(no))
    return _act(no, form, lambda draft: amendments.set_date(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/excuse")
@allow(*WRITERS)
def excuse(no: str) -> ResponseReturnValue:
    """Let the draft go on without one leaf of its document."""
    form = forms.excuse_form(no, request.form.get("path", ""))
    return _act(no, form, lambda draft: amendments.excuse_loss(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/simulate")
@allow(*WRITERS)
def simulate(no: str) -> ResponseReturnValue:
    """Replay the area's last year under the draft."""
    return _act(no, forms.simulate_form(no), lambda draft: amendments.simulate(amendment=draft, by=current_actor()))


@bp.post("/policies/drafts/<no>/undo")
@allow(*WRITERS)
def undo(no: str) -> ResponseReturnValue:
    """Drop all changes of the draft."""
    return _act(no, forms.undo_form(no), lambda draft: amendments.undo_changes(amendment=draft, by=current_actor()))


@bp.post("/policies/drafts/<no>/submit")
@allow(*WRITERS)
def submit(no: str) -> ResponseReturnValue:
    """Hand it to a second person."""
    return _act(
        no, forms.submit_form(no), lambda draft: amendments.submit_amendment(amendment=draft, by=current_actor())
    )


@bp.post("/policies/drafts/<no>/approve")
@allow(*APPROVERS)
def approve(no: str) -> ResponseReturnValue:
    """Sign what was read."""
    form = forms.approve_form(amendments.get_amendment(no))
    return _act(no, form, lambda draft: amendments.approve_amendment(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/return")
@allow(*READERS)
def give_back(no: str) -> ResponseReturnValue:
    """Give it back to its writers; they may take it back themselves."""
    form = forms.return_form(no)
    return _act(no, form, lambda draft: amendments.return_amendment(amendment=draft, by=current_actor(), **form.data))


@bp.post("/policies/drafts/<no>/withdraw")
@allow(*READERS)
def withdraw(no: str) -> ResponseReturnValue:
    """Give a draft up, or take an approved version back before its day."""
    form = forms.withdraw_form(no)

    def act(draft: Amendment) -> None:
        take_back = amendments.withdraw_version if draft.state is AmendmentState.APPROVED else amendments.withdraw_draft
        take_back(amendment=draft, by=current_actor(), **form.data)

    return _act(no, form, act)


def _act(no: str, form: Form, action: Callable[[Amendment], object]) -> ResponseReturnValue:
    return perform(
        lambda: action(amendments.get_amendment(no)),
        then=lambda _: url_for(".show_draft", no=no),
        back=lambda _: draft_page(amendments.get_amendment(no), form),
        form=form,
    )
