"""The auditor reads all and changes nothing: the books' proof, batches, lines, redemptions, decisions, events."""

from flask import request
from flask.typing import ResponseReturnValue

from hub import audit, ledger, policy, redemption, settlement
from hub.web.as_at import as_at_asked
from hub.web.auditor import bp, words
from hub.web.finance.reading import batch_context, deciders_of, list_context
from hub.web.guards import allow
from hub.web.page import render
from hub.web.paging import page_asked_for
from schemas.terms import Role

# Kinds of events that are asked for by themselves.
KINDS = ("data.revealed", "data.exported", "data.corrected", "budget.approved")


@bp.get("/")
@allow(Role.AUDITOR)
def home() -> ResponseReturnValue:
    """Every invariant of the books, checked now."""
    checks = [(check, words.invariant_word(check.invariant, check.meaning)) for check in ledger.list_checks()]
    return render("auditor/home.html", checks=checks, violations=ledger.verify())


@bp.get("/batches")
@allow(Role.AUDITOR)
def list_batches() -> ResponseReturnValue:
    """All batches in the auditor's scope."""
    return render("finance/batches/list.html", **list_context())


@bp.get("/batches/<no>")
@allow(Role.AUDITOR)
def show_batch(no: str) -> ResponseReturnValue:
    """One batch, to read."""
    context = batch_context(settlement.get_batch(no), page_asked_for())
    return render("finance/batches/show.html", forms=[], can_download=False, base="auditor", **context)


@bp.get("/redemptions/<no>")
@allow(Role.AUDITOR)
def show_trail(no: str) -> ResponseReturnValue:
    """One redemption's way to its payment, with the decision behind it."""
    found = redemption.get_redemption(no)
    decision = policy.get_decision(found.decision_id) if found.decision_id else None
    return render(
        "finance/trail.html", redemption=found, trail=settlement.trail_of(found.id), decision=decision,
        deciders=deciders_of(found.id),
    )  # fmt: skip


@bp.get("/events")
@allow(Role.AUDITOR)
def list_events() -> ResponseReturnValue:
    """The latest audit events up to the day, all of them or of one kind."""
    as_at, kind = as_at_asked(), request.args.get("event", "")
    kind = kind if kind in KINDS else ""
    found = audit.list_events(event=kind or None, until=as_at.on, limit=200)
    return render(
        "auditor/events.html", as_at=as_at, events=found, kinds=KINDS, kind=kind, event_word=words.event_word,
        subject_word=words.subject_word,
    )  # fmt: skip
