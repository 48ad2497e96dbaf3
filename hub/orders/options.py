"""The ways in which a holder could order a service: with each voucher it has and without, previewed (P03, P21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import vouchers
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.orders.routing import Routing, preview_order
from hub.vouchers import Instrument


@dataclass(frozen=True)
class Option:
    """One way: with this voucher (None: without one), and either its routing or why it is not possible."""

    instrument: Instrument | None
    routing: Routing | None
    refusal: HubError | None


def order_options(*, service_no: str, quantity: int, agreed_fen: int | None, holder_id: UUID) -> Sequence[Option]:
    """Every voucher of the holder that is in force today and not bound to another order, then no voucher."""
    held = [one for one in vouchers.list_instruments(holder_id, on=business_today()) if one.order_id is None]
    return [_preview(service_no, quantity, agreed_fen, holder_id, instrument) for instrument in (*held, None)]


def _preview(
    service_no: str, quantity: int, agreed_fen: int | None, holder_id: UUID, instrument: Instrument | None
) -> Option:
    try:
        routing = preview_order(
            service_no=service_no,
            quantity=quantity,
            instrument_no=instrument.no if instrument else None,
            agreed_fen=agreed_fen,
            holder_id=holder_id,
        )
    except HubError as refusal:
        return Option(instrument, None, refusal)
    return Option(instrument, routing, None)
