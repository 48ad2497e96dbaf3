"""Vouchers that were granted elsewhere before the area joined: taken over with what is left of them."""

from uuid import UUID

from sqlalchemy import select

from hub import audit, ledger
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.kernel.scope import everything
from hub.kernel.states import move, record_birth
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.queries import instrument_by_id
from hub.vouchers.rules import last_day
from schemas.terms import ApplicationState, InstrumentState, Mastership, VoucherMode


class VoucherNumberTaken(Refused):
    """A voucher with this number is here."""

    code = "voucher.number_taken"
    zh = "券号「{no}」已存在。"
    en = "There is a voucher with the number {no} already."


class AreaGrantsAlready(Refused):
    """What an area grants here comes by its policy alone."""

    code = "voucher.area_grants"
    zh = "该区域已在本平台发放创新券，不能再导入期初余额。"
    en = "The area has granted vouchers here already: opening balances are taken over before the first one."


def grants_already(area: str) -> bool:
    """Whether a voucher of the area was granted here, by its policy."""
    with everything():
        granted = select(VoucherApplication.id).where(
            VoucherApplication.area == area, VoucherApplication.state == ApplicationState.GRANTED
        )
        return db.session.execute(granted.limit(1)).first() is not None


def number_taken(no: str) -> bool:
    """Whether a voucher has this number."""
    with everything():
        return db.session.execute(select(Instrument.id).where(Instrument.no == no)).first() is not None


def take_over_voucher(
    *, no: str, programme: str, area: str, holder_id: UUID, mode: VoucherMode, year: int, granted_fen: int,
    used_fen: int, by: Actor, ref: str,
) -> Instrument:  # fmt: skip
    """A voucher as it stood when the area joined.

    Raises:
        AreaGrantsAlready: the area grants here. VoucherNumberTaken: the number is.
    """
    if grants_already(area):
        raise AreaGrantsAlready()
    if number_taken(no):
        raise VoucherNumberTaken(no=no)
    now = business_now()
    voucher = Instrument(
        no=no, programme=programme, area=area, holder_id=holder_id, mode=mode, year=year, amount_fen=granted_fen,
        valid_from=now.date(), valid_until=last_day(year), state=InstrumentState.ACTIVE, master=Mastership.HUB,
        granted_at=now,
    )  # fmt: skip
    db.session.add(voucher)
    db.session.flush()
    record_birth(voucher, by=by, reason="taken over")
    ledger.open_balance(
        instrument_id=voucher.id, holder_id=holder_id, programme=programme, area=area, year=year,
        granted_fen=granted_fen, used_fen=used_fen, business_date=now.date(), by=by, ref=ref,
    )  # fmt: skip
    audit.record(
        "voucher.granted", by=by, subject="voucher", subject_id=voucher.id, subject_no=no, areas=(area,),
        organizations=(holder_id,), after={"amount_fen": granted_fen, "used_before_fen": used_fen}, reason=ref,
    )  # fmt: skip
    return voucher


def undo_voucher(*, voucher_id: UUID, granted_fen: int, used_fen: int, by: Actor, ref: str, reason: str) -> None:
    """Take a voucher that was taken over back, while nothing of it is reserved or used here.

    Raises:
        OpeningInUse: something is.
    """
    voucher = instrument_by_id(voucher_id)
    ledger.undo_opening(
        instrument_id=voucher_id, granted_fen=granted_fen, used_fen=used_fen, by=by, ref=ref, reason=reason
    )
    move(voucher, InstrumentState.CLOSED, by=by, reason=reason)
    audit.record(
        "voucher.terminated", by=by, subject="voucher", subject_id=voucher.id, subject_no=voucher.no,
        areas=(voucher.area,), organizations=(voucher.holder_id,), reason=reason,
    )  # fmt: skip
