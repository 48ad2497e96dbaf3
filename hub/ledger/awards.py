"""Claims and cash: an award posts its reservations and books what the payer owes (核定)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.states import move
from hub.ledger.accounts import (
    ensure_accounts,
    is_over,
    lock_account,
    move_counters,
    of_year,
    payable_key,
)
from hub.ledger.errors import (
    AlreadyAwarded,
    AwardEmpty,
    AwardTooLarge,
    NothingReserved,
)
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import AccountKind, Hold, Payable, PayableKind, PayeeKind, Phase
from hub.ledger.rules import period_of
from hub.ledger.service import Share
from schemas.terms import HoldState, yuan_grouped

OWN_TRANSACTION = text("pg_current_xact_id()::text::bigint")


@whole
def award(
    *,
    redemption_id: UUID,
    shares: Sequence[Share],
    programme: str,
    payer_area: str,
    payee_id: UUID,
    payee_kind: str,
    payee_area: str | None,
    payee_region: str | None,
    agreed_at: datetime,
    policy_version: str,
    by: Actor,
    ref: str,
) -> Payable:
    """Post the reservations of a redemption at the assessed amount and book what the payer owes (核定, C2).

    What a reservation held beyond its share returns to the voucher (or expires after its year); a share beyond
    its reservation takes from what is available (G-49). The same ``ref`` again answers with the award it made.

    Raises:
        AwardEmpty: the shares sum to nothing.
        NothingReserved: a share has no reservation submitted for redemption.
        AwardTooLarge: reservations and what is available do not cover it.
        AlreadyAwarded: the redemption has its award.
    """
    made = _made_before(redemption_id, ref)
    if made is not None:
        return made
    amount_fen = sum(share.amount_fen for share in shares)
    if amount_fen <= 0:
        raise AwardEmpty()
    today = business_today()
    holds = _submitted_holds(shares)
    legs = _post_holds(holds, shares, today)
    legs.append(_expense_to_payable(programme, payer_area, payee_id, today.year, amount_fen))
    tx_id = post(
        code="award", ref=ref, legs=legs, by=by, business_date=today, subject="redemption", subject_id=redemption_id,
    )  # fmt: skip
    owed = _owe(
        redemption_id=redemption_id, programme=programme, payer_area=payer_area, payee_id=payee_id,
        payee_kind=PayeeKind(payee_kind), payee_area=payee_area, payee_region=payee_region,
        holder_id=holds[0].holder_id, amount_fen=amount_fen, agreed_at=agreed_at, policy_version=policy_version,
        tx_id=tx_id,
    )  # fmt: skip
    for hold, share in zip(holds, shares, strict=True):
        _resolve(hold, share.amount_fen, owed.id, by)
    return owed


def _made_before(redemption_id: UUID, ref: str) -> Payable | None:
    found = find_award(redemption_id)
    if found is not None and find_entry("award", ref) != found.tx_id:
        raise AlreadyAwarded()
    return found


def _expense_to_payable(programme: str, payer_area: str, payee_id: UUID, year: int, amount_fen: int) -> Leg:
    expense, payable = of_year(AccountKind.EXPENSE, programme, payer_area, year), payable_key(payer_area, payee_id)
    ensure_accounts(expense, payable)
    return Leg(expense.id, payable.id, amount_fen)


def _owe(**values: Any) -> Payable:
    """The payable of an award; an institution's month is fixed here, when the buyer agreed (G-37)."""
    period = period_of(values["agreed_at"]) if values["payee_kind"] is PayeeKind.INSTITUTION else None
    attempt = count_of(values["redemption_id"], PayableKind.AWARD) + 1
    owed = Payable(kind=PayableKind.AWARD, reversal_no=0, attempt=attempt, period=period, **values)
    db.session.add(owed)
    db.session.flush()
    return owed


def find_award(redemption_id: UUID) -> Payable | None:
    """The award of a redemption that counts, or None."""
    return db.session.execute(select(Payable).where(*counting(redemption_id))).scalar_one_or_none()


