"""The audit rows and messages about listings: one event for each step."""

from hub import audit, messages
from hub.catalog.listing_tables import ListingVersion
from hub.catalog.offices import HUB_OFFICE, deciding_role
from hub.identity import get_organization
from hub.kernel.actor import Actor


def write_down(step: str, version: ListingVersion, *, by: Actor) -> None:
    """Put a step of a listing on record."""
    audit.record(
        f"listing.{step}",
        by=by,
        subject="listing",
        subject_id=version.id,
        subject_no=version.no,
        areas=(version.office,),
        organizations=(version.institution_id,),
        after={"version": version.version, "state": version.state},
        reason=version.reason,
    )


def tell_office(step: str, version: ListingVersion) -> None:
    """Tell those who publish."""
    messages.tell(
        f"listing.{step}",
        role=deciding_role(version.office),
        area=None if version.office == HUB_OFFICE else version.office,
        subject="listing",
        subject_no=version.no,
        path=f"/area/listings/{version.no}",
        party=get_organization(version.institution_id).name,
    )


def tell_institution(step: str, version: ListingVersion) -> None:
    """Tell the institution what became of its listing."""
    messages.tell(
        f"listing.{step}",
        organization_id=version.institution_id,
        subject="listing",
        subject_no=version.no,
        path=f"/institution/listings/{version.no}",
        reason=version.reason,
    )
