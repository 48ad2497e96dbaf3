"""What stories and tests may do to a hub from outside: move the clock, start over, run what is due, read messages."""

import ipaddress
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hub import federation, identity, messages
from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, set_business_time
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.stories import book
from hub.testing.checks import CHECKS
from hub.testing.databases import start_over
from hub.testing.simulators import platforms, simulators

# A proxy's calls come from this machine, whoever called the proxy.
FROM_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
bp = Blueprint("testing", __name__, url_prefix="/testing")


@bp.before_request
def loopback_only() -> None:
    """Whoever is not on this machine finds nothing here; nor does who comes by a proxy that is."""
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        near = False
    if not near or any(name in request.headers for name in FROM_A_PROXY):
        abort(404)


def _open_to_loopback(view: Any) -> Any:
    view.guard = "loopback"
    return view


@bp.get("/clock")
@_open_to_loopback
def show_clock() -> ResponseReturnValue:
    """Business time now, and where the region simulators are."""
    found = {"simulators": list(simulators().values()), "platforms": platforms()}
    return jsonify(business_now=business_now().isoformat(), **found)


@bp.post("/clock")
@_open_to_loopback
def move_clock() -> ResponseReturnValue:
    """Move business time to ``at`` (ISO 8601 with offset), or back to real time when it is null."""
    at = request.get_json()["at"]
    with unit_of_work():
        set_business_time(datetime.fromisoformat(at) if at else None)
    # Doors closed for a few seconds after an outage: by the clock that was moved, those have passed.
    federation.forget_gates()
    return jsonify(business_now=business_now().isoformat())


@bp.post("/reset")
@_open_to_loopback
def reset() -> ResponseReturnValue:
    """A new database from the template ``data``."""
    start_over(current_app._get_current_object(), request.get_json()["data"])  # type: ignore[attr-defined]
    return jsonify(data=request.get_json()["data"])


@bp.post("/drain")
@_open_to_loopback
def drain() -> ResponseReturnValue:
    """Run every job that is due, until none is left."""
    return jsonify(ran=run_until_idle(current_app._get_current_object()))  # type: ignore[attr-defined]


@bp.get("/outbox")
@_open_to_loopback
def outbox() -> ResponseReturnValue:
    """Texts sent to phones, oldest first, and the messages of ``username``."""
    with scope.everything():
        texts = db.session.scalars(select(messages.SmsOutbox).order_by(messages.SmsOutbox.created_at)).all()
        told = _messages_of(request.args.get("username"))
    sent = [{"phone": text.phone, "text": text.text, "at": text.created_at.isoformat()} for text in texts]
    return jsonify(sms=sent, messages=told)


def _messages_of(username: str | None) -> list[dict[str, str]]:
    if username is None:
        return []
    told = messages.inbox(_actor_of_story(username), limit=1000)
    return [{"event": m.event, "subject_no": m.subject_no, "text": m.text_zh} for m in told]


def _actor_of_story(username: str) -> Actor:
    """The actor with this username; for a sample unit whose people come in by a region, the first of them."""
    unit = book.organization(username.upper())
    if identity.find_account_by_username(username) is None and unit is not None:
        known = identity.find_organization_by_uscc(unit["uscc"])
        people = identity.people_of(known.id) if known else []
        if people:
            return identity.actor_for(people[0].id)
    return identity.actor_of_username(username)


@bp.get("/invariants")
@_open_to_loopback
def invariants() -> ResponseReturnValue:
    """What the checks named in ``of`` (ledger, audit, messages) find wrong now."""
    wanted = request.args.get("of", "ledger").split(",")
    with scope.everything():
        return jsonify(violations=[fault for name in wanted for fault in CHECKS[name]()])
