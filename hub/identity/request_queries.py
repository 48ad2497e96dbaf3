"""Finding requests to an office: the office's queue, what was dealt with, and what one asked for oneself."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from hub.identity.identity_requests import OPEN, is_asker
from hub.identity.models import IdentityRequest, RequestKind, RequestState
from hub.identity.request_errors import RequestNotFound
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.scope import everything

LATEST = 100


def find_request(no: str) -> IdentityRequest:
    """The request with this number within the scope in force.

    Raises:
        RequestNotFound: there is none, or it is others'.
    """
    found = db.session.scalars(select(IdentityRequest).where(IdentityRequest.no == no)).one_or_none()
    if found is None:
        raise RequestNotFound()
    return found


def find_own_request(no: str, by: Actor) -> IdentityRequest:
    """A request that this person made, or somebody for the unit that this person administers.

    Raises:
        RequestNotFound: it is not theirs.
    """
    with everything():
        request = find_request(no)
    if not is_asker(request, by):
        raise RequestNotFound()
    return request


def list_own_requests(by: Actor) -> list[IdentityRequest]:
    """What this person asked for, and others for the unit that this person administers; newest first."""
    of_unit = and_(IdentityRequest.organization_id.is_not(None), IdentityRequest.organization_id == by.organization_id)
    with everything():
        found = db.session.scalars(
            select(IdentityRequest)
            .where(or_(IdentityRequest.account_id == by.account_id, of_unit))
            .order_by(IdentityRequest.submitted_at.desc(), IdentityRequest.id.desc())
            .limit(LATEST)
        )
        return [request for request in found if is_asker(request, by)]


def find_open_request(kind: RequestKind, organization_id: UUID) -> IdentityRequest | None:
    """What is being asked of this kind for a unit and is not decided yet."""
    with everything():
        return db.session.scalars(
            select(IdentityRequest).where(
                IdentityRequest.kind == kind,
                IdentityRequest.state.in_(OPEN),
                IdentityRequest.organization_id == organization_id,
            )
        ).first()


def list_queue(*, areas: Collection[str], kind: RequestKind | None = None) -> list[IdentityRequest]:
    """What waits for the offices of these areas, oldest first."""
    waiting = (
        select(IdentityRequest)
        .where(IdentityRequest.area.in_(areas), IdentityRequest.state == RequestState.SUBMITTED)
        .order_by(IdentityRequest.submitted_at, IdentityRequest.id)
    )
    if kind is not None:
        waiting = waiting.where(IdentityRequest.kind == kind)
    return list(db.session.scalars(waiting))


def count_queue(areas: Collection[str]) -> dict[RequestKind, int]:
    """How much waits for these offices, by kind."""
    counted = (
        select(IdentityRequest.kind, func.count(IdentityRequest.id))
        .where(IdentityRequest.area.in_(areas), IdentityRequest.state == RequestState.SUBMITTED)
        .group_by(IdentityRequest.kind)
    )
    return {kind: count for kind, count in db.session.execute(counted)}


def list_dealt_with(*, areas: Collection[str]) -> Sequence[IdentityRequest]:
    """What these offices returned or decided, or the asker took back; newest first."""
    return list(
        db.session.scalars(
            select(IdentityRequest)
            .where(IdentityRequest.area.in_(areas), IdentityRequest.state != RequestState.SUBMITTED)
            .order_by(IdentityRequest.submitted_at.desc(), IdentityRequest.id.desc())
            .limit(LATEST)
        )
    )
