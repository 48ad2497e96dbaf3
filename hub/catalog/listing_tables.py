"""What institutions write and offices publish: versions of listings, the rule of an area, certificates, suspensions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class ListingKind(StrEnum):
    """What is listed."""

    SERVICE = "SERVICE"
    INSTRUMENT = "INSTRUMENT"


class ListingState(StrEnum):
    """Where a version of a listing stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"
    DISCARDED = "DISCARDED"


class PublishedBy(StrEnum):
    """Who publishes the listings of an area's institutions."""

    OFFICE = "OFFICE"
    INSTITUTION = "INSTITUTION"


S = ListingState
OPEN = (S.DRAFT, S.SUBMITTED, S.RETURNED)
_MOVES = {
    S.DRAFT: (S.SUBMITTED, S.PUBLISHED, S.DISCARDED),
    S.SUBMITTED: (S.DRAFT, S.PUBLISHED, S.RETURNED),
    S.RETURNED: (S.SUBMITTED, S.PUBLISHED, S.DISCARDED),
    S.PUBLISHED: (S.SUPERSEDED, S.WITHDRAWN),
}


class ListingVersion(HasState, Scoped, Model):
    """One version of a service or an instrument: its content as the institution wrote it, and what the office said.

    The catalogue shows what was published last; an order keeps what it was placed on. ``edition`` counts the savings
    of an open version, so that two people who edit at once do not overwrite each other.
    """

    __tablename__ = "listing_version"
    __scope__ = {"areas": ("office",), "organizations": ("institution_id",)}
    __table_args__ = (
        Index("uq_listing_version", "no", "version", unique=True),
        Index(
            "uq_listing_open", "no", unique=True, postgresql_where=text("state IN ('DRAFT', 'SUBMITTED', 'RETURNED')")
        ),
        Index("ix_listing_queue", "office", "state", "submitted_at"),
    )
    LEGAL = frozenset((before, after) for before, afters in _MOVES.items() for after in afters)
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[ListingKind] = mapped_column(Enum(ListingKind, native_enum=False, length=20))
    version: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    institution_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    office: Mapped[str] = mapped_column(String(40))
    state: Mapped[ListingState] = mapped_column(Enum(ListingState, native_enum=False, length=20))
    content: Mapped[dict[str, Any]]
    import_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_by: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)

    @property
    def name(self) -> str:
        """What the listing is called in this version."""
        return str(self.content.get("name", ""))


class ListingRule(Model):
    """Who publishes in an area; no row: its office."""

    __tablename__ = "listing_rule"
    office: Mapped[str] = mapped_column(String(40), primary_key=True)
    published_by: Mapped[PublishedBy] = mapped_column(Enum(PublishedBy, native_enum=False, length=20))
    changed_by: Mapped[UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime]


class Certificate(Model):
    """A certificate an institution joined with; what it is and until when is public, the file is the offices'."""

    __tablename__ = "institution_certificate"
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]
    reminded_days: Mapped[int | None]
    file_id: Mapped[UUID] = mapped_column(Uuid)
    request_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    added_at: Mapped[datetime]


class Suspension(Model):
    """An institution that takes no new orders from one instant, until another or until it is reinstated (G-47)."""

    __tablename__ = "institution_suspension"
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(String(40))
    ordered_by: Mapped[UUID | None] = mapped_column(Uuid)
    ordered_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(Uuid)
    lifted_why: Mapped[str | None] = mapped_column(Text)


class WorkbookImport(Scoped, Model):
    """A workbook as it was read: every row with what is wrong in which column; applied at most once."""

    __tablename__ = "listing_import"
    __scope__ = {"organizations": ("institution_id",)}
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID] = mapped_column(Uuid)
    rows: Mapped[list[Any]]
    read_at: Mapped[datetime]
    read_by: Mapped[UUID | None] = mapped_column(Uuid)
    applied_at: Mapped[datetime | None]


class RegionImport(Model):
    """One nightly reading of a region's catalogue: what was new, other, gone, and what could not be taken over."""

    __tablename__ = "catalog_import"
    id: Mapped[Key]
    region: Mapped[str] = mapped_column(String(40), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    differences: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    failure: Mapped[str | None] = mapped_column(Text)


class Favorite(Scoped, Model):
    """A service, an instrument or an institution that a person keeps at hand (CSJ-53)."""

    __tablename__ = "favorite"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (Index("uq_favorite", "account_id", "organization_id", "kind", "no", unique=True),)
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid)
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    kind: Mapped[str] = mapped_column(String(20))
    no: Mapped[str] = mapped_column(String(20))
    kept_at: Mapped[datetime]


class SeenToday(Model):
    """That somebody looked at something on a day: a keyed hash of a visitor, forgotten the night after."""

    __tablename__ = "listing_seen"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    no: Mapped[str] = mapped_column(String(20), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(100), primary_key=True)


class Tally(Model):
    """How many published services share category, price kind, region and areas: the facets of a large catalogue."""

    __tablename__ = "catalog_tally"
    id: Mapped[Key]
    category_code: Mapped[str] = mapped_column(String(6))
    pricing: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(40))
    division: Mapped[str] = mapped_column(String(6))
    area_tags: Mapped[list[Any]]
    count: Mapped[int]
