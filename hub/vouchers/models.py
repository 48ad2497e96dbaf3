"""Applications (申领) with their files, and the instruments (券) that come of them or are mirrored from a region."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState
from schemas.terms import ApplicationState, InstrumentState, Mastership, QualificationKind, VoucherMode

A = ApplicationState
I = InstrumentState  # noqa: E741 - the table of moves below reads better with one letter


class VoucherApplication(Scoped, HasState, Model):
    """A holder's request for a voucher of one programme and year."""

    __tablename__ = "voucher_application"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    __table_args__ = (
        # One application per holder, programme and year, where the policy says so (W-08), whoever clicks twice.
        Index(
            "uq_voucher_application_once",
            "holder_id",
            "programme",
            "year",
            unique=True,
            postgresql_where=text("once_a_year AND state NOT IN ('DRAFT', 'REJECTED', 'WITHDRAWN')"),
        ),
        # One application for an order at a time (TJ-12).
        Index(
            "uq_voucher_application_order",
            "order_id",
            unique=True,
            postgresql_where=text("state NOT IN ('REJECTED', 'WITHDRAWN')"),
        ),
    )
    LEGAL = frozenset(
        {
            (A.DRAFT, A.SUBMITTED),
            (A.DRAFT, A.WITHDRAWN),
            (A.SUBMITTED, A.AWAITING_STAMPED_FORM),
            (A.SUBMITTED, A.IN_REVIEW),
            (A.SUBMITTED, A.GRANTED),
            # Where several hands decide, it is submitted until the first of them has passed it.
            (A.SUBMITTED, A.RETURNED),
            (A.SUBMITTED, A.REJECTED),
            (A.SUBMITTED, A.WITHDRAWN),
            (A.AWAITING_STAMPED_FORM, A.IN_REVIEW),
            (A.AWAITING_STAMPED_FORM, A.GRANTED),
            (A.AWAITING_STAMPED_FORM, A.WITHDRAWN),
            (A.IN_REVIEW, A.GRANTED),
            (A.IN_REVIEW, A.RETURNED),
            (A.IN_REVIEW, A.REJECTED),
            (A.IN_REVIEW, A.WITHDRAWN),
            (A.RETURNED, A.SUBMITTED),
            (A.RETURNED, A.WITHDRAWN),
        }
    )
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    programme: Mapped[str] = mapped_column(String(40), index=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    year: Mapped[int]
    kind: Mapped[QualificationKind | None] = mapped_column(Enum(QualificationKind, native_enum=False, length=30))
    qualification_no: Mapped[str | None] = mapped_column(Text)
    revenue_fen: Mapped[Fen | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    once_a_year: Mapped[bool] = mapped_column(default=False)
    quota_fen: Mapped[Fen | None]
    cap_fen: Mapped[Fen | None]
    asked_fen: Mapped[Fen | None]  # where the applicant chooses the amount (ZJ1-17)
    mode: Mapped[VoucherMode | None] = mapped_column(Enum(VoucherMode, native_enum=False, length=30))
    amount_fen: Mapped[Fen | None]
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    version_label: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ApplicationState] = mapped_column(
        Enum(ApplicationState, native_enum=False, length=30), default=A.DRAFT
    )
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    instrument_id: Mapped[UUID | None] = mapped_column(Uuid)
    order_id: Mapped[UUID | None] = mapped_column(Uuid)


class ApplicationFile(Scoped, Model):
    """One uploaded file of an application, in the slot that the policy names."""

    __tablename__ = "application_file"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    id: Mapped[Key]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("voucher_application.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    area: Mapped[str] = mapped_column(String(40))
    slot: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    # For the stamped form: whether it is the one printed for this content, as far as a program can tell.
    sheet: Mapped[str | None] = mapped_column(String(12))
    added_at: Mapped[datetime]


class Instrument(Scoped, HasState, Model):
    """A voucher: one amount of one programme and year; what is left of it stands in the ledger.

    ``in_slices``: the year's quota, to which each claim adds; its mode is that of the first kind the area issues, and
    each use chooses its own (ZJ1-24).
    """

    __tablename__ = "instrument"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    __table_args__ = (
        # One quota of a year, whichever of two first claims was faster.
        Index(
            "uq_instrument_quota",
            "holder_id",
            "programme",
            "area",
            "year",
            unique=True,
            postgresql_where=text("in_slices"),
        ),
    )
    LEGAL = frozenset(
        {
            (I.ACTIVE, I.FROZEN),
            (I.FROZEN, I.ACTIVE),
            (I.ACTIVE, I.SPENT),
            (I.SPENT, I.ACTIVE),
            (I.ACTIVE, I.EXPIRED),
            (I.FROZEN, I.EXPIRED),
            (I.SPENT, I.EXPIRED),
            (I.ACTIVE, I.CLOSED),
            (I.FROZEN, I.CLOSED),
            (I.SPENT, I.CLOSED),
            (I.EXPIRED, I.CLOSED),
        }
    )
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    programme: Mapped[str] = mapped_column(String(40), index=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    mode: Mapped[VoucherMode] = mapped_column(Enum(VoucherMode, native_enum=False, length=30))
    year: Mapped[int]
    amount_fen: Mapped[Fen]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    state: Mapped[InstrumentState] = mapped_column(
        Enum(InstrumentState, native_enum=False, length=20), default=I.ACTIVE
    )
    master: Mapped[Mastership] = mapped_column(Enum(Mastership, native_enum=False, length=10), default=Mastership.HUB)
    in_slices: Mapped[bool] = mapped_column(default=False)
    application_id: Mapped[UUID | None] = mapped_column(Uuid)
    order_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)  # the one order it may be spent on
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    version_label: Mapped[str | None] = mapped_column(Text)
    granted_at: Mapped[datetime]
    reminded_days: Mapped[int | None]
    region_available_fen: Mapped[Fen | None]
    mirrored_at: Mapped[datetime | None]
