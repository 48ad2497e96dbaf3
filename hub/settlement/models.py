"""Settlement's tables: batches, what they take and leave out, payouts, advices, bank statements (ledger.md C1, C4)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import PROTECTIONS, Fen, Key, Model, append_only
from hub.kernel.scope import Scoped
from hub.kernel.sealed import Sealed, Sealing
from hub.kernel.states import HasState
from hub.ledger import PayeeKind
from schemas.terms import BatchState, ExchangeState, PayoutState

B = BatchState
P = PayoutState
X = ExchangeState


class Budget(Scoped, Model):
    """What an area may pay in a calendar year; no amount means no limit, a soft one only warns (G-36)."""

    __tablename__ = "budget"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (UniqueConstraint("area", "year"),)
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    amount_fen: Mapped[Fen | None]
    hard: Mapped[bool] = mapped_column(default=False)


class Batch(Scoped, HasState, Model):
    """One settlement of a payer: kind, period and what became of it."""

    __tablename__ = "settle_batch"
    __scope__ = {"areas": ("payer_area",)}
    __table_args__ = (
        Index("uq_settle_batch_window", "window_key", unique=True, postgresql_where=text("state <> 'DISCARDED'")),
    )
    LEGAL = frozenset(
        {
            (B.OPEN, B.COMPUTING),
            (B.COMPUTING, B.COMPUTED),
            (B.COMPUTED, B.REVIEWED),
            (B.COMPUTED, B.DISCARDED),
            (B.REVIEWED, B.SIGNED),
            (B.REVIEWED, B.DISCARDED),
            (B.SIGNED, B.SENT),
            (B.SENT, B.PART_ACKED),
            (B.SENT, B.ACKED),
            (B.PART_ACKED, B.ACKED),
            (B.PART_ACKED, B.PAYING),
            (B.ACKED, B.PAYING),
            (B.PAYING, B.RECONCILED),
            (B.RECONCILED, B.CLOSED),
        }
    )
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    window_key: Mapped[str] = mapped_column(String(80))
    payer_area: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[PayeeKind] = mapped_column(
        Enum(PayeeKind, native_enum=False, length=12, values_callable=lambda kinds: [kind.value for kind in kinds])
    )
    period: Mapped[date] = mapped_column(index=True)
    cut: Mapped[datetime]
    seen_snapshot: Mapped[str] = mapped_column(Text)
    budget_year: Mapped[int]
    budget_left_fen: Mapped[Fen | None]
    state: Mapped[BatchState] = mapped_column(Enum(BatchState, native_enum=False, length=12), default=B.OPEN)
    buckets: Mapped[int]
    lines_count: Mapped[int] = mapped_column(default=0)
    total_fen: Mapped[Fen] = mapped_column(default=0)
    root_sha256: Mapped[str | None] = mapped_column(String(64))
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    signature: Mapped[str | None] = mapped_column(Text)
    reviewed_by: Mapped[UUID | None] = mapped_column(Uuid)
    reviewed_by_name: Mapped[str | None] = mapped_column(Text)
    signed_by: Mapped[UUID | None] = mapped_column(Uuid)
    signed_by_name: Mapped[str | None] = mapped_column(Text)
    signed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]


class SettleBucket(Model):
    """A part of the candidates that was collected completely."""

    __tablename__ = "settle_bucket"
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True)


# The payables that were open at the cut, with what of them never changes; each becomes a line or an exclusion. Written
# once for each bucket and read once: no key and no foreign key, which would cost a look-up for each of a million rows.
CANDIDATES = Table(
    "settle_candidate", Model.metadata,
    Column("batch_id", Uuid, nullable=False),
    Column("payable_id", Uuid, nullable=False),
    Column("bucket", Integer, nullable=False),
    Column("payee_id", Uuid, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("agreed_at", DateTime(timezone=True), nullable=False),
    Index("ix_settle_candidate_batch", "batch_id", postgresql_using="brin"),
)  # fmt: skip


@append_only
class SettleExclusion(Scoped, Sealed, Model):
    """Why a payable that was open at the cut is not in the batch."""

    __tablename__ = "settle_exclusion"
    SEALING = Sealing(
        columns=("batch_id", "payable_id", "payer_area", "payee_id", "amount_fen", "reason"),
        key=("batch_id", "payable_id"),
        areas="ARRAY[t.payer_area::text]",
    )
    __scope__ = {"areas": ("payer_area",), "organizations": ("payee_id",)}
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), primary_key=True)
    payable_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, index=True)
    payer_area: Mapped[str] = mapped_column(String(40))
    payee_id: Mapped[UUID] = mapped_column(Uuid)
    amount_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(String(20))


@append_only
class VoidLine(Scoped, Sealed, Model):
    """A line of a batch that was discarded before its signature."""

    __tablename__ = "settle_line_void"
    SEALING = Sealing(
        columns=("batch_id", "payable_id", "payer_area", "payee_id", "amount_fen", "reason", "voided_at"),
        key=("batch_id", "payable_id"),
        areas="ARRAY[t.payer_area::text]",
    )
    __scope__ = {"areas": ("payer_area",), "organizations": ("payee_id",)}
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), primary_key=True)
    payable_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    payer_area: Mapped[str] = mapped_column(String(40))
    payee_id: Mapped[UUID] = mapped_column(Uuid)
    amount_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(Text)
    voided_at: Mapped[datetime]


class PayeeRun(Scoped, Model):
    """What a batch comes to for one payee: awards less reversals less what the payee owes (G-37).

    ``undone``: the batch was discarded or its payment came back, so its debts no longer count as carried.
    """

    __tablename__ = "settle_payee"
    __scope__ = {"areas": ("payer_area",), "organizations": ("payee_id",)}
    __table_args__ = (
        CheckConstraint("payout_fen >= 0 AND offset_fen >= 0 AND carried_out_fen >= 0", name="never_negative"),
        Index("ix_settle_payee_carried", "payer_area", "payee_id"),
    )
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), primary_key=True)
    payee_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    payer_area: Mapped[str] = mapped_column(String(40))
    lines_fen: Mapped[Fen]
    carried_in_fen: Mapped[Fen]
    owed_fen: Mapped[Fen]
    offset_fen: Mapped[Fen]
    carried_out_fen: Mapped[Fen]
    payout_fen: Mapped[Fen]
    attempt: Mapped[int]
    undone: Mapped[bool] = mapped_column(default=False)


class Payout(Scoped, HasState, Model):
    """One payment of a batch to one payee; ``ext_ref`` is ours and stands in the bank's statement."""

    __tablename__ = "payout"
    __scope__ = {"areas": ("payer_area",), "organizations": ("payee_id",)}
    __table_args__ = (
        UniqueConstraint("batch_id", "payee_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )
    LEGAL = frozenset(
        {
            (P.NEW, P.SENT),
            (P.NEW, P.REJECTED),
            (P.SENT, P.ACCEPTED),
            (P.SENT, P.REJECTED),
            (P.SENT, P.UNKNOWN),
            (P.SENT, P.PAID),
            (P.ACCEPTED, P.PAID),
            (P.ACCEPTED, P.REJECTED),
            (P.ACCEPTED, P.UNKNOWN),
            (P.UNKNOWN, P.ACCEPTED),
            (P.UNKNOWN, P.PAID),
            (P.UNKNOWN, P.REJECTED),
            (P.PAID, P.RETURNED),
        }
    )
    id: Mapped[Key]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), index=True)
    payer_area: Mapped[str] = mapped_column(String(40))
    payee_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    amount_fen: Mapped[Fen]
    ext_ref: Mapped[str] = mapped_column(String(80), unique=True)
    attempt: Mapped[int]
    state: Mapped[PayoutState] = mapped_column(Enum(PayoutState, native_enum=False, length=10), default=P.NEW)
    payee_name: Mapped[str | None] = mapped_column(Text)
    payee_uscc: Mapped[str | None] = mapped_column(String(18))
    bank_name: Mapped[str | None] = mapped_column(Text)
    account: Mapped[str | None] = mapped_column(EncryptedText("payout.account"))
    account_last4: Mapped[str | None] = mapped_column(String(4))
    paid_on: Mapped[date | None]
    return_code: Mapped[str | None] = mapped_column(Text)


