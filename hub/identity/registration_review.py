"""Reviewing registrations where the area wants it: nobody signs in before the office has said yes (JS-21)."""

from uuid import UUID

from sqlalchemy import select

from hub import messages
from hub.federation import directory
from hub.identity.actors import actor_for
from hub.identity.errors import AlreadyRegistered
from hub.identity.identity_requests import asked_of, open_request, withdraw_request
from hub.identity.models import Account, IdentityRequest, Organization, RequestKind, RequestState
from hub.identity.roles import list_grants, revoke_role
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.scope import everything

REVIEWED = "reviewed"


def ask_for_review(account: Account, unit: Organization, phone: str) -> IdentityRequest | None:
    """Let the office of the unit's area review the registration, if it wants to; the account waits until then."""
    area = directory.get_area(unit.area) if unit.area else None
    if area is None or area.registration != REVIEWED:
        return None
    account.awaits_review = True
    db.session.flush()
    asked = {
        "uscc": unit.uscc,
        "name": unit.name,
        "division": unit.division,
        "username": account.username or "",
        "real_name": account.display_name,
        "phone": phone,
    }
    licence = unit.profile.get("licence_file_id")
    return open_request(
        kind=RequestKind.REGISTRATION,
        area=area.code,
        asked=asked,
        evidence=[UUID(licence)] if licence else [],
        organization_id=unit.id,
        account_id=account.id,
        by=actor_for(account.id),
    )


def approve(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Let the person sign in from here on, and say so by text."""
    account = _account_of(request)
    account.awaits_review = False
    db.session.flush()
    asked = asked_of(request)
    messages.send_sms(asked["phone"], "registration_approved", name=asked["name"], no=request.no)


def reject(request: IdentityRequest, by: Actor) -> None:
    """Close the account, so that the unit can be registered again, and say why by text."""
    _close(_account_of(request), by)
    _say_no(request)


def return_(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Say by text what to mend: who cannot sign in mends it by registering again."""
    _say_no(request)


def make_way(unit: Organization) -> None:
    """Let a unit be registered again whose registration came to nothing.

    Raises:
        AlreadyRegistered: it is registered, or being reviewed.
    """
    with everything():
        request = db.session.scalars(
            select(IdentityRequest)
            .where(IdentityRequest.organization_id == unit.id, IdentityRequest.kind == RequestKind.REGISTRATION)
            .order_by(IdentityRequest.submitted_at.desc(), IdentityRequest.id.desc())
            .with_for_update()
        ).first()
    state = request.state if request else None
    if request is None or state not in (RequestState.REJECTED, RequestState.RETURNED, RequestState.WITHDRAWN):
        raise AlreadyRegistered(field="uscc")
    account = _account_of(request)
    if account.disabled_at is None and not account.awaits_review:
        raise AlreadyRegistered(field="uscc")
    if state is RequestState.RETURNED:
        withdraw_request(request=request, by=actor_for(account.id))
        _close(account, THE_HUB)


def _close(account: Account, by: Actor) -> None:
    for grant in list_grants(account.id):
        revoke_role(grant=grant, by=by)
    account.disabled_at, account.awaits_review, account.username = utc_now(), False, None
    db.session.flush()


def _say_no(request: IdentityRequest) -> None:
    asked = asked_of(request)
    messages.send_sms(
        asked["phone"], "registration_rejected", name=asked["name"], no=request.no, reason=request.reason or "—"
    )


def _account_of(request: IdentityRequest) -> Account:
    return db.session.get_one(Account, request.account_id)
