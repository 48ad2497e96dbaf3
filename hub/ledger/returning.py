"""What is left of a voucher for one order goes back to its holder's allowance of the year (G-25)."""

from uuid import UUID

from sqlalchemy import select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.ledger.accounts import is_over, lock_account, move_counters, of_year
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import Account, AccountKind, Allowance


@whole
def return_unused(*, instrument_id: UUID, by: Actor, ref: str, reason: str) -> int:
    """Take what is available on a voucher off it and off what its holder was granted in that year; returns the fen.

    After the year nothing returns: what is left expires there. The same ``ref`` again changes nothing.
    """
    if find_entry("return", ref):
        return 0
    today = business_today()
    wanted = select(Account.id).where(Account.kind == AccountKind.QUOTA, Account.owner_id == instrument_id)
    account = lock_account(db.session.execute(wanted).scalar_one())
    left_fen = account.credit_fen - account.debit_fen - account.debit_pending_fen
    if left_fen <= 0 or is_over(account, today):
        return 0
    programme, year = account.programme or "", account.year or 0
    pool, source = (of_year(kind, programme, account.area, year).id for kind in (AccountKind.POOL, AccountKind.SOURCE))
    post(
        code="return", ref=ref, legs=[Leg(account.id, pool, left_fen), Leg(pool, source, left_fen)], by=by,
        business_date=today, subject="instrument", subject_id=instrument_id, reason=reason,
    )  # fmt: skip
    move_counters(account.id, debit_fen=left_fen)
    db.session.execute(
        update(Allowance)
        .where(Allowance.holder_id == account.holder_id, Allowance.programme == programme, Allowance.year == year)
        .values(granted_fen=Allowance.granted_fen - left_fen)
        .execution_options(synchronize_session=False)
    )
    return left_fen
