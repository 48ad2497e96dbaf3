"""Requests to an office about a unit or an account: asked with evidence, decided once, by somebody else, with a reason.

What a kind of request changes is supplied by the part that knows it:

    on_approval(RequestKind.RENAME, carry_out)      # carry_out(request, by), in the transaction of the decision
"""

import json
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.identity.actors import get_account
from hub.identity.models import IdentityRequest, Organization, RequestKind, RequestState, RoleGrant
from hub.identity.request_errors import OwnRequest, ReasonMissing, RequestNotFound, RequestOpen
from hub.identity.request_telling import tell_asker, tell_office, write_down
from hub.identity.working_days import due_on
from hub.kernel import states
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import ChangedMeanwhile, Forbidden
from hub.kernel.numbers import next_number
from hub.kernel.scope import everything
from schemas.terms import Role

Effect = Callable[[IdentityRequest, Actor], None]
EFFECTS: dict[RequestKind, Effect] = {}
REJECTIONS: dict[RequestKind, Effect] = {}
RETURNS: dict[RequestKind, Effect] = {}

HUB_OFFICE = "hub"  # decides where no area is responsible
REGISTRATION_DAYS = 2  # JS-21: 1 to 2 working days
ANSWER_DAYS = 5
# One at a time for a unit; any other kind, for a person.
OF_THE_UNIT = frozenset(RequestKind) - {RequestKind.REGISTRATION, RequestKind.CONTACT_CHANGE, RequestKind.LINK}
OPEN = (RequestState.SUBMITTED, RequestState.RETURNED)


def on_approval(kind: RequestKind, carry_out: Effect) -> None:
    """Carry out what was asked when the office says yes, in the transaction of its decision."""
    EFFECTS[kind] = carry_out


def on_rejection(kind: RequestKind, put_back: Effect) -> None:
    """What else happens when the office says no."""
    REJECTIONS[kind] = put_back


def on_return(kind: RequestKind, tell: Effect) -> None:
    """What else happens when the office asks for more."""
    RETURNS[kind] = tell


def office_of(unit: Organization) -> str:
    """The area whose office decides about a unit; the hub where no area is responsible."""
    return unit.area or HUB_OFFICE


def deciding_role(area: str) -> Role:
    """Who decides there."""
    return Role.PROGRAMME_STEWARD if area == HUB_OFFICE else Role.REVIEWER_INITIAL


def open_request(
    *,
    kind: RequestKind,
    area: str,
    asked: Mapping[str, str],
    evidence: Sequence[UUID] = (),
    organization_id: UUID | None = None,
    account_id: UUID | None = None,
    by: Actor,
    working_days: int | None = None,
) -> IdentityRequest:
    """Ask the office of ``area``; ``account_id`` is who asks (the actor when it is not said), and is told the answer.

    Raises:
        RequestOpen: the same is being asked already, for this unit or by this person.
    """
    asker = account_id or by.account_id
    with everything():
        _refuse_second(kind, organization_id, asker)
        now = business_now()
        days = working_days or (REGISTRATION_DAYS if kind is RequestKind.REGISTRATION else ANSWER_DAYS)
        request = IdentityRequest(
            no=f"SX-{now:%Y%m%d}-{next_number('SX', now.date()):06d}",
            kind=kind,
            state=RequestState.SUBMITTED,
            area=area,
            organization_id=organization_id,
            account_id=asker,
            asked=_written(asked),
            evidence=[str(file_id) for file_id in evidence],
            submitted_at=now,
            due_on=due_on(now.date(), days),
        )
        db.session.add(request)
        db.session.flush()
        states.record_birth(request, by=by)
    write_down("submitted", request, by=by)
    tell_office("submitted", request, deciding_role(area))
    return request


def approve_request(*, request: IdentityRequest, by: Actor, reason: str = "") -> None:
    """Say yes: what was asked is carried out in the same transaction, or neither happens.

    Raises:
        OwnRequest: the officer, or their unit, asked for it.
        ChangedMeanwhile, MoveNotAllowed: it was decided or withdrawn before.
    """
    _decide(request, RequestState.APPROVED, by=by, reason=reason or None, effects=EFFECTS)


def reject_request(*, request: IdentityRequest, by: Actor, reason: str) -> None:
    """Say no, for good; raises as ``approve_request``, and ReasonMissing."""
    _decide(request, RequestState.REJECTED, by=by, reason=_required(reason), effects=REJECTIONS)


def return_request(*, request: IdentityRequest, by: Actor, reason: str) -> None:
    """Ask for better words or evidence; raises as ``approve_request``, and ReasonMissing."""
    _decide(request, RequestState.RETURNED, by=by, reason=_required(reason), effects=RETURNS)