def counting(redemption_id: UUID, kind: PayableKind = PayableKind.AWARD) -> tuple[ColumnElement[bool], ...]:
    """Neither cancelled nor the repetition of a payment that came back."""
    return (
        Payable.redemption_id == redemption_id,
        Payable.kind == kind,
        Payable.cancelled_at.is_(None),
        Payable.origin_id.is_(None),
    )


def count_of(redemption_id: UUID, kind: PayableKind) -> int:
    """How many awards or reversals a redemption ever had, repetitions of payments left out."""
    statement = select(func.count()).where(Payable.redemption_id == redemption_id, Payable.kind == kind)
    return db.session.execute(statement.where(Payable.origin_id.is_(None))).scalar_one()


def _submitted_holds(shares: Sequence[Share]) -> list[Hold]:
    """The reservations to post, locked: of two assessments at once the second finds nothing to post."""
    holds = []
    for share in shares:
        submitted = select(Hold).where(
            Hold.subject == share.subject, Hold.subject_id == share.subject_id, Hold.state == HoldState.CLAIMED
        )
        locked = submitted.with_for_update().execution_options(populate_existing=True)
        hold = db.session.execute(locked).scalar_one_or_none()
        if hold is None or share.amount_fen < 0:
            raise NothingReserved()
        holds.append(hold)
    return holds


def _post_holds(holds: Sequence[Hold], shares: Sequence[Share], today: date) -> list[Leg]:
    legs: list[Leg] = []
    for quota_id in sorted({hold.quota_id for hold in holds}):
        pairs = [(h, s.amount_fen) for h, s in zip(holds, shares, strict=True) if h.quota_id == quota_id]
        legs += _post_on(quota_id, pairs, today)
    return legs


def _post_on(quota_id: UUID, pairs: Sequence[tuple[Hold, int]], today: date) -> list[Leg]:
    account = lock_account(quota_id)
    held_fen, spent_fen = sum(hold.amount_fen for hold, _ in pairs), sum(fen for _, fen in pairs)
    left_fen = account.credit_fen - account.debit_fen - account.debit_pending_fen
    over = is_over(account, today)
    limit_fen = held_fen + (0 if over else left_fen)
    lost_fen = held_fen - spent_fen if over else 0
    moved = spent_fen <= limit_fen and move_counters(quota_id, pending_fen=-held_fen, debit_fen=spent_fen + lost_fen)
    if not moved:
        raise AwardTooLarge(amount=yuan_grouped(spent_fen), available=yuan_grouped(limit_fen))
    legs = []
    for hold, fen in pairs:
        legs.append(Leg(quota_id, hold.used_id, hold.amount_fen, Phase.VOID))
        legs.append(Leg(quota_id, hold.used_id, min(fen, hold.amount_fen)))
        legs.append(Leg(quota_id, hold.used_id, max(0, fen - hold.amount_fen)))
    expired_id = of_year(AccountKind.EXPIRED, account.programme or "", account.area, account.year or 0).id
    return [*legs, Leg(quota_id, expired_id, lost_fen)]


def _resolve(hold: Hold, fen: int, payable_id: UUID, by: Actor) -> None:
    posted_fen = min(fen, hold.amount_fen)
    move(hold, HoldState.POSTED, by=by, posted_fen=posted_fen, extra_fen=fen - posted_fen, payable_id=payable_id)


@whole
def make_eligible(*, redemption_id: UUID, eligible_at: datetime, period: date) -> None:
    """公示 has ended without objection: settlement may take the award from now on.

    An institution's period was fixed when the buyer agreed (G-37); ``period`` sets the enterprise's.
    """
    db.session.execute(
        update(Payable)
        .where(Payable.redemption_id == redemption_id, Payable.eligible_at.is_(None), Payable.cancelled_at.is_(None))
        .values(eligible_at=eligible_at, eligible_xid=OWN_TRANSACTION, period=func.coalesce(Payable.period, period))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