class DisputeOutcome(StrEnum):
    """What the payer says to a region that disputes a line: it stands, or the next batch corrects it."""

    UNFOUNDED = "UNFOUNDED"
    CORRECTED = "CORRECTED"


class Advice(Scoped, HasState, Model):
    """The statement that tells a payee's region what a batch pays there; its silence never stops the payment."""

    __tablename__ = "settle_advice"
    __scope__ = {"areas": ("payer_area",)}
    __table_args__ = (UniqueConstraint("batch_id", "region"),)
    LEGAL = frozenset(
        {(X.QUEUED, X.SENT), (X.QUEUED, X.ACKED), (X.SENT, X.ACKED), (X.SENT, X.REFUSED), (X.REFUSED, X.ACKED)}
    )
    id: Mapped[Key]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("settle_batch.id"), index=True)
    payer_area: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(40))
    state: Mapped[ExchangeState] = mapped_column(Enum(ExchangeState, native_enum=False, length=10), default=X.QUEUED)
    total_fen: Mapped[Fen]
    sent_on: Mapped[date]
    disputed_line: Mapped[str | None] = mapped_column(Text)
    dispute_reason: Mapped[str | None] = mapped_column(Text)
    disputed_at: Mapped[datetime | None]
    dispute_outcome: Mapped[DisputeOutcome | None] = mapped_column(Enum(DisputeOutcome, native_enum=False, length=10))
    dispute_answer: Mapped[str | None] = mapped_column(Text)
    dispute_settled_at: Mapped[datetime | None]
    dispute_settled_by_name: Mapped[str | None] = mapped_column(Text)


# The database itself keeps the lines of a signed batch (design.md §8.5).
PROTECTIONS.append("""
CREATE OR REPLACE FUNCTION refuse_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF (SELECT state FROM settle_batch WHERE id = OLD.batch_id) IN ('COMPUTING', 'COMPUTED', 'REVIEWED') THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'a settlement line is never rewritten, and never removed after its batch was signed'
    USING ERRCODE = '23001';
END $$;
""")
PROTECTIONS.append("""
CREATE TRIGGER settle_line_fixed BEFORE DELETE OR UPDATE ON settle_line
  FOR EACH ROW EXECUTE FUNCTION refuse_line_change();
""")
PROTECTIONS.append("""
CREATE TRIGGER settle_line_kept BEFORE TRUNCATE ON settle_line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_line_change();
""")
PROTECTIONS.append("ALTER TABLE settle_line ENABLE ALWAYS TRIGGER settle_line_fixed;")
PROTECTIONS.append("ALTER TABLE settle_line ENABLE ALWAYS TRIGGER settle_line_kept;")
