"""The audit rows and messages of requests to an office: one event per step, in the words of what was asked."""

from hub import audit, messages
from hub.identity.models import IdentityRequest, Organization, RequestKind
from hub.kernel.actor import Actor
from hub.kernel.db import db
from schemas.terms import Role

# Some kinds have events of their own in the closed list (contracts.md §6); the others share those of "request".
_OWN_EVENTS = {
    (RequestKind.REGISTRATION, "submitted"): "account.registered",
    (RequestKind.REGISTRATION, "approved"): "account.approved",
    (RequestKind.REGISTRATION, "rejected"): "account.rejected",
    (RequestKind.RENAME, "submitted"): "holder.rename_requested",
    (RequestKind.RENAME, "approved"): "holder.renamed",
}


def event_of(step: str, kind: RequestKind) -> str:
    """The event of a step ("submitted", "approved", "rejected", "returned", "withdrawn") of a kind of request."""
    return _OWN_EVENTS.get((kind, step), f"request.{step}")


def write_down(step: str, request: IdentityRequest, *, by: Actor) -> None:
    """Put the step on record; what was asked stays encrypted in the request."""
    audit.record(
        event_of(step, request.kind),
        by=by,
        subject="request",
        subject_id=request.id,
        subject_no=request.no,
        areas=(request.area,),
        organizations=(request.organization_id,),
        after={"kind": request.kind, "state": request.state},
        reason=request.reason,
    )


def tell_office(step: str, request: IdentityRequest, role: Role) -> None:
    """Tell those who decide."""
    messages.tell(
        event_of(step, request.kind),
        role=role,
        area=None if role is Role.PROGRAMME_STEWARD else request.area,
        subject="request",
        subject_no=request.no,
        path=f"/area/requests/{request.no}",
        party=_unit_name(request),
        deadline=request.due_on,
    )


def tell_asker(step: str, request: IdentityRequest) -> None:
    """Tell who asked what the office said."""
    if request.account_id is not None:
        messages.tell(
            event_of(step, request.kind),
            account_id=request.account_id,
            subject="request",
            subject_no=request.no,
            path=f"/account/requests/{request.no}",
            reason=request.reason,
        )


def _unit_name(request: IdentityRequest) -> str | None:
    unit = db.session.get(Organization, request.organization_id) if request.organization_id else None
    return unit.name if unit else None