def answer_request(
    *, request: IdentityRequest, asked: Mapping[str, str], evidence: Sequence[UUID], by: Actor
) -> IdentityRequest:
    """Send a returned request again, with what it asks for now; files given before stay with it."""
    _require_asker(request, by)
    now = business_now()
    with everything():
        states.move(
            request,
            RequestState.SUBMITTED,
            by=by,
            asked=_written(asked),
            evidence=[*request.evidence, *(str(file_id) for file_id in evidence)],
            submitted_at=now,
            due_on=due_on(now.date(), ANSWER_DAYS),
        )
    write_down("submitted", request, by=by)
    tell_office("submitted", request, deciding_role(request.area))
    return request


def supplement_request(
    *, request: IdentityRequest, asked: Mapping[str, str], evidence: Sequence[UUID], by: Actor
) -> None:
    """Add to a request that waits for the office, which sees it at once; a returned one is answered instead.

    Raises:
        RequestNotFound: somebody else asked for it.
        ChangedMeanwhile: it no longer waits.
    """
    _require_asker(request, by)
    with everything():
        waiting = select(IdentityRequest).where(
            IdentityRequest.id == request.id, IdentityRequest.state == RequestState.SUBMITTED
        )
        found = db.session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).one_or_none()
        if found is None:
            raise ChangedMeanwhile(state=request.state)
        found.asked = _written(asked)
        found.evidence = [*found.evidence, *(str(file_id) for file_id in evidence)]
        db.session.flush()


def withdraw_request(*, request: IdentityRequest, by: Actor) -> None:
    """Take back what is not decided yet.

    Raises:
        RequestNotFound: somebody else asked for it.
    """
    _require_asker(request, by)
    with everything():
        states.move(request, RequestState.WITHDRAWN, by=by)
    write_down("withdrawn", request, by=by)


def asked_of(request: IdentityRequest) -> dict[str, str]:
    """What is asked, by name."""
    asked: dict[str, str] = json.loads(request.asked)
    return asked


def may_decide(request: IdentityRequest, by: Actor) -> bool:
    """Whether this officer may decide it: of the right office, and not about themselves."""
    return by.has(deciding_role(request.area), area=request.area) and not _is_own(request, by)


def is_asker(request: IdentityRequest, by: Actor) -> bool:
    """Whether this person asked for it, or administers the unit it is about."""
    if by.account_id is not None and request.account_id == by.account_id:
        return True
    unit = request.organization_id
    admins = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)
    return unit is not None and by.organization_id == unit and by.has(*admins, organization_id=unit)


def _decide(
    request: IdentityRequest, to: RequestState, *, by: Actor, reason: str | None, effects: Mapping[RequestKind, Effect]
) -> None:
    if not by.has(deciding_role(request.area), area=request.area):
        raise Forbidden()
    if _is_own(request, by):
        raise OwnRequest()
    with everything():
        states.move(request, to, by=by, reason=reason, decided_by=by.account_id, decided_at=business_now())
        request.reason = reason
        db.session.flush()
        if request.kind in effects:
            effects[request.kind](request, by)
    write_down(to.value.lower(), request, by=by)
    tell_asker(to.value.lower(), request)


def _is_own(request: IdentityRequest, by: Actor) -> bool:
    if by.account_id is None or by.account_id == request.account_id:
        return by.account_id is not None
    unit = request.organization_id
    if unit is None:
        return False
    if get_account(by.account_id).employer_id == unit:
        return True
    belongs = select(RoleGrant.id).where(
        RoleGrant.account_id == by.account_id, RoleGrant.organization_id == unit, RoleGrant.revoked_at.is_(None)
    )
    return db.session.scalars(belongs).first() is not None


def _require_asker(request: IdentityRequest, by: Actor) -> None:
    if by is not THE_HUB and not is_asker(request, by):
        raise RequestNotFound()


def _refuse_second(kind: RequestKind, organization_id: UUID | None, account_id: UUID | None) -> None:
    same = select(IdentityRequest).where(IdentityRequest.kind == kind, IdentityRequest.state.in_(OPEN))
    if kind in OF_THE_UNIT and organization_id is not None:
        same = same.where(IdentityRequest.organization_id == organization_id)
    elif account_id is not None:
        same = same.where(IdentityRequest.account_id == account_id)
    else:
        return
    found = db.session.scalars(same).first()
    if found is not None:
        raise RequestOpen(no=found.no)


def _written(asked: Mapping[str, str]) -> str:
    return json.dumps(dict(asked), ensure_ascii=False, sort_keys=True)


def _required(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return reason.strip()
