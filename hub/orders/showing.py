"""An order with everything a page or the API shows of it, gathered once."""

from dataclasses import dataclass

from hub import ledger, vouchers
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.kernel.scope import everything
from hub.ledger import Balances
from hub.orders.holds import reserved_fen
from hub.orders.models import Order
from hub.orders.regions import waiting_words
from hub.policy import Decision, get_decision
from hub.vouchers import Instrument


@dataclass(frozen=True)
class OrderView:
    """The order, its parties, its voucher with balances, its decision, who pays (zh, en), why it waits (zh, en)."""

    order: Order
    holder: Organization
    institution: Organization
    reserved_fen: int
    instrument: Instrument | None
    balances: Balances | None
    decision: Decision | None
    payer: tuple[str, str] | None
    waiting: tuple[str, str]


def show_order(order: Order) -> OrderView:
    """Gather what belongs to an order that the caller may see; its voucher is for the holder and its area only."""
    with everything():
        instrument = vouchers.instrument_by_id(order.instrument_id) if order.instrument_id else None
        return OrderView(
            order=order,
            holder=get_organization(order.holder_id),
            institution=get_organization(order.institution_id),
            reserved_fen=reserved_fen(order),
            instrument=instrument,
            balances=ledger.balances(instrument.id) if instrument else None,
            decision=get_decision(order.decision_id) if order.decision_id else None,
            payer=_names(order.payer_area) if order.payer_area else None,
            waiting=waiting_words(order),
        )


def _names(area: str) -> tuple[str, str]:
    return directory.area_name(area, "zh"), directory.area_name(area, "en")
