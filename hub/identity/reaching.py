"""Where a unit's contact is told of results outside the hub, and whether the unit wants to be (JS-09, JS-56)."""

from uuid import UUID

from hub import audit
from hub.identity.organization_tables import Organization
from hub.identity.organizations import get_organization
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.messages import Reach

CHANNELS = ("sms", "mail")


def wanted_channels(unit: Organization) -> frozenset[str]:
    """By which ways the unit wants to be told; both until it says otherwise."""
    return frozenset(unit.profile.get("channels", CHANNELS))


def choose_channels(*, unit: Organization, sms: bool, mail: bool, by: Actor) -> None:
    """Change by which ways the unit is told; messages inside the hub always come."""
    chosen = [name for name, wanted in zip(CHANNELS, (sms, mail), strict=True) if wanted]
    before = sorted(wanted_channels(unit))
    unit.profile = {**unit.profile, "channels": chosen}
    db.session.flush()
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        before={"channels": before},
        after={"channels": sorted(chosen)},
    )


def reach_of(organization_id: UUID) -> Reach:
    """The phone and address of the unit's contact, as far as it wants to be told there."""
    unit = get_organization(organization_id)
    wanted = wanted_channels(unit)
    return Reach(
        phone=unit.contact_phone if "sms" in wanted else None, email=unit.contact_email if "mail" in wanted else None
    )
