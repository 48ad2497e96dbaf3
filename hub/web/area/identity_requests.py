"""Requests to the office: the queue, oldest first, and one request with what it would change and the decision."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import (
    IdentityRequest,
    RequestKind,
    RequestState,
    evidence,
    identity_requests,
    request_queries,
)
from hub.identity.request_errors import RequestNotFound
from hub.identity.request_words import wanted_by
from hub.kernel.clock import business_today
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.evidence import send_file
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.revealing import reveal
from hub.web.timeline import timeline_of
from schemas.order import Reason
from schemas.people import Decide, RevealPurpose
from schemas.terms import Role

DECIDERS = (Role.REVIEWER_INITIAL, Role.PROGRAMME_STEWARD)


@bp.get("/requests")
@allow(*DECIDERS)
def list_requests() -> ResponseReturnValue:
    """What waits for this person's offices, oldest first; or what was dealt with."""
    areas = offices()
    counts = request_queries.count_queue(areas)
    asked = request.args.get("kind", "")
    kind = RequestKind(asked) if asked in RequestKind.__members__ else None
    done = request.args.get("state") == "done"
    found = request_queries.list_dealt_with(areas=areas) if done else request_queries.list_queue(areas=areas, kind=kind)
    return render(
        "area/requests/list.html",
        found=found,
        counts=counts,
        kind=kind,
        done=done,
        units=_unit_names(found),
        urgency=urgency,
    )


@bp.get("/requests/<no>")
@allow(*DECIDERS)
def show_request(no: str) -> ResponseReturnValue:
    """One request: what is on record, what is wanted, the evidence, and the decision."""
    return _request_page(find(no))


@bp.get("/requests/<no>/files/<uuid:file_id>")
@allow(*DECIDERS)
def download_evidence(no: str, file_id: UUID) -> ResponseReturnValue:
    """One file of its evidence, for the office that decides."""
    return send_file(evidence.find_evidence(find(no), file_id))


@bp.post("/requests/<no>/approve")
@allow(*DECIDERS)
def approve_request(no: str) -> ResponseReturnValue:
    """Say yes; what was asked is carried out."""
    return _decide(no, _approve_form(no), identity_requests.approve_request)


@bp.post("/requests/<no>/return")
@allow(*DECIDERS)
def return_request(no: str) -> ResponseReturnValue:
    """Send it back to be corrected."""
    return _decide(no, _return_form(no), identity_requests.return_request)


@bp.post("/requests/<no>/reject")
@allow(*DECIDERS)
def reject_request(no: str) -> ResponseReturnValue:
    """Say no."""
    return _decide(no, _reject_form(no), identity_requests.reject_request)


@bp.post("/requests/<no>/reveal")
@allow(*DECIDERS)
def reveal_request(no: str) -> ResponseReturnValue:
    """Show the personal data of a request in full, once, for a purpose that is written down (P23)."""
    form, found = _reveal_form(no), find(no)
    return reveal(
        form=form,
        subject="request",
        subject_id=found.id,
        subject_no=found.no,
        area=found.area,
        organization_id=found.organization_id,
        hidden=lambda: _request_page(found, form),
        shown=lambda: _request_page(found, in_full=True),
    )


def offices() -> frozenset[str]:
    """The offices that this person decides for."""
    actor = current_actor()
    hub = {identity_requests.HUB_OFFICE} if actor.has(Role.PROGRAMME_STEWARD) else set()
    return actor.areas(Role.REVIEWER_INITIAL) | hub


def find(no: str) -> IdentityRequest:
    """The request with this number, if this person's offices decide it; others do not exist for them.

    Raises:
        RequestNotFound: it is another office's.
    """
    found = request_queries.find_request(no)
    if found.area not in offices():
        raise RequestNotFound()
    return found


def urgency(due_on: date | None) -> str:
    """ "late" after the day by which to answer, "soon" on that day and the day before, else "fine"."""
    if due_on is None:
        return "fine"
    left = (due_on - business_today()).days
    return "late" if left < 0 else "soon" if left <= 1 else "fine"


def _decide(no: str, form: Form, decide: Callable[..., None]) -> ResponseReturnValue:
    return perform(
        lambda: decide(request=find(no), by=current_actor(), reason=form.data["reason"]),
        then=lambda _: url_for(".show_request", no=no),
        back=lambda _: _request_page(find(no), form),
        form=form,
    )


def _request_page(found: IdentityRequest, sent: Form | None = None, *, in_full: bool = False) -> str:
    may_decide = found.state is RequestState.SUBMITTED and identity_requests.may_decide(found, current_actor())
    forms = [_approve_form(found.no), _return_form(found.no), _reject_form(found.no)] if may_decide else []
    wanted = wanted_by(found, in_full=in_full)
    reveal = _reveal_form(found.no) if any(line.masked for line in wanted) else None
    waiting = [one for one in request_queries.list_queue(areas=offices()) if one.id != found.id]
    return render(
        "area/requests/show.html",
        request=found,
        wanted=wanted,
        unit=identity.get_organization(found.organization_id) if found.organization_id else None,
        evidence=evidence.list_evidence(found),
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
        reveal=sent if sent is not None and reveal is not None and sent.action == reveal.action else reveal,
        urgency=urgency(found.due_on),
        next=waiting[0] if waiting else None,
        own=found.state is RequestState.SUBMITTED and not may_decide,
        history=timeline_of("request", found.id),
    )


def _unit_names(found: Sequence[IdentityRequest]) -> dict[UUID, str]:
    ids = {one.organization_id for one in found if one.organization_id}
    return {one: identity.get_organization(one).name for one in ids}


def _approve_form(no: str) -> Form:
    url = url_for(".approve_request", no=no)
    return Form(Decide(), action="request.approve", url=url, submit=t("通过", "Approve"))


def _return_form(no: str) -> Form:
    url, submit = url_for(".return_request", no=no), t("退回补正", "Return for correction")
    return Form(Reason(), action="request.return", url=url, submit=submit, style="outline-primary")


def _reject_form(no: str) -> Form:
    url, submit = url_for(".reject_request", no=no), t("不予通过", "Reject")
    return Form(Reason(), action="request.reject", url=url, submit=submit, style="outline-danger")


def _reveal_form(no: str) -> Form:
    url, submit = url_for(".reveal_request", no=no), t("查看完整信息", "Show in full")
    return Form(RevealPurpose(), action="request.reveal", url=url, submit=submit, style="outline-primary")
