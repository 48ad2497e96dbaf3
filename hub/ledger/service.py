"""Entitlement: grant a voucher's quota, reserve on it, give back, and mark what is submitted for redemption."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select, true, update
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.kernel.scope import everything
from hub.kernel.states import move, record_birth
from hub.ledger.accounts import ensure_accounts, is_over, lock_account, move_counters, of_year, quota_key
from hub.ledger.errors import (
    AlreadyReserved,
    CapReached,
    HoldingReached,
    NothingReserved,
    PostedDifferently,
    QuotaExpired,
    QuotaTooSmall,
)
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import Account, AccountKind, Allowance, Hold, Phase
from schemas.terms import HoldState, yuan_grouped

LIVE = (HoldState.HELD, HoldState.CLAIMED)
_left = Account.credit_fen - Account.debit_fen - Account.debit_pending_fen


@dataclass(frozen=True)
class Share:
    """The part of an award that falls on one order or direct redemption."""

    subject: str
    subject_id: UUID
    amount_fen: int


@whole
def grant_quota(
    *,
    instrument_id: UUID,
    holder_id: UUID,
    programme: str,
    area: str,
    year: int,
    amount_fen: int,
    cap_fen: int | None,
    business_date: date,
    by: Actor,
    ref: str,
    holding_cap_fen: int | None = None,
) -> None:
    """Issue an amount on a voucher, within the holder's yearly cap; the same ``ref`` again changes nothing.

    ``holding_cap_fen`` bounds what may lie unused on the voucher afterwards (ZJ1-16).

    Raises:
        CapReached: the cap of (holder, programme, year) would be exceeded.
        HoldingReached: more would lie unused on the voucher than may.
    """
    if find_entry("grant", ref):
        return
    quota = quota_key(programme, area, instrument_id, year)
    source, pool, used, expired = (
        of_year(kind, programme, area, year)
        for kind in (AccountKind.SOURCE, AccountKind.POOL, AccountKind.USED, AccountKind.EXPIRED)
    )
    ensure_accounts(quota, source, pool, used, expired, holder_id=holder_id)
    legs = [Leg(source.id, pool.id, amount_fen), Leg(pool.id, quota.id, amount_fen)]
    post(
        code="grant", ref=ref, legs=legs, by=by, business_date=business_date,
        subject="instrument", subject_id=instrument_id,
    )  # fmt: skip
    _take_allowance(holder_id, programme, year, amount_fen, cap_fen)
    _credit(quota.id, amount_fen, year, holding_cap_fen)


def _credit(quota_id: UUID, amount_fen: int, year: int, holding_cap_fen: int | None) -> None:
    """Add to the guarded account, in one UPDATE with what bounds it."""
    within = true() if holding_cap_fen is None else _left + amount_fen <= holding_cap_fen
    credited = db.session.execute(
        update(Account)
        .where(Account.id == quota_id, Account.closed_at.is_(None), within)
        .values(credit_fen=Account.credit_fen + amount_fen)
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    if credited == 1:
        return
    found = db.session.execute(select(_left, Account.closed_at).where(Account.id == quota_id)).one()
    if found.closed_at is not None or holding_cap_fen is None:
        raise QuotaExpired(year=year)
    raise HoldingReached(
        cap=yuan_grouped(holding_cap_fen), held=yuan_grouped(found[0]), amount=yuan_grouped(amount_fen)
    )


def _take_allowance(holder_id: UUID, programme: str, year: int, amount_fen: int, cap_fen: int | None) -> None:
    row = {"id": new_id(), "holder_id": holder_id, "programme": programme, "year": year, "granted_fen": 0}
    db.session.execute(insert(Allowance).values(row).on_conflict_do_nothing())
    own = and_(Allowance.holder_id == holder_id, Allowance.programme == programme, Allowance.year == year)
    within = true() if cap_fen is None else Allowance.granted_fen + amount_fen <= cap_fen
    taken = db.session.execute(
        update(Allowance)
        .where(own, within)
        .values(granted_fen=Allowance.granted_fen + amount_fen, cap_fen=cap_fen)
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    if taken != 1:
        granted = db.session.execute(select(Allowance.granted_fen).where(own)).scalar_one()
        raise CapReached(cap=yuan_grouped(cap_fen or 0), granted=yuan_grouped(granted), amount=yuan_grouped(amount_fen))


_HOLD = insert(Hold).on_conflict_do_nothing().returning(Hold)


@whole
def reserve(*, instrument_id: UUID, subject: str, subject_id: UUID, amount_fen: int, by: Actor, ref: str) -> Hold:
    """Set an amount of a voucher aside; the same ``ref`` again answers with the reservation it made.

    Raises:
        QuotaTooSmall: less is available.
        QuotaExpired: the voucher's year is over.
        AlreadyReserved: the subject holds a live reservation.
        PostedDifferently: the ``ref`` stands for another reservation.
    """
    made = find_entry("reserve", ref)
    if made:
        return _same_hold(made, instrument_id, amount_fen)
    today = business_today()
    quota = _take(instrument_id, amount_fen, today)
    used_id = of_year(AccountKind.USED, quota.programme, quota.area, quota.year).id
    leg = Leg(quota.id, used_id, amount_fen, Phase.PEND)
    tx_id = post(
        code="reserve", ref=ref, legs=[leg], by=by, business_date=today, subject=subject, subject_id=subject_id
    )
    values = {
        "id": new_id(), "subject": subject, "subject_id": subject_id, "quota_id": quota.id, "used_id": used_id,
        "instrument_id": instrument_id, "holder_id": quota.holder_id, "area": quota.area, "year": quota.year,
        "amount_fen": amount_fen, "posted_fen": 0, "extra_fen": 0, "reversed_fen": 0, "state": HoldState.HELD,
        "tx_id": tx_id,
    }  # fmt: skip
    hold = db.session.execute(_HOLD, values).scalar_one_or_none()
    if hold is None:
        raise AlreadyReserved()
    record_birth(hold, by=by)
    return hold


def _same_hold(tx_id: UUID, instrument_id: UUID, amount_fen: int) -> Hold:
    hold = db.session.execute(select(Hold).where(Hold.tx_id == tx_id)).scalar_one()
    if (hold.instrument_id, hold.amount_fen) != (instrument_id, amount_fen):
        raise PostedDifferently()
    return hold


_MINE = and_(Account.owner_id == bindparam("instrument_id"), Account.kind == AccountKind.QUOTA)
# The one guarded UPDATE of an order (ledger.md C5).
_TAKE = (
    update(Account)
    .where(_MINE, Account.closed_at.is_(None), Account.year >= bindparam("this_year"), _left >= bindparam("taken_fen"))
    .values(debit_pending_fen=Account.debit_pending_fen + bindparam("taken_fen"))
    .returning(Account.id, Account.programme, Account.area, Account.year, Account.holder_id)
    .execution_options(synchronize_session=False)
)
_STANDS = select(_left, Account.year, Account.closed_at).where(_MINE)


def _take(instrument_id: UUID, amount_fen: int, today: date) -> Any:
    """Set the amount aside on the voucher's account, or refuse."""
    wanted = {"instrument_id": instrument_id, "this_year": today.year, "taken_fen": amount_fen}
    taken = db.session.execute(_TAKE, wanted).one_or_none()
    if taken is not None:
        return taken
    found = db.session.execute(_STANDS, {"instrument_id": instrument_id}).one_or_none()
    if found is not None and (found.closed_at or found.year < today.year):
        raise QuotaExpired(year=found.year)
    raise QuotaTooSmall(available=yuan_grouped(found[0] if found else 0), needed=yuan_grouped(amount_fen))


