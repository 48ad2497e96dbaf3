"""What the policy is asked about a redemption."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hub import ledger, vouchers
from hub.federation import directory
from hub.identity import holder_facts
from hub.kernel.clock import business_today
from hub.kernel.scope import everything
from hub.orders import Order, list_orders_by_id
from hub.policy import Decision, Question, preview
from hub.redemption.holding import held_for, is_direct
from hub.redemption.models import Redemption, RedemptionOrder
from hub.redemption.parts import parts_of
from hub.redemption.periods import period_facts


def question_of(redemption: Redemption, *, on: date) -> Question:
    """The question of phase ``redemption``; what is available includes the own reservation."""
    with everything():
        covered = parts_of(redemption).orders
        orders = list_orders_by_id([order.order_id for order in covered])
        instrument = vouchers.instrument_by_id(redemption.instrument_id)
        facts: dict[str, Any] = dict(holder_facts(redemption.holder_id, on))
        facts |= {
            "voucher.mode": str(redemption.mode),
            "voucher.year": instrument.year,
            "redemption.on": on,
            **period_facts(redemption.programme, redemption.area, on),
            "redemption.basis": str(redemption.basis),
            "redemption.initiator": redemption.started_by_kind,
            "redemption.order_sum_fen": redemption.order_sum_fen,
            "redemption.invoice_sum_fen": redemption.invoice_sum_fen,
            "redemption.receipt_sum_fen": redemption.receipt_sum_fen,
            "redemption.contract_fen": redemption.contract_fen,
        }
        anchors = {"voucher": instrument.granted_at.date(), "submission": on}
        if not is_direct(redemption):
            anchors["order"] = min((order.placed_on for order in orders), default=on)
        return Question(
            phase="redemption",
            programme=redemption.programme,
            area=redemption.area,
            anchors=anchors,
            facts={name: value for name, value in facts.items() if value is not None},
            available_fen=_available(redemption, orders, covered),
        )


def _available(redemption: Redemption, orders: Sequence[Order], covered: Sequence[RedemptionOrder]) -> int:
    """What may be drawn: the rest of the voucher and the own reservation; of a use its own amount and no more."""
    held_fen = held_for(redemption, covered)
    if orders and all(order.registered for order in orders):
        return held_fen
    return ledger.balances(redemption.instrument_id).available_fen + held_fen


def answer_now(redemption: Redemption) -> Decision:
    """What the policy says to the redemption as it stands, without keeping it: slots, texts, amount so far."""
    return preview(question_of(redemption, on=business_today()))


def payer_of(redemption: Redemption) -> str:
    """The area whose treasury pays."""
    return directory.payer_area(redemption.programme, redemption.area)
