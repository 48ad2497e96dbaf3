"""The bank's word as it was read: lines of statements, what people say of them, and the payouts they are about."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model, append_only
from hub.kernel.scope import Scoped


class LineAnswer(StrEnum):
    """What people decide about a line that fits nothing: it is this payout's after all, or no payment of ours."""

    MATCH = "MATCH"
    DISMISS = "DISMISS"


class StatementLine(Scoped, Model):
    """One line of a bank statement as it was read; ``fault`` says why it waits for a person.

    Two people settle such a line: one answers (``answer``, for MATCH with the payout's reference in ``answer_ref``),
    another confirms (``settled_at``).
    """

    __tablename__ = "statement_line"
    __scope__ = {"areas": ("payer_area",)}
    id: Mapped[Key]
    line_key: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    payer_area: Mapped[str] = mapped_column(String(40), index=True)
    on: Mapped[date]
    ext_ref: Mapped[str] = mapped_column(String(80), index=True)
    payee: Mapped[str] = mapped_column(Text)
    account_last4: Mapped[str] = mapped_column(String(4))
    amount_fen: Mapped[Fen]
    return_code: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str | None] = mapped_column(String(30))
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(Text)
    answer: Mapped[LineAnswer | None] = mapped_column(Enum(LineAnswer, native_enum=False, length=10))
    answer_ref: Mapped[str | None] = mapped_column(String(80))
    answer_reason: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[UUID | None] = mapped_column(Uuid)
    answered_by_name: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None] = mapped_column(Text)


@append_only
class ReconMatch(Model):
    """One line of a statement and the payout it confirms or sends back; each happens once."""

    __tablename__ = "recon_match"
    __table_args__ = (UniqueConstraint("payout_id", "outcome"),)
    statement_line_id: Mapped[UUID] = mapped_column(ForeignKey("statement_line.id"), primary_key=True)
    payout_id: Mapped[UUID] = mapped_column(ForeignKey("payout.id"))
    outcome: Mapped[str] = mapped_column(String(10))
