"""A unit that has moved (G-32): the hub's steward changes the frozen place on evidence; claims begin anew next year.

What the unit holds already stays with the area that granted it: its obligations keep their payer of record.
"""

from datetime import date

from hub import audit, messages
from hub.federation import directory
from hub.identity.evidence import NewFile, store_evidence
from hub.identity.models import Organization
from hub.identity.relocation_errors import MovedThisYear, PlaceUnchanged, PlaceUnknown
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from schemas.terms import Role


def relocate(*, unit: Organization, division: str, reason: str, evidence: NewFile, by: Actor) -> None:
    """Register the unit at another place from today on.

    Raises:
        Forbidden: only the programme's steward does this.
        PlaceUnknown: no region of the hub has that division.
        PlaceUnchanged: the unit is there already.
        MovedThisYear: it has moved this year before.
        FileRefused: the evidence is no image or PDF, or too large.
    """
    by.require(Role.PROGRAMME_STEWARD)
    region = directory.find_region_of_division(division)
    if region is None:
        raise PlaceUnknown(field="division", division=division)
    if division == unit.division:
        raise PlaceUnchanged(field="division")
    today = business_today()
    refuse_moved(unit, today.year)
    stored = store_evidence(evidence, unit=unit, by=by)
    area = directory.find_area_of_division(division)
    before = {"division": unit.division, "region": unit.region, "area": unit.area}
    after = {"division": division, "region": region.code, "area": area.code if area else None}
    unit.division, unit.region, unit.area = division, region.code, area.code if area else None
    move = {"on": today.isoformat(), "from": before["division"], "to": division, "file_id": str(stored.id)}
    unit.profile = {**unit.profile, "moves": [*unit.profile.get("moves", []), move]}
    db.session.flush()
    _record(unit, before, after, {"sha256": stored.sha256}, reason, by)


def refuse_moved(unit: Organization, year: int) -> None:
    """Until the next year a unit that moved claims nothing, neither where it was nor where it is.

    Raises:
        MovedThisYear: it moved in this year.
    """
    if any(date.fromisoformat(move["on"]).year == year for move in unit.profile.get("moves", [])):
        raise MovedThisYear(year=year)


def _record(
    unit: Organization,
    before: dict[str, str | None],
    after: dict[str, str | None],
    evidence: dict[str, str],
    reason: str,
    by: Actor,
) -> None:
    audit.record(
        "holder.relocated",
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(before["area"], after["area"]),
        organizations=(unit.id,),
        before=before,
        after=after | evidence,
        reason=reason,
    )
    messages.tell(
        "holder.relocated",
        organization_id=unit.id,
        subject="organization",
        subject_no=unit.uscc,
        path="/account/organization",
        reason=reason,
    )
