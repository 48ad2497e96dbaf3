"""Gathers what the integrity checks look at, for a submission and again before notice and payment."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from hub import identity, ledger
from hub.federation import directory
from hub.identity import get_organization, marks
from hub.integrity import (
    BeforePayment,
    ContractEntry,
    Deal,
    Earnings,
    Examined,
    Lapse,
    Paid,
    Thresholds,
    endings,
    hashes_of_others,
    thresholds_of,
)
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders import Order, uses
from hub.policy import Decision
from hub.redemption.examining_parties import names_of, party_of, written
from hub.redemption.holding import is_direct
from hub.redemption.models import Redemption, RedemptionOrder
from hub.redemption.notice_models import Objection, ObjectionState
from hub.redemption.parts import Parts
from hub.vouchers import Instrument, VoucherApplication, instrument_by_id
from schemas.terms import OrderState, QualificationKind

CONTRACT_SLOT = "contract"
KINDS = {
    QualificationKind.TECH_SME: ("科技型中小企业入库资格已失效", "The registration as a technology SME has ended"),
    QualificationKind.HNTE: ("高新技术企业资格已失效", "The certificate as a high-tech enterprise has ended"),
    QualificationKind.INCUBATEE: ("在孵企业资格已失效", "The residence in an incubator has ended"),
    QualificationKind.TALENT_LED: ("人才企业资格已失效", "The standing as a talent-led enterprise has ended"),
}


def examined(redemption: Redemption, parts: Parts, decision: Decision, *, on: date) -> Examined:
    """Everything that the checks look at when the redemption is handed in."""
    assert decision.invoice is not None
    instrument, limits = instrument_by_id(redemption.instrument_id), thresholds_of(redemption.area)
    holder = get_organization(redemption.holder_id)
    elsewhere = hashes_of_others(holder_id=redemption.holder_id, hashes=list(parts.hashes))
    sellers = sorted({order.seller_id for order in parts.orders})
    return Examined(
        holder_id=redemption.holder_id,
        on=on,
        valid_from=instrument.valid_from,
        valid_until=instrument.valid_until,
        # A direct redemption has no order that anybody placed.
        ordered_on=None if is_direct(redemption) else _first_day(parts.orders),
        invoices=written(parts),
        seller_ids=frozenset(sellers),
        invoice_sum_fen=redemption.invoice_sum_fen,
        receipt_sum_fen=redemption.receipt_sum_fen,
        receipts=[Paid(one.payer_name, one.payer_account_index, one.payer_last4) for one in parts.receipts],
        receipts_must_equal=decision.invoice.receipts_equal_invoices,
        files_used_elsewhere=[name for sha256, name in parts.hashes.items() if sha256 in elsewhere],
        buyer_names=names_of(redemption.holder_id),
        buyer=party_of(holder),
        sellers=[party_of(get_organization(one), ordered_on=_first_day(parts.orders, one)) for one in sellers],
        lapses=lapses_of(redemption, instrument, on=on),
        deals=_deals(redemption, sellers, limits, on=on),
        earnings=[_earnings(redemption, seller, on=on) for seller in sellers],
        units_on_phone=marks.count_units_on_phone(holder),
        thresholds=limits,
    )


def before_payment(redemption: Redemption, *, on: date) -> BeforePayment:
    """What is looked at again before the public notice and before the payment."""
    assert redemption.payee_id is not None
    balance = ledger.balances(redemption.instrument_id)
    changed = marks.bank_account_changed_at(redemption.payee_id)
    with everything():
        objections = select(func.count()).where(
            Objection.redemption_id == redemption.id, Objection.state == ObjectionState.OPEN
        )
        open_objections = int(db.session.execute(objections).scalar_one())
    return BeforePayment(
        on=on,
        payee=get_organization(redemption.payee_id).name,
        bank_changed_on=changed.astimezone(SHANGHAI).date() if changed else None,
        open_objections=open_objections,
        lapses=lapses_of(redemption, instrument_by_id(redemption.instrument_id), on=on),
        quota=(
            balance.granted_fen,
            balance.available_fen,
            balance.reserved_fen,
            balance.used_fen,
            balance.expired_fen,
        ),
        thresholds=thresholds_of(redemption.area),
    )


def contracts_of(redemption: Redemption, parts: Parts) -> list[ContractEntry]:
    """The contracts that the redemption rests on: by their number as typed, and by every file in a contract's slot."""
    buyer = get_organization(redemption.holder_id).uscc
    sellers = tuple(sorted(get_organization(one).uscc for one in {order.seller_id for order in parts.orders}))
    numbers = {str(redemption.texts.get("contract_no") or "")}
    for order in parts.orders:
        use = uses.use_of_order(order.order_id)
        numbers |= {use.contract_no} if use is not None else set()
    files = [paper.sha256 for paper in parts.materials if paper.slot.startswith(CONTRACT_SLOT)]
    entries = [ContractEntry(buyer, sellers, None, sha256) for sha256 in files]
    return entries + [ContractEntry(buyer, sellers, number) for number in sorted(numbers) if number]


