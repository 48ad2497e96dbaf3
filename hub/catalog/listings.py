"""Listings on their way into the catalogue: written by the institution, published by its office or by itself.

A version is written, submitted, and published or returned; the catalogue shows the one that was published last, so
what is being edited changes nothing that people see or order.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, inspect, select

from hub.catalog import listing_telling as telling
from hub.catalog.errors import (
    ListingEditedMeanwhile,
    ListingInReview,
    ListingKeptByRegion,
    ListingMisfits,
    NotAnInstitution,
)
from hub.catalog.listing_queries import current_version, open_version, surroundings_of
from hub.catalog.listing_rules import Surroundings, instrument_columns, misfits, price_kind_of, service_columns
from hub.catalog.listing_tables import ListingKind, ListingState, ListingVersion
from hub.catalog.models import Equipment, Service
from hub.catalog.offices import office_of, publishes_itself
from hub.catalog.service import list_equipment, list_service
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.kernel import states
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number

Listed = Service | Equipment
PREFIX = {ListingKind.SERVICE: "FW", ListingKind.INSTRUMENT: "YQ"}


def draft_listing(
    *,
    kind: ListingKind,
    institution: Organization,
    content: Mapping[str, Any],
    by: Actor,
    import_id: UUID | None = None,
) -> ListingVersion:
    """Begin a new listing with a number of its own; nobody else sees it yet.

    Raises:
        NotAnInstitution: the unit has not joined.
    """
    if not institution.is_institution:
        raise NotAnInstitution()
    now = business_now()
    no = f"{PREFIX[kind]}-{now:%Y%m%d}-{next_number(PREFIX[kind], now.date()):06d}"
    return _begin(no, kind, institution, 1, content, by=by, import_id=import_id)


def edit_listing(*, version: ListingVersion, content: Mapping[str, Any], edition: int, by: Actor) -> ListingVersion:
    """Save what the institution wrote: into the open version, or as a new one where the last is settled.

    Raises:
        ListingEditedMeanwhile: somebody saved after ``edition``.
        ListingInReview: the office is looking at it.
        ListingKeptByRegion: the region's platform is where it is kept.
    """
    _refuse_kept_by_region(version)
    _keep(version)
    if version.state is ListingState.SUBMITTED:
        raise ListingInReview()
    if version.edition != edition:
        raise ListingEditedMeanwhile()
    if version.state in (ListingState.DRAFT, ListingState.RETURNED):
        version.content, version.edition = _stored(version, content), edition + 1
        db.session.flush()
        telling.write_down("drafted", version, by=by)
        return version
    newest: int = db.session.execute(
        select(func.max(ListingVersion.version)).where(ListingVersion.no == version.no)
    ).scalar_one()
    institution = get_organization(version.institution_id)
    kept = {"image_id": version.content.get("image_id")}
    return _begin(version.no, version.kind, institution, newest + 1, {**kept, **content}, by=by)


def submit_listing(
    *, version: ListingVersion, by: Actor, tell: bool = True, there: Surroundings | None = None
) -> ListingVersion:
    """Hand a version to the office, or publish it where the area leaves that to its institutions.

    ``there``: what it may refer to, for a caller who submits many and has read it.

    Raises:
        ListingMisfits: a category, area or instrument it names does not exist.
    """
    faults = misfits(version.content, there or surroundings_of(version.institution_id))
    if faults:
        raise ListingMisfits(faults="；".join(text.partition(" / ")[0] for text in faults.values()))
    if publishes_itself(version.office):
        publish_version(version, by=by)
        telling.write_down("published", version, by=by)
        return version
    states.move(version, ListingState.SUBMITTED, by=by, submitted_at=business_now(), reason=None)
    telling.write_down("submitted", version, by=by)
    if tell:
        telling.tell_office("submitted", version)
    return version


def take_back_listing(*, version: ListingVersion, by: Actor) -> None:
    """Take a submitted version back to go on writing."""
    states.move(version, ListingState.DRAFT, by=by)
    telling.write_down("taken_back", version, by=by)


def discard_listing(*, version: ListingVersion, by: Actor) -> None:
    """Give up what was being written; the version that is published stays."""
    states.move(version, ListingState.DISCARDED, by=by)
    telling.write_down("taken_back", version, by=by)


def withdraw_listing(*, version: ListingVersion, reason: str | None, by: Actor) -> None:
    """Take a published listing off the catalogue; orders already placed go on.

    Raises:
        ListingKeptByRegion: the region's platform is where it is kept.
    """
    _refuse_kept_by_region(version)
    _keep(version)
    states.move(version, ListingState.WITHDRAWN, by=by, reason=reason)
    row = listed_row(version.kind, version.no)
    if row is not None:
        row.published = False
    db.session.flush()
    telling.write_down("withdrawn", version, by=by)


def publish_version(version: ListingVersion, *, by: Actor) -> None:
    """Let the catalogue show this version; the one it showed before is superseded."""
    before = current_version(version.no)
    if before is not None and before.id != version.id:
        states.move(before, ListingState.SUPERSEDED, by=by)
    institution = get_organization(version.institution_id)
    states.move(version, ListingState.PUBLISHED, by=by, decided_by=by.account_id, decided_at=business_now())
    about: dict[str, Any] = {
        "no": version.no,
        "institution_id": institution.id,
        "institution_name": institution.name,
        "listed_at": business_now(),
        "published": True,
        "version": version.version,
        "image_id": UUID(version.content["image_id"]) if version.content.get("image_id") else None,
    }
    if version.kind is ListingKind.SERVICE:
        list_service(**about, **service_columns(version.content))
    else:
        list_equipment(**about, **instrument_columns(version.content))


def version_of_row(kind: ListingKind, no: str) -> ListingVersion | None:
    """The version of a listing that the institution is at: the open one, else the newest.

    What came into the catalogue by other ways has none; its first is made from what is shown, and kept when it is used.
    """
    found = open_version(no) or newest_version(no)
    if found is not None:
        return found
    row = listed_row(kind, no)
    return _first_of(kind, row) if row is not None else None


def shown_version(kind: ListingKind, no: str) -> ListingVersion | None:
    """The version that the catalogue shows now, or None."""
    row = listed_row(kind, no)
    if row is None or not row.published:
        return None
    return current_version(no) or (_first_of(kind, row) if newest_version(no) is None else None)


def newest_version(no: str) -> ListingVersion | None:
    """The version with the highest number."""
    newest = select(ListingVersion).where(ListingVersion.no == no).order_by(ListingVersion.version.desc()).limit(1)
    return db.session.scalars(newest).one_or_none()


def listed_row(kind: ListingKind, no: str) -> Listed | None:
    """What the catalogue has under this number, published or not."""
    table: Any = Service if kind is ListingKind.SERVICE else Equipment
    found: Listed | None = db.session.execute(select(table).where(table.no == no)).scalar_one_or_none()
    return found


def _begin(
    no: str,
    kind: ListingKind,
    institution: Organization,
    number: int,
    content: Mapping[str, Any],
    *,
    by: Actor,
    import_id: UUID | None = None,
) -> ListingVersion:
    version = ListingVersion(
        no=no,
        kind=kind,
        version=number,
        institution_id=institution.id,
        office=office_of(institution),
        state=ListingState.DRAFT,
        content={name: value for name, value in content.items() if name != "edition"},
        import_id=import_id,
        created_by=by.account_id,
        created_at=business_now(),
    )
    db.session.add(version)
    db.session.flush()
    states.record_birth(version, by=by)
    telling.write_down("drafted", version, by=by)
    return version


def _first_of(kind: ListingKind, row: Listed) -> ListingVersion:
    institution = get_organization(row.institution_id)
    return ListingVersion(
        id=new_id(),
        no=row.no,
        kind=kind,
        version=row.version,
        edition=1,
        institution_id=institution.id,
        office=office_of(institution),
        state=ListingState.PUBLISHED if row.published else ListingState.WITHDRAWN,
        content=_content_of(row),
        created_at=row.listed_at,
    )


def _keep(version: ListingVersion) -> None:
    if inspect(version).transient:
        db.session.add(version)
        db.session.flush()
        states.record_birth(version, by=THE_HUB)


def _content_of(row: Listed) -> dict[str, Any]:
    image = {"image_id": str(row.image_id) if row.image_id else None}
    if isinstance(row, Equipment):
        own = ("name", "model", "manufacturer", "address", "charge_note", "service_days", "open", "sub_unit")
        return {"category": row.category_code, **{name: getattr(row, name) for name in own}, **image}
    names = (
        *("name", "service_days", "open_to_others", "sub_unit", "address", "promise", "description"),
        *("area_tags", "programme_badges", "equipment_nos"),
    )
    return {
        "category": row.category_code,
        "price_kind": price_kind_of(row.pricing, row.price_fen),
        "price": row.price_fen,
        "unit": row.unit or "",
        **{name: getattr(row, name) for name in names},
        **image,
    }


def _stored(version: ListingVersion, content: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"image_id": version.content.get("image_id")}
    return {**kept, **{name: value for name, value in content.items() if name != "edition"}}


def _refuse_kept_by_region(version: ListingVersion) -> None:
    row = listed_row(version.kind, version.no)
    if row is not None and row.source_region:
        raise ListingKeptByRegion(region=directory.get_region(row.source_region).names.zh)
