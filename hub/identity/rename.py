"""The names of a unit: asking for another one, taking it over, and which names it bore until when (ZJ1-12, ZJ2-09)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub import audit
from hub.identity.evidence import NewFile, store_evidence
from hub.identity.identity_requests import asked_of, office_of, on_approval, open_request
from hub.identity.mastery import require_hub_keeps
from hub.identity.models import IdentityRequest, Organization, OrganizationName, RequestKind
from hub.identity.organizations import get_organization
from hub.identity.rename_errors import NameUnchanged
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db


@dataclass(frozen=True)
class BorneName:
    """A name of a unit; ``until`` is empty for the one it bears now."""

    name: str
    until: datetime | None


def ask_for_new_name(*, unit: Organization, name: str, evidence: NewFile, by: Actor) -> IdentityRequest:
    """Ask the area's office for another name; documents show the old one until it agrees.

    Raises:
        KeptByRegion: the region is master of the unit's data, and of its name.
        NameUnchanged: it is the name that the unit bears.
        RequestOpen: a change of name is being asked for already.
        FileRefused: the evidence is no image or PDF, or too large.
    """
    require_hub_keeps(unit)
    wanted = _require_new(unit, name)
    stored = store_evidence(evidence, unit=unit, by=by)
    return open_request(
        kind=RequestKind.RENAME,
        area=office_of(unit),
        asked={"was_name": unit.name, "name": wanted},
        evidence=[stored.id],
        organization_id=unit.id,
        by=by,
    )


def take_name(*, unit: Organization, name: str, request: IdentityRequest | None = None) -> None:
    """Let the unit bear another name from now on; the former one stays known with the moment of the change."""
    db.session.add(
        OrganizationName(
            organization_id=unit.id,
            name=unit.name,
            until=business_now(),
            request_id=request.id if request else None,
        )
    )
    unit.name = name
    db.session.flush()


def take_name_of_region(*, unit: Organization, name: str, region: str) -> bool:
    """Take over the name that the region keeps, where it is master of it; whether it was another one."""
    if name.strip() in ("", unit.name):
        return False
    before = unit.name
    take_name(unit=unit, name=name.strip())
    audit.record(
        "holder.renamed",
        by=THE_HUB,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        before={"name": before},
        after={"name": unit.name, "from": region},
    )
    return True


def names_of(organization_id: UUID) -> tuple[BorneName, ...]:
    """Every name the unit has borne, oldest first; the last is the one it bears now."""
    former = db.session.scalars(
        select(OrganizationName)
        .where(OrganizationName.organization_id == organization_id)
        .order_by(OrganizationName.until, OrganizationName.id)
    )
    now = BorneName(get_organization(organization_id).name, None)
    return (*(BorneName(one.name, one.until) for one in former), now)


def _carry_out(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001 - the engine says who decided
    assert request.organization_id is not None
    take_name(unit=get_organization(request.organization_id), name=asked_of(request)["name"], request=request)


def _require_new(unit: Organization, name: str) -> str:
    wanted = name.strip()
    if wanted == unit.name:
        raise NameUnchanged(field="name")
    return wanted


on_approval(RequestKind.RENAME, _carry_out)
