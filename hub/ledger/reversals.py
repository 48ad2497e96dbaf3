"""Taking back: an award cancelled before settlement, or reversed in part or whole at any time (G-37, ledger.md C2)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.ledger.accounts import (
    clawback_key,
    ensure_accounts,
    is_over,
    lock_account,
    move_counters,
    of_year,
    payable_key,
)
from hub.ledger.awards import OWN_TRANSACTION, count_of, counting
from hub.ledger.errors import AwardBatched, FourEyes, NoAward, ReversalTooLarge
from hub.ledger.journal import Leg, post, whole
from hub.ledger.models import AccountKind, Hold, Payable, PayableKind, SettleLine
from hub.ledger.payers import share_payer
from hub.ledger.rules import split_within
from schemas.terms import yuan_grouped


@whole
def cancel_award(*, redemption_id: UUID, by: Actor, reason: str) -> None:
    """Undo an award that no batch has taken: an objection was upheld before settlement.

    Raises:
        NoAward: there is none.
        AwardBatched: a batch holds it; reverse it instead.
    """
    owed = _lock_award(redemption_id)
    if _is_batched(redemption_id):
        raise AwardBatched()
    left_fen = owed.amount_fen - _reversed_fen(redemption_id)
    today = business_today()
    expense = of_year(AccountKind.EXPENSE, owed.programme, owed.payer_area, today.year)
    ensure_accounts(expense)
    legs = [
        Leg(payable_key(owed.payer_area, owed.payee_id).id, expense.id, left_fen),
        *_give_back(owed, left_fen, today),
    ]
    post(
        code="cancel_award", ref=str(owed.id), legs=legs, by=by, business_date=today, reason=reason,
        subject="redemption", subject_id=redemption_id, reverses=owed.tx_id,
    )  # fmt: skip
    db.session.execute(
        update(Payable)
        .where(Payable.redemption_id == redemption_id, Payable.cancelled_at.is_(None))
        .values(cancelled_at=business_now())
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


@whole
def reverse_award(
    *, redemption_id: UUID, amount_fen: int, proposed_by: Actor, confirmed_by: Actor, reason: str, at: datetime
) -> Payable:
    """Take back a part of an award: a negative line of the payee's next batch, and the quota returns (G-37, C2).

    Raises:
        FourEyes: one person proposed and confirmed.
        NoAward: there is none.
        ReversalTooLarge: more than is left of the award.
    """
    if proposed_by.account_id is None or proposed_by.account_id == confirmed_by.account_id:
        raise FourEyes()
    owed = _lock_award(redemption_id)
    left_fen = owed.amount_fen - _reversed_fen(redemption_id)
    if not 0 < amount_fen <= left_fen:
        raise ReversalTooLarge(amount=yuan_grouped(amount_fen), left=yuan_grouped(left_fen))
    number, batched, today = (
        count_of(redemption_id, PayableKind.REVERSAL) + 1,
        _is_batched(redemption_id),
        business_today(),
    )
    expense = of_year(AccountKind.EXPENSE, owed.programme, owed.payer_area, today.year)
    clawback = clawback_key(owed.payer_area, owed.payee_id)
    ensure_accounts(expense, clawback)
    taken_from = clawback if batched else payable_key(owed.payer_area, owed.payee_id)
    tx_id = post(
        code="reverse", ref=f"{owed.id}:{number}", by=confirmed_by, business_date=today, reason=reason,
        legs=[Leg(taken_from.id, expense.id, amount_fen), *_give_back(owed, amount_fen, today)],
        subject="redemption", subject_id=redemption_id,
    )  # fmt: skip
    eligible_at = at if batched else owed.eligible_at
    back = Payable(
        redemption_id=redemption_id, kind=PayableKind.REVERSAL, attempt=1, reversal_no=number,
        programme=owed.programme, payer_area=owed.payer_area, payee_id=owed.payee_id, payee_kind=owed.payee_kind,
        payee_area=owed.payee_area, payee_region=owed.payee_region, holder_id=owed.holder_id, amount_fen=amount_fen,
        against_clawback=batched, agreed_at=owed.agreed_at, period=owed.period, eligible_at=eligible_at,
        eligible_xid=OWN_TRANSACTION if eligible_at else None, policy_version=owed.policy_version, tx_id=tx_id,
    )  # fmt: skip
    db.session.add(back)
    db.session.flush()
    return back


def _lock_award(redemption_id: UUID) -> Payable:
    payer_area = db.session.execute(select(Payable.payer_area).where(*counting(redemption_id))).scalar_one_or_none()
    if payer_area is not None:
        share_payer(payer_area)
    owed = db.session.execute(
        select(Payable).where(*counting(redemption_id)).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if owed is None:
        raise NoAward()
    return owed


def _reversed_fen(redemption_id: UUID) -> int:
    taken = select(func.coalesce(func.sum(Payable.amount_fen), 0)).where(*counting(redemption_id, PayableKind.REVERSAL))
    return int(db.session.execute(taken).scalar_one())


def _is_batched(redemption_id: UUID) -> bool:
    """Whether a batch has ever taken the award: any line of any attempt counts."""
    lined = (
        select(SettleLine.payable_id)
        .join(Payable, Payable.id == SettleLine.payable_id)
        .where(Payable.redemption_id == redemption_id, Payable.kind == PayableKind.AWARD)
    )
    return db.session.execute(lined.limit(1)).first() is not None


def _give_back(owed: Payable, amount_fen: int, today: date) -> list[Leg]:
    """The entitlement side of a reversal: USED back to the voucher, and on to EXPIRED when its year is over."""
    holds = list(db.session.scalars(select(Hold).where(Hold.payable_id == owed.id).order_by(Hold.quota_id, Hold.id)))
    parts = split_within(amount_fen, [hold.posted_fen + hold.extra_fen - hold.reversed_fen for hold in holds])
    legs: list[Leg] = []
    for hold, fen in zip(holds, parts, strict=True):
        account = lock_account(hold.quota_id)
        lost_fen = fen if is_over(account, today) else 0
        expired_id = of_year(AccountKind.EXPIRED, account.programme or "", account.area, hold.year).id
        legs += [Leg(hold.used_id, hold.quota_id, fen), Leg(hold.quota_id, expired_id, lost_fen)]
        move_counters(hold.quota_id, credit_fen=fen, debit_fen=lost_fen)
        hold.reversed_fen += fen
    db.session.flush()
    return legs
