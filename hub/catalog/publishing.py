"""What the office does with listings: publish, return, withdraw; one by one or many at once, each for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.catalog import listing_telling as telling
from hub.catalog.errors import ListingMisfits, ListingReasonMissing, ListingUnknown, OwnListing
from hub.catalog.listing_queries import get_version, surroundings_of
from hub.catalog.listing_rules import misfits
from hub.catalog.listing_tables import ListingState, ListingVersion
from hub.catalog.listings import publish_version, shown_version, withdraw_listing
from hub.catalog.offices import HUB_OFFICE, deciding_role
from hub.identity import get_account
from hub.kernel import states
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.scope import everything


@dataclass(frozen=True)
class Result:
    """What became of one of many: its number, and the refusal where there was one."""

    no: str
    name: str
    refusal: HubError | None


def publish_listing(*, version: ListingVersion, by: Actor) -> None:
    """Let everybody find it.

    Raises:
        Forbidden: the office is another's.
        OwnListing: the officer belongs to the institution.
        ListingMisfits: what it names has gone in the meantime.
        ChangedMeanwhile, MoveNotAllowed: it was taken back or decided before.
    """
    _require_office(version, by)
    faults = misfits(version.content, surroundings_of(version.institution_id))
    if faults:
        raise ListingMisfits(faults="；".join(text.partition(" / ")[0] for text in faults.values()))
    publish_version(version, by=by)
    telling.write_down("published", version, by=by)
    telling.tell_institution("published", version)


def return_listing(*, version: ListingVersion, reason: str, by: Actor) -> None:
    """Ask the institution to correct it; raises as ``publish_listing``, and ListingReasonMissing."""
    _require_office(version, by)
    said = _required(reason)
    states.move(version, ListingState.RETURNED, by=by, reason=said, decided_by=by.account_id, decided_at=business_now())
    version.reason = said
    db.session.flush()
    telling.write_down("returned", version, by=by)
    telling.tell_institution("returned", version)


def take_off(*, version: ListingVersion, reason: str, by: Actor) -> None:
    """Take a published listing off the catalogue; raises as ``return_listing``, and ListingUnknown."""
    _require_office(version, by)
    shown = shown_version(version.kind, version.no)
    if shown is None:
        raise ListingUnknown()
    version = shown
    said = _required(reason)
    withdraw_listing(version=version, reason=said, by=by)
    version.reason = said
    db.session.flush()
    telling.tell_institution("withdrawn", version)


def publish_many(*, numbers: Sequence[str], by: Actor) -> list[Result]:
    """Publish each of them; what one is refused for does not hold up the others (P13)."""
    return [_publish_one(no, by) for no in dict.fromkeys(numbers)]


def _publish_one(no: str, by: Actor) -> Result:
    version = get_version(no)
    name = version.name
    try:
        with db.session.begin_nested():
            publish_listing(version=version, by=by)
    except HubError as refusal:
        return Result(no, name, refusal)
    return Result(no, name, None)


def _require_office(version: ListingVersion, by: Actor) -> None:
    by.require(deciding_role(version.office), area=None if version.office == HUB_OFFICE else version.office)
    with everything():
        if by.account_id is not None and get_account(by.account_id).employer_id == version.institution_id:
            raise OwnListing()


def _required(reason: str) -> str:
    if not reason.strip():
        raise ListingReasonMissing(field="reason")
    return reason.strip()
