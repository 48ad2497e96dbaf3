"""The end of an entitlement year: what was not submitted expires, nothing returns to spendable (ledger.md C2, G-07)."""

from uuid import UUID

from sqlalchemy import func, select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.ledger.accounts import lock_account, move_counters, of_year
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import Account, AccountKind, Hold
from hub.ledger.service import void_hold
from schemas.terms import HoldState


@whole
def list_unclosed_quotas(year: int, *, programme: str | None = None, area: str | None = None) -> list[UUID]:
    """The vouchers' accounts of a year whose end has not been booked yet."""
    found = select(Account.id).where(
        Account.kind == AccountKind.QUOTA, Account.year == year, Account.closed_at.is_(None)
    )
    if programme is not None:
        found = found.where(Account.programme == programme)
    if area is not None:
        found = found.where(Account.area == area)
    return list(db.session.scalars(found.order_by(Account.id)))


@whole
def expire_quota(quota_id: UUID, *, by: Actor) -> list[tuple[str, UUID]]:
    """Close one voucher's account: void what was not submitted, expire the rest; returns whose holds were voided.

    Reservations submitted for redemption survive and are posted or expired later.
    """
    now = business_now()
    account = lock_account(quota_id)
    if account.closed_at is not None or find_entry("expire", str(quota_id)):
        return []
    held = list(
        db.session.scalars(
            select(Hold).where(Hold.quota_id == quota_id, Hold.state == HoldState.HELD).order_by(Hold.id)
        )
    )
    for hold in held:
        void_hold(hold, by=by, ref=f"expire:{hold.id}", reason="year over", today=now.date())
    db.session.refresh(account)
    rest_fen = account.credit_fen - account.debit_fen - account.debit_pending_fen
    expired = of_year(AccountKind.EXPIRED, account.programme or "", account.area, account.year or 0)
    post(
        code="expire", ref=str(quota_id), legs=[Leg(quota_id, expired.id, rest_fen)], by=by, business_date=now.date(),
        subject="instrument", subject_id=account.owner_id,
    )  # fmt: skip
    move_counters(quota_id, debit_fen=rest_fen)
    db.session.execute(update(Account).where(Account.id == quota_id).values(closed_at=func.clock_timestamp()))
    return [(hold.subject, hold.subject_id) for hold in held]


def expire_year(
    year: int, *, programme: str | None = None, area: str | None = None, by: Actor
) -> list[tuple[str, UUID]]:
    """Book the end of a year for all vouchers (of a programme or area); returns the subjects that lost their hold.

    Raises:
        ValueError: the year is not over.
    """
    if business_now().year <= year:
        raise ValueError(f"the year {year} is not over")
    voided: list[tuple[str, UUID]] = []
    for quota_id in list_unclosed_quotas(year, programme=programme, area=area):
        voided += expire_quota(quota_id, by=by)
    return voided
