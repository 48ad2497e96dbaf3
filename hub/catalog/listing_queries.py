"""Finding listings: of an institution, of an office's queue, and what a listing may refer to."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from hub.catalog.errors import ListingUnknown
from hub.catalog.listing_rules import Surroundings
from hub.catalog.listing_tables import OPEN, ListingKind, ListingState, ListingVersion
from hub.catalog.models import Category, Equipment
from hub.catalog.shops import sub_units_of
from hub.federation import directory
from hub.kernel.db import db
from hub.kernel.scope import everything

LATEST = 100


def open_version(no: str) -> ListingVersion | None:
    """The version of a listing that is being written or waits, if any."""
    found = select(ListingVersion).where(ListingVersion.no == no, ListingVersion.state.in_(OPEN))
    return db.session.scalars(found).one_or_none()


def current_version(no: str) -> ListingVersion | None:
    """The version that the catalogue shows, if it was published here."""
    shown = select(ListingVersion).where(ListingVersion.no == no, ListingVersion.state == ListingState.PUBLISHED)
    return db.session.scalars(shown).one_or_none()


def get_version(no: str) -> ListingVersion:
    """The open version of a listing, or else its newest, within the scope in force.

    Raises:
        ListingUnknown: there is none, or it is others'.
    """
    found = db.session.scalars(
        select(ListingVersion).where(ListingVersion.no == no).order_by(ListingVersion.version.desc()).limit(1)
    ).one_or_none()
    if found is None:
        raise ListingUnknown()
    return found


def list_versions(no: str) -> Sequence[ListingVersion]:
    """Every version of a listing, the newest first."""
    return db.session.scalars(
        select(ListingVersion).where(ListingVersion.no == no).order_by(ListingVersion.version.desc())
    ).all()


def list_open_versions(institution_id: UUID, kind: ListingKind) -> Sequence[ListingVersion]:
    """What an institution is writing or has handed in, the newest first."""
    return db.session.scalars(
        select(ListingVersion)
        .where(
            ListingVersion.institution_id == institution_id,
            ListingVersion.kind == kind,
            ListingVersion.state.in_(OPEN),
        )
        .order_by(ListingVersion.created_at.desc(), ListingVersion.no.desc())
        .limit(1000)
    ).all()


def list_waiting(offices: Collection[str]) -> Sequence[ListingVersion]:
    """What waits for these offices to publish, oldest first."""
    return db.session.scalars(
        select(ListingVersion)
        .where(ListingVersion.office.in_(offices), ListingVersion.state == ListingState.SUBMITTED)
        .order_by(ListingVersion.submitted_at, ListingVersion.no)
        .limit(200)
    ).all()


def count_waiting(offices: Collection[str]) -> int:
    """How many listings wait for these offices."""
    waiting = select(func.count(ListingVersion.id)).where(
        ListingVersion.office.in_(offices), ListingVersion.state == ListingState.SUBMITTED
    )
    return int(db.session.execute(waiting).scalar_one())


def list_settled(offices: Collection[str]) -> Sequence[ListingVersion]:
    """What these offices decided last."""
    return db.session.scalars(
        select(ListingVersion)
        .where(ListingVersion.office.in_(offices), ListingVersion.decided_at.is_not(None))
        .order_by(ListingVersion.decided_at.desc())
        .limit(LATEST)
    ).all()


def surroundings_of(institution_id: UUID) -> Surroundings:
    """What a listing of this institution may refer to."""
    categories = db.session.scalars(select(Category.code).where(func.length(Category.code) == 6)).all()
    with everything():
        instruments = db.session.scalars(select(Equipment.no).where(Equipment.institution_id == institution_id)).all()
    return Surroundings(
        categories=frozenset(categories),
        areas=frozenset(area.code for area in directory.list_areas()),
        programmes=frozenset(programme.code for programme in directory.list_programmes()),
        instruments=frozenset(instruments),
        sub_units=frozenset(sub_units_of(institution_id)),
    )
