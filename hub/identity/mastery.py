"""Who keeps a unit's data: the hub, or the region of its place where that is master of identity or profile."""

from hub.federation import directory
from hub.identity.models import Organization
from hub.identity.rename_errors import KeptByRegion
from hub.kernel.clock import business_today
from schemas.terms import Mastership


def keeper_of(unit: Organization) -> str | None:
    """The region that keeps the unit's data today, or None: the hub."""
    area = directory.find_area_of_division(unit.division)
    if area is None:
        return None
    today = business_today()
    kept = any(
        directory.mastership(programme, area.code, subject, today) is Mastership.REGION
        for programme in area.programmes
        for subject in ("identity", "profile")
    )
    return area.region if kept else None


def identity_master_of(unit: Organization) -> str | None:
    """The region that vouches for the unit's people: the one it came in by, or that of its place; None: the hub."""
    area = directory.find_area_of_division(unit.division)
    if unit.identity_region is not None or area is None:
        return unit.identity_region
    today = business_today()
    masters = {directory.mastership(programme, area.code, "identity", today) for programme in area.programmes}
    return area.region if Mastership.REGION in masters else None


def require_hub_keeps(unit: Organization) -> None:
    """Refuse a change here of what a region keeps.

    Raises:
        KeptByRegion: it is changed at the region, and comes here from there.
    """
    region = keeper_of(unit)
    if region is not None:
        names = directory.get_region(region).names
        raise KeptByRegion(region=names.zh, region_en=names.en)
