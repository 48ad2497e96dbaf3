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
from hub.redemption.models import Redemption, RedemptionOrder
from hub.redemption.parts import parts_of
from schemas.terms import HoldState

LIVE = (HoldState.HELD, HoldState.CLAIMED)


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
            "redemption.basis": str(redemption.basis),
            "redemption.initiator": redemption.started_by_kind,
            "redemption.order_sum_fen": redemption.order_sum_fen,
            "redemption.invoice_sum_fen": redemption.invoice_sum_fen,
            "redemption.receipt_sum_fen": redemption.receipt_sum_fen,
            "redemption.contract_fen": redemption.contract_fen,
        }
        ordered_on = min((order.placed_on for order in orders), default=on)
        return Question(
            phase="redemption",
            programme=redemption.programme,
            area=redemption.area,
            anchors={"order": ordered_on, "voucher": instrument.granted_at.date(), "submission": on},
            facts={name: value for name, value in facts.items() if value is not None},
            available_fen=ledger.balances(instrument.id).available_fen + held_for(covered),
        )


def held_for(covered: Sequence[RedemptionOrder] | Sequence[Order]) -> int:
    """What the orders hold on the voucher now."""
    return sum(held_by(order) for order in covered)


def held_by(order: RedemptionOrder | Order) -> int:
    """What one order holds now; nothing where it never held or was resolved."""
    order_id = order.order_id if isinstance(order, RedemptionOrder) else order.id
    hold = ledger.find_hold("order", order_id)
    return hold.amount_fen if hold is not None and hold.state in LIVE else 0


def answer_now(redemption: Redemption) -> Decision:
    """What the policy says to the redemption as it stands, without keeping it: slots, texts, amount so far."""
    return preview(question_of(redemption, on=business_today()))


def payer_of(redemption: Redemption) -> str:
    """The area whose treasury pays."""
    return directory.payer_area(redemption.programme, redemption.area)
