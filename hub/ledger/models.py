"""The ledger's tables: accounts, journal, transfers, holds, allowances, payables and their claims (ledger.md C1)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import PROTECTIONS, Fen, Key, Model, append_only
from hub.kernel.scope import Scoped
from hub.kernel.sealed import Sealed, Sealing
from hub.kernel.states import HasState
from schemas.terms import HoldState

H = HoldState


class AccountKind(StrEnum):
    """Accounts of the entitlement ledger (V), then those of claims and cash (C)."""

    SOURCE = "SOURCE"
    POOL = "POOL"
    QUOTA = "QUOTA"
    USED = "USED"
    EXPIRED = "EXPIRED"
    EXPENSE = "EXPENSE"
    PAYABLE = "PAYABLE"
    CLEARING = "CLEARING"
    TREASURY = "TREASURY"
    CLAWBACK = "CLAWBACK"


class Phase(StrEnum):
    """POST moves money; PEND sets a reservation aside; VOID takes that reservation back (before it is posted too)."""

    POST = "POST"
    PEND = "PEND"
    VOID = "VOID"


class PayableKind(StrEnum):
    """What a treasury owes for a redemption, or takes back of it."""

    AWARD = "AWARD"
    REVERSAL = "REVERSAL"


class PayeeKind(StrEnum):
    """Who is paid: 通兑 the institution, 通用 the enterprise."""

    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"


class Account(Scoped, Model):
    """One account. Only guarded ones (QUOTA, CLEARING) have counters; the others are sums of their transfers.

    ``owner_id``: the instrument of a QUOTA, the payee of PAYABLE and CLAWBACK, the batch of a CLEARING.
    """

    __tablename__ = "ledger_account"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    __table_args__ = (
        UniqueConstraint(
            "ledger", "kind", "programme", "area", "owner_id", "year",
            name="uq_account_key", postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("not guarded OR debit_fen + debit_pending_fen <= credit_fen", name="never_overdrawn"),
        CheckConstraint("debit_fen >= 0 AND debit_pending_fen >= 0 AND credit_fen >= 0", name="counters_positive"),
        CheckConstraint("guarded OR debit_fen + debit_pending_fen + credit_fen = 0", name="only_guarded_count"),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    ledger: Mapped[str] = mapped_column(String(1))
    kind: Mapped[AccountKind] = mapped_column(Enum(AccountKind, native_enum=False, length=12))
    programme: Mapped[str | None] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    holder_id: Mapped[UUID | None] = mapped_column(Uuid)
    year: Mapped[int | None]
    guarded: Mapped[bool] = mapped_column(default=False)
    debit_pending_fen: Mapped[Fen] = mapped_column(default=0)
    debit_fen: Mapped[Fen] = mapped_column(default=0)
    credit_fen: Mapped[Fen] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]


@append_only
class JournalEntry(Sealed, Model):
    """One business fact that moved money; unique (code, ref) makes it happen exactly once."""

    __tablename__ = "ltx"
    SEALING = Sealing(
        columns=("id", "code", "ref", "business_date", "recorded_at", "account_id", "actor_name", "reason", "subject",
                 "subject_id", "reverses"),
        areas="ARRAY(SELECT DISTINCT a.area::text FROM transfer m JOIN ledger_account a"
        " ON a.id IN (m.debit_id, m.credit_id) WHERE m.tx_id = t.id)",
    )  # fmt: skip
    __table_args__ = (UniqueConstraint("code", "ref"),)
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(200))
    business_date: Mapped[date] = mapped_column(index=True)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    account_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("ltx.id"), unique=True)


@append_only
class Transfer(Sealed, Model):
    """Debit one account, credit another: balanced by its shape.

    No foreign key to the accounts: checking it would share-lock the row of a region on every order.
    """

    __tablename__ = "transfer"
    SEALING = Sealing(
        columns=("id", "tx_id", "debit_id", "credit_id", "amount_fen", "phase"),
        areas="ARRAY(SELECT DISTINCT a.area::text FROM ledger_account a WHERE a.id IN (t.debit_id, t.credit_id))",
    )
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
    )
    id: Mapped[Key]
    tx_id: Mapped[UUID] = mapped_column(ForeignKey("ltx.id"), index=True)
    debit_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    credit_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    amount_fen: Mapped[Fen]
    phase: Mapped[Phase] = mapped_column(Enum(Phase, native_enum=False, length=4))


class Hold(Scoped, HasState, Model):
    """An amount of a QUOTA set aside for an order or a direct redemption; resolved once."""

    __tablename__ = "hold"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("posted_fen BETWEEN 0 AND amount_fen", name="posted_within"),
        CheckConstraint("reversed_fen BETWEEN 0 AND posted_fen + extra_fen", name="reversed_within"),
        Index(
            "uq_hold_live_subject", "subject", "subject_id",
            unique=True, postgresql_where=text("state IN ('HELD', 'CLAIMED')"),
        ),
    )  # fmt: skip
    LEGAL = frozenset(
        {(H.HELD, H.CLAIMED), (H.CLAIMED, H.HELD), (H.CLAIMED, H.POSTED), (H.HELD, H.VOIDED), (H.CLAIMED, H.VOIDED)}
    )
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_account.id"), index=True)
    used_id: Mapped[UUID] = mapped_column(Uuid)
    instrument_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    area: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    amount_fen: Mapped[Fen]
    posted_fen: Mapped[Fen] = mapped_column(default=0)
    extra_fen: Mapped[Fen] = mapped_column(default=0)
    reversed_fen: Mapped[Fen] = mapped_column(default=0)
    payable_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    state: Mapped[HoldState] = mapped_column(Enum(HoldState, native_enum=False, length=10), default=H.HELD)
    tx_id: Mapped[UUID] = mapped_column(ForeignKey("ltx.id"))


class Allowance(Scoped, Model):
    """How much a holder was granted in a programme and year, against its cap (None: no cap); grants alone touch it."""

    __tablename__ = "allowance"
    __scope__ = {"organizations": ("holder_id",)}
    __table_args__ = (
        UniqueConstraint("holder_id", "programme", "year"),
        CheckConstraint("cap_fen IS NULL OR granted_fen <= cap_fen", name="within_cap"),
        CheckConstraint("granted_fen >= 0", name="granted_positive"),
    )
    id: Mapped[Key]
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    programme: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    cap_fen: Mapped[Fen | None]
    granted_fen: Mapped[Fen] = mapped_column(default=0)


class Payable(Scoped, Model):
    """What a payer's treasury owes a payee for one redemption (design.md §8.4), or takes back of it.

    ``against_clawback``: a reversal of money that was already on its way when it was decided.
    ``origin_id``: the payable whose payment came back, of which this one is the next attempt.
    """

    __tablename__ = "payable"
    __scope__ = {"areas": ("payer_area", "payee_area"), "organizations": ("payee_id", "holder_id")}
    __table_args__ = (
        UniqueConstraint("redemption_id", "kind", "attempt", "reversal_no"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(kind = 'AWARD') = (reversal_no = 0)", name="reversals_numbered"),
        Index("ix_payable_open", "payer_area", "payee_kind", "period", "eligible_at"),
        Index("ix_payable_origin", "origin_id", postgresql_where=text("origin_id IS NOT NULL")),
        Index("ix_payable_cancelled", "payer_area", postgresql_where=text("cancelled_at IS NOT NULL")),
    )
    id: Mapped[Key]
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    kind: Mapped[PayableKind] = mapped_column(Enum(PayableKind, native_enum=False, length=10))
    attempt: Mapped[int] = mapped_column(default=1)
    reversal_no: Mapped[int] = mapped_column(default=0)
    programme: Mapped[str] = mapped_column(String(40))
    payer_area: Mapped[str] = mapped_column(String(40))
    payee_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    payee_kind: Mapped[PayeeKind] = mapped_column(
        Enum(PayeeKind, native_enum=False, length=12, values_callable=lambda kinds: [kind.value for kind in kinds])
    )
    payee_area: Mapped[str | None] = mapped_column(String(40))
    payee_region: Mapped[str | None] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    amount_fen: Mapped[Fen]
    against_clawback: Mapped[bool] = mapped_column(default=False)
    agreed_at: Mapped[datetime]
    period: Mapped[date | None]
    eligible_at: Mapped[datetime | None]
    eligible_xid: Mapped[int | None] = mapped_column(BigInteger)
    cancelled_at: Mapped[datetime | None]
    origin_id: Mapped[UUID | None] = mapped_column(Uuid)
    policy_version: Mapped[str] = mapped_column(Text)
    tx_id: Mapped[UUID] = mapped_column(ForeignKey("ltx.id"))


class SettlePayer(Model):
    """One row per payer: locked while a batch of it claims awards, shared by those who take awards back."""

    __tablename__ = "settle_payer"
    area: Mapped[str] = mapped_column(String(40), primary_key=True)


class SettleLine(Scoped, Sealed, Model):
    """The claim of one payable by one settlement batch; its primary key is the exactly-once key."""

    __tablename__ = "settle_line"
    SEALING = Sealing(
        columns=("batch_id", "payable_id", "payer_area", "payee_id", "amount_fen"),
        key=("batch_id", "payable_id"),
        areas="ARRAY[t.payer_area::text]",
        moved_to="settle_line_void",
    )
    __scope__ = {"areas": ("payer_area",), "organizations": ("payee_id",)}
    __table_args__ = (Index("ix_settle_line_batch", "batch_id", "payee_id"),)
    payable_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid)
    bucket: Mapped[int]
    payer_area: Mapped[str] = mapped_column(String(40))
    payee_id: Mapped[UUID] = mapped_column(Uuid)
    amount_fen: Mapped[Fen]


# The database itself refuses to rewrite who owes whom how much.
PROTECTIONS.append("""
CREATE OR REPLACE FUNCTION refuse_payable_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what a treasury owes is never rewritten: reverse it' USING ERRCODE = '23001';
END $$;
""")
PROTECTIONS.append("""
CREATE TRIGGER payable_fixed BEFORE DELETE OR UPDATE OF id, redemption_id, kind, attempt, reversal_no, payer_area,
  payee_id, payee_kind, holder_id, amount_fen, against_clawback, agreed_at ON payable
  FOR EACH ROW EXECUTE FUNCTION refuse_payable_change();
""")
PROTECTIONS.append("ALTER TABLE payable ENABLE ALWAYS TRIGGER payable_fixed;")
