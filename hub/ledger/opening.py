"""The balance with which a voucher comes over in mid-year: what was granted elsewhere, and what of it was used there.

Two entries: ``grant`` as for every voucher, and ``opening`` from QUOTA to USED for what was used before; no hold and no
payable stands behind the latter, because whoever granted it has paid. ``opening_undone`` takes both back while nothing
of the voucher is reserved or spent here.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.ledger.accounts import lock_account, move_counters, of_year, quota_key
from hub.ledger.errors import QuotaTooSmall
from hub.ledger.journal import Leg, find_entry, post, whole
from hub.ledger.models import Account, AccountKind, Allowance
from hub.ledger.service import grant_quota
from schemas.terms import yuan_grouped


class OpeningInUse(Refused):
    """Something of the voucher is reserved or spent here already."""

    code = "ledger.opening_in_use"
    zh = "该券已在本平台被占用或使用，期初余额不能撤销。"
    en = "Something of this voucher is reserved or used here already: its opening balance stays."


@whole
def open_balance(
    *, instrument_id: UUID, holder_id: UUID, programme: str, area: str, year: int, granted_fen: int, used_fen: int,
    business_date: date, by: Actor, ref: str,
) -> None:  # fmt: skip
    """Book a voucher's amount and what of it was used elsewhere; the same ``ref`` again changes nothing.

    Raises:
        QuotaTooSmall: more was used than granted.
    """
    if find_entry("opening", ref):
        return
    if not 0 <= used_fen <= granted_fen:
        raise QuotaTooSmall(available=yuan_grouped(granted_fen), needed=yuan_grouped(used_fen))
    grant_quota(
        instrument_id=instrument_id, holder_id=holder_id, programme=programme, area=area, year=year,
        amount_fen=granted_fen, cap_fen=None, business_date=business_date, by=by, ref=ref,
    )  # fmt: skip
    quota, used = quota_key(programme, area, instrument_id, year), of_year(AccountKind.USED, programme, area, year)
    post(
        code="opening", ref=ref, legs=[Leg(quota.id, used.id, used_fen)], by=by, business_date=business_date,
        subject="instrument", subject_id=instrument_id,
    )  # fmt: skip
    move_counters(quota.id, debit_fen=used_fen)


@whole
def undo_opening(*, instrument_id: UUID, granted_fen: int, used_fen: int, by: Actor, ref: str, reason: str) -> None:
    """Take an opening balance back: the voucher and its holder's allowance are as if it had never come.

    Raises:
        OpeningInUse: something of it is reserved or used here.
    """
    if find_entry("opening_undone", ref):
        return
    wanted = select(Account.id).where(Account.kind == AccountKind.QUOTA, Account.owner_id == instrument_id)
    account = lock_account(db.session.execute(wanted).scalar_one())
    counted = (account.credit_fen, account.debit_fen, account.debit_pending_fen, account.closed_at)
    if counted != (granted_fen, used_fen, 0, None):
        raise OpeningInUse()
    programme, year = account.programme or "", account.year or 0
    used, pool, source = (
        of_year(kind, programme, account.area, year).id
        for kind in (AccountKind.USED, AccountKind.POOL, AccountKind.SOURCE)
    )
    legs = [Leg(used, account.id, used_fen), Leg(account.id, pool, granted_fen), Leg(pool, source, granted_fen)]
    post(
        code="opening_undone", ref=ref, legs=legs, by=by, business_date=business_today(),
        subject="instrument", subject_id=instrument_id, reason=reason,
    )  # fmt: skip
    move_counters(account.id, debit_fen=granted_fen, credit_fen=used_fen)
    db.session.execute(
        update(Allowance)
        .where(Allowance.holder_id == account.holder_id, Allowance.programme == programme, Allowance.year == year)
        .values(granted_fen=Allowance.granted_fen - granted_fen)
        .execution_options(synchronize_session=False)
    )