@whole
def replace_reservation(*, subject: str, subject_id: UUID, amount_fen: int, by: Actor, ref: str) -> Hold:
    """Void the reservation and make one of another amount on the same voucher, in one transaction (price change).

    Raises:
        NothingReserved: there is no reservation, or it is submitted for redemption.
        QuotaTooSmall: the new amount is not available; the old reservation stays.
    """
    made = find_entry("reserve", ref)
    hold = get_live_hold(subject, subject_id)
    if made:
        return _same_hold(made, hold.instrument_id, amount_fen)
    release(subject=subject, subject_id=subject_id, by=by, ref=f"{ref}:replaced", reason="price changed")
    return reserve(
        instrument_id=hold.instrument_id, subject=subject, subject_id=subject_id, amount_fen=amount_fen, by=by, ref=ref
    )


@whole
def release(*, subject: str, subject_id: UUID, by: Actor, ref: str, reason: str, claimed: bool = False) -> None:
    """Give a reservation back; after its year it goes to EXPIRED and nothing returns to spendable.

    A reservation submitted for redemption is released only with ``claimed`` (final rejection, design.md §8.6).

    Raises:
        NothingReserved: there is none that may be released.
        ChangedMeanwhile: a submission was faster.
    """
    if find_entry("release", ref):
        return
    hold = get_live_hold(subject, subject_id)
    if hold.state is HoldState.CLAIMED and not claimed:
        raise NothingReserved()
    void_hold(hold, by=by, ref=ref, reason=reason, today=business_today())


