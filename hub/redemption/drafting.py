"""Beginning a redemption and putting its papers together: orders, invoices, receipts, materials, texts."""

from collections.abc import Mapping, Sequence

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.numbers import next_number
from hub.kernel.states import record_birth
from hub.orders import Order, may_be_priced, price_done_offline
from hub.policy import state_words
from hub.redemption import errors
from hub.redemption.editions import keep_edition
from hub.redemption.models import Redemption
from hub.redemption.parts import add_up, draw_in
from hub.redemption.whole import whole
from hub.vouchers import instrument_by_id
from schemas.terms import (
    HOLDER_ROLES,
    INSTITUTION_ROLES,
    OrderState,
    RedemptionBasis,
    RedemptionState,
    VoucherMode,
)


def redeemable_states(order: Order) -> tuple[OrderState, ...]:
    """In which states an order may be redeemed: in service (JS-53), in some programmes also unaccepted (CSJ-38)."""
    if order.mode is VoucherMode.NONE or order.programme is None:
        return ()
    unaccepted = directory.get_programme(order.programme).redeems_unaccepted
    if order.mode is VoucherMode.HOLDER_REDEEMS and unaccepted:
        return (OrderState.IN_SERVICE, OrderState.PLACED)
    return (OrderState.IN_SERVICE,)


@whole
def draft_redemption(
    *,
    orders: Sequence[Order],
    by: Actor,
    contract_fen: int | None = None,
    texts: Mapping[str, str] | None = None,
) -> Redemption:
    """Begin a redemption of these orders: 1..n of one voucher by the holder, one by the institution."""
    if not orders:
        raise errors.OrdersMissing(field="orders")
    for order in orders:
        _require_redeemable(order)
    _require_one_voucher(orders)
    first = min(orders, key=lambda order: (order.placed_at, order.no))
    _require_side(first, by)
    if first.mode is VoucherMode.INSTITUTION_REDEEMS and len(orders) > 1:
        raise errors.OneOrderOnly(field="orders")
    redemption = _new(first, by=by, contract_fen=contract_fen, texts=dict(texts or {}))
    db.session.add(redemption)
    db.session.flush()
    record_birth(redemption, by=by)
    for order in orders:
        _price_as_expected(order, by)
        draw_in(redemption, order)
    add_up(redemption)
    keep_edition(redemption, by=by)
    return redemption


def _require_redeemable(order: Order) -> None:
    if order.mode is VoucherMode.NONE:
        raise errors.OrderNotRedeemable(no=order.no, state="无券", state_en="without a voucher", field="orders")
    if order.state not in redeemable_states(order):
        raise errors.OrderNotRedeemable(no=order.no, **words_of(order), field="orders")
    if order.service_amount_fen is None and not may_be_priced(order):
        raise errors.OrderNotRedeemable(no=order.no, state="金额未定", state_en="not priced", field="orders")


def _price_as_expected(order: Order, by: Actor) -> None:
    """What nobody accepted online begins at the amount expected when ordering; the holder may state another."""
    expected_fen = order.proposed_fen if order.proposed_fen is not None else order.quoted_fen
    if order.contract_fen is None and expected_fen and may_be_priced(order):
        price_done_offline(order=order, amount_fen=expected_fen, by=by)


def words_of(order: Order) -> dict[str, str]:
    """``state`` and ``state_en`` of an order in its programme's own words, for a refusal."""
    words = state_words(order.programme).get("order", {}).get(order.state, {})
    return {"state": words.get("zh", order.state.value), "state_en": words.get("en", order.state.value)}


def _require_one_voucher(orders: Sequence[Order]) -> None:
    vouchers = {order.instrument_id for order in orders}
    if len(vouchers) > 1:
        nos = "、".join(sorted(instrument_by_id(voucher).no for voucher in vouchers if voucher))
        raise errors.SeveralVouchers(nos=nos, field="orders")


def _require_side(order: Order, by: Actor) -> None:
    holder_redeems = order.mode is VoucherMode.HOLDER_REDEEMS
    roles, unit = (HOLDER_ROLES, order.holder_id) if holder_redeems else (INSTITUTION_ROLES, order.institution_id)
    if not by.has(*roles, organization_id=unit):
        who = ("企业（买家）", "the buyer") if holder_redeems else ("服务机构", "the institution")
        raise errors.NotYourRedemption(no=order.no, who=who[0], who_en=who[1], field="orders")


def _new(order: Order, *, by: Actor, contract_fen: int | None, texts: dict[str, str]) -> Redemption:
    now = business_now()
    assert order.instrument_id is not None
    assert order.programme is not None
    assert order.area is not None
    started_by_institution = order.mode is VoucherMode.INSTITUTION_REDEEMS
    return Redemption(
        no=f"DF-{now:%Y%m%d}-{next_number('DF', now.date()):05d}",
        programme=order.programme,
        area=order.area,
        mode=order.mode,
        basis=RedemptionBasis.ORDERS,
        instrument_id=order.instrument_id,
        holder_id=order.holder_id,
        institution_id=order.institution_id if started_by_institution else None,
        started_by_kind="institution" if started_by_institution else "holder",
        started_by=by.account_id,
        state=RedemptionState.DRAFT,
        contract_fen=contract_fen,
        payer_area=directory.payer_area(order.programme, order.area),
        texts=texts,
        drafted_at=now,
    )
