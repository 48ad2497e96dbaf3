"""The journal of settlement: what a batch instructs, what the bank confirms, rejects or sends back (ledger.md C2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select

from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.ledger.accounts import clawback_key, clearing_key, ensure_accounts, move_counters, payable_key, treasury_key
from hub.ledger.awards import OWN_TRANSACTION
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import Account, Payable, SettleLine, Transfer


@dataclass(frozen=True)
class PayeeSettlement:
    """What a batch does for one payee: ``offset_fen`` of it pays off what the payee owes, ``payout_fen`` is paid.

    ``owed_fen``: reversals that exceed the payee's awards become a debt.
    """

    payee_id: UUID
    offset_fen: int
    owed_fen: int
    payout_fen: int


@whole
def settle_batch(
    *, payer_area: str, batch_id: UUID, payees: Sequence[PayeeSettlement], by: Actor, business_date: date
) -> None:
    """Move what is owed to CLEARING, less what the payees owe; once for each batch."""
    if find_entry("settle", str(batch_id)):
        return
    clearing = clearing_key(payer_area, batch_id)
    legs = []
    keys = {clearing, treasury_key(payer_area)}
    for payee in payees:
        payable, clawback = payable_key(payer_area, payee.payee_id), clawback_key(payer_area, payee.payee_id)
        keys |= {payable, clawback}
        legs += [
            Leg(payable.id, clawback.id, payee.offset_fen),
            Leg(clawback.id, payable.id, payee.owed_fen),
            Leg(payable.id, clearing.id, payee.payout_fen),
        ]
    ensure_accounts(*keys)
    post(
        code="settle", ref=str(batch_id), legs=legs, by=by, business_date=business_date,
        subject="batch", subject_id=batch_id,
    )  # fmt: skip
    move_counters(clearing.id, credit_fen=sum(payee.payout_fen for payee in payees))


@whole
def unsettle_batch(*, payer_area: str, batch_id: UUID, by: Actor, business_date: date, reason: str) -> None:
    """Reverse the journal of a batch that is discarded before its signature."""
    settled = find_entry("settle", str(batch_id))
    if settled is None or find_entry("unsettle", str(batch_id)):
        return
    moved = db.session.execute(
        select(Transfer.debit_id, Transfer.credit_id, Transfer.amount_fen).where(Transfer.tx_id == settled)
    ).all()
    clearing = clearing_key(payer_area, batch_id)
    post(
        code="unsettle", ref=str(batch_id), by=by, business_date=business_date, reason=reason, reverses=settled,
        legs=[Leg(row.credit_id, row.debit_id, row.amount_fen) for row in moved], subject="batch", subject_id=batch_id,
    )  # fmt: skip
    move_counters(clearing.id, debit_fen=sum(row.amount_fen for row in moved if row.credit_id == clearing.id))


@whole
def confirm_payment(
    *, payer_area: str, batch_id: UUID, payout_id: UUID, amount_fen: int, by: Actor, business_date: date
) -> None:
    """The bank has paid: CLEARING to TREASURY; once for each payout."""
    if find_entry("disburse", str(payout_id)):
        return
    clearing = clearing_key(payer_area, batch_id)
    post(
        code="disburse", ref=str(payout_id), by=by, business_date=business_date, subject="payout", subject_id=payout_id,
        legs=[Leg(clearing.id, treasury_key(payer_area).id, amount_fen)],
    )  # fmt: skip
    assert move_counters(clearing.id, debit_fen=amount_fen), "a payout was confirmed that CLEARING does not hold"


@whole
def undo_payment(
    *,
    payer_area: str,
    batch_id: UUID,
    payout_id: UUID,
    payee_id: UUID,
    amount_fen: int,
    offset_fen: int,
    was_paid: bool,
    eligible_at: datetime,
    by: Actor,
    reason: str,
) -> list[UUID]:
    """Rejected before it was paid, or returned afterwards: the debt is open again, its payables at the next attempt.

    Returns the redemptions concerned; the same payout again changes nothing.
    """
    if find_entry("payment_back", str(payout_id)):
        return []
    payable, clawback = payable_key(payer_area, payee_id), clawback_key(payer_area, payee_id)
    clearing = clearing_key(payer_area, batch_id)
    taken_from = treasury_key(payer_area) if was_paid else clearing
    tx_id = post(
        code="payment_back", ref=str(payout_id), by=by, business_date=eligible_at.date(), reason=reason,
        legs=[Leg(taken_from.id, payable.id, amount_fen), Leg(clawback.id, payable.id, offset_fen)],
        subject="payout", subject_id=payout_id,
    )  # fmt: skip
    if not was_paid:
        assert move_counters(clearing.id, debit_fen=amount_fen), "a payout was rejected that CLEARING does not hold"
    return _reopen(batch_id, payee_id, eligible_at, tx_id)


def _reopen(batch_id: UUID, payee_id: UUID, eligible_at: datetime, tx_id: UUID) -> list[UUID]:
    lines = select(SettleLine.payable_id).where(SettleLine.batch_id == batch_id, SettleLine.payee_id == payee_id)
    paid = list(db.session.scalars(select(Payable).where(Payable.id.in_(lines)).order_by(Payable.id)))
    kept = (
        "redemption_id", "kind", "reversal_no", "programme", "payer_area", "payee_id", "payee_kind", "payee_area",
        "payee_region", "holder_id", "amount_fen", "against_clawback", "agreed_at", "period", "policy_version",
    )  # fmt: skip
    for payable in paid:
        db.session.execute(
            insert(Payable).values(
                id=new_id(), attempt=payable.attempt + 1, origin_id=payable.id, eligible_at=eligible_at,
                eligible_xid=OWN_TRANSACTION, tx_id=tx_id, **{name: getattr(payable, name) for name in kept},
            )
        )  # fmt: skip
    return sorted({payable.redemption_id for payable in paid})


@whole
def clearing_fen(payer_area: str, batch_id: UUID) -> int:
    """What a batch has instructed and the bank has neither paid nor refused."""
    left = select(Account.credit_fen - Account.debit_fen).where(Account.id == clearing_key(payer_area, batch_id).id)
    return int(db.session.execute(left).scalar_one_or_none() or 0)