def lapses_of(redemption: Redemption, instrument: Instrument, *, on: date) -> list[Lapse]:
    """What made the holder eligible for this voucher and has ended, while the voucher was good (F-16)."""
    holder, judged_on = get_organization(redemption.holder_id), min(on, instrument.valid_until)
    found = [*_lapsed_qualification(instrument, judged_on), *endings.lapses_of(holder.id, on=on)]
    if redemption.institution_id is not None:
        found += endings.lapses_of(redemption.institution_id, on=on)
    suspended = holder.suspended_from.astimezone(SHANGHAI).date() if holder.suspended_from else None
    if suspended and suspended <= on and identity.is_suspended(holder, business_now()):
        found.append(Lapse("企业已被暂停使用创新券", "The enterprise is suspended", suspended))
    homes = {(programme.code, area.code) for programme, area in directory.programmes_for(holder.division)}
    if (redemption.programme, redemption.area) not in homes:
        found.append(Lapse("企业注册地已迁出本区域", "The enterprise has moved out of the area", on))
    return found


def _lapsed_qualification(instrument: Instrument, on: date) -> list[Lapse]:
    if instrument.application_id is None:
        return []
    with everything():
        kind = db.session.execute(
            select(VoucherApplication.kind).where(VoucherApplication.id == instrument.application_id)
        ).scalar_one_or_none()
    if kind is None:
        return []
    rows = [one for one in identity.list_qualifications(instrument.holder_id, on) if one.kind is kind]
    ends = [one.valid_until for one in rows]
    if not rows or None in ends:
        return []
    last = max(end for end in ends if end is not None)
    return [Lapse(*KINDS[kind], last)] if last < on else []


def _first_day(orders: Sequence[RedemptionOrder], seller_id: UUID | None = None) -> date | None:
    days = [one.placed_at.astimezone(SHANGHAI).date() for one in orders if seller_id in (None, one.seller_id)]
    return min(days, default=None)


def _deals(redemption: Redemption, sellers: Sequence[UUID], limits: Thresholds, *, on: date) -> list[Deal]:
    """The orders of the holder from these sellers that could have been split, around the day of the submission."""
    reach = timedelta(days=2 * limits.of("split_days"))
    gone = (OrderState.CANCELLED, OrderState.REJECTED_BY_AREA, OrderState.LAPSED, OrderState.TERMINATED)
    found = select(Order).where(
        Order.holder_id == redemption.holder_id,
        Order.institution_id.in_(sellers),
        Order.instrument_id.is_not(None),
        Order.placed_on.between(on - reach, on),
        Order.state.not_in(gone),
    )
    with everything():
        rows = db.session.execute(found).scalars().all()
    return [
        Deal(order.no, order.institution_id, order.contract_fen, order.placed_on)
        for order in rows
        if order.contract_fen is not None
    ]


def _earnings(redemption: Redemption, seller_id: UUID, *, on: date) -> Earnings:
    """What was awarded before this redemption: in the area's quarter, and to the seller in all."""
    quarter = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    here: tuple[ColumnElement[bool], ...] = (
        Redemption.area == redemption.area,
        Redemption.assessed_at >= quarter,
        Redemption.id != redemption.id,
    )
    mine = (RedemptionOrder.seller_id == seller_id, Redemption.id != redemption.id)
    awards, area_fen = _awarded(*here)
    _, seller_fen = _awarded(*here, *mine)
    income_awards, income_fen = _awarded(*mine)
    _, from_buyer_fen = _awarded(*mine, Redemption.holder_id == redemption.holder_id)
    return Earnings(
        seller=get_organization(seller_id).name,
        awards=awards,
        area_fen=area_fen,
        seller_fen=seller_fen,
        income_awards=income_awards,
        income_fen=income_fen,
        from_buyer_fen=from_buyer_fen,
    )


def _awarded(*where: Any) -> tuple[int, int]:
    """Number and sum, in fen, of the awards that fulfil the conditions."""
    counted = (
        select(func.count(), func.coalesce(func.sum(RedemptionOrder.awarded_fen), 0))
        .join(Redemption, Redemption.id == RedemptionOrder.redemption_id)
        .where(RedemptionOrder.awarded_fen.is_not(None), *where)
    )
    with everything():
        count, total = db.session.execute(counted).one()
    return int(count or 0), int(total or 0)