def void_hold(hold: Hold, *, by: Actor, ref: str, reason: str, today: date) -> None:
    """Resolve a hold without spending it; the caller has made sure that it may be voided."""
    move(hold, HoldState.VOIDED, by=by, reason=reason)
    account = lock_account(hold.quota_id)
    lost_fen = hold.amount_fen if is_over(account, today) else 0
    expired_id = of_year(AccountKind.EXPIRED, account.programme or "", account.area, hold.year).id
    legs = [Leg(hold.quota_id, hold.used_id, hold.amount_fen, Phase.VOID), Leg(hold.quota_id, expired_id, lost_fen)]
    post(
        code="release", ref=ref, legs=legs, by=by, business_date=today,
        subject=hold.subject, subject_id=hold.subject_id, reason=reason,
    )  # fmt: skip
    move_counters(hold.quota_id, pending_fen=-hold.amount_fen, debit_fen=lost_fen)


@whole
def claim(*, subject: str, subject_id: UUID, by: Actor) -> Hold:
    """Mark the reservation as submitted for redemption: from here it survives the year end (G-07).

    Raises:
        NothingReserved: there is none, or it is submitted already.
        ChangedMeanwhile: a release was faster.
    """
    hold = get_live_hold(subject, subject_id)
    if hold.state is not HoldState.HELD:
        raise NothingReserved()
    if hold.year < business_today().year:
        raise QuotaExpired(year=hold.year)
    move(hold, HoldState.CLAIMED, by=by)
    return hold


@whole
def unclaim(*, subject: str, subject_id: UUID, by: Actor, reason: str | None = None) -> Hold:
    """Returned, withdrawn or refused: reserved again, or expired when the year has ended meanwhile (design.md §8.6).

    Raises:
        NothingReserved: nothing is submitted.
    """
    hold = get_live_hold(subject, subject_id)
    if hold.state is not HoldState.CLAIMED:
        raise NothingReserved()
    move(hold, HoldState.HELD, by=by, reason=reason)
    today = business_today()
    if is_over(lock_account(hold.quota_id), today):
        void_hold(hold, by=by, ref=f"unclaim:{hold.id}", reason=reason or "year over", today=today)
    return hold


_LATEST = (
    select(Hold)
    .where(Hold.subject == bindparam("subject"), Hold.subject_id == bindparam("subject_id"))
    .order_by(Hold.state.in_(LIVE).desc(), Hold.id.desc())
    .limit(1)
)


def find_hold(subject: str, subject_id: UUID) -> Hold | None:
    """The live reservation, else the latest one, or None."""
    with everything():
        return db.session.execute(_LATEST, {"subject": subject, "subject_id": subject_id}).scalar_one_or_none()


def get_live_hold(subject: str, subject_id: UUID) -> Hold:
    """The reservation that is not resolved yet.

    Raises:
        NothingReserved: there is none.
    """
    hold = db.session.execute(
        select(Hold)
        .where(Hold.subject == subject, Hold.subject_id == subject_id, Hold.state.in_(LIVE))
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if hold is None:
        raise NothingReserved()
    return hold
