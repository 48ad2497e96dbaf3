"""The way of a use before it is handed in: which vouchers it may draw on, what the policy says, how much it draws."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub import catalog, vouchers
from hub.catalog import Service
from hub.identity import get_organization
from hub.integrity import normalize_invoice
from hub.kernel.clock import business_now, business_today
from hub.kernel.errors import HubError
from hub.orders.models import Order
from hub.orders.routing import Routing, open_to, refuse_impossible, route_with_voucher
from hub.orders.rules import Price, own_share
from hub.orders.uses import errors
from hub.orders.uses.rules import contract_key
from hub.orders.uses.tables import VoucherUse
from hub.policy import Decision, Question, preview
from hub.vouchers import Instrument
from schemas.terms import VoucherMode, yuan_grouped

OFFLINE, ONLINE = "offline", "online"


@dataclass(frozen=True)
class UseForm:
    """What the registration form says. ``amount_fen`` None: as much as the policy allows (§6.1)."""

    category: str
    contract_name: str
    contract_no: str
    signed_on: date
    contract_fen: int
    amount_fen: int | None = None
    mode: VoucherMode | None = None
    invoice_number: str = ""
    invoice_fen: int | None = None


def usable_quotas(holder_id: UUID) -> list[Instrument]:
    """The holder's vouchers that are in force today and used by the registration form."""
    today = business_today()
    return [
        one
        for one in vouchers.list_instruments(holder_id, on=today)
        if vouchers.registers_uses(one.programme, one.area, today)
    ]


def refuse_form(form: UseForm) -> None:
    """What a form cannot say."""
    if form.signed_on > business_today():
        raise errors.SignedLater(field="signed_on")
    if form.invoice_number:
        try:
            normalize_invoice(None, form.invoice_number)
        except HubError as error:
            error.field = "invoice_number"
            raise


def fill(use: VoucherUse, order: Order, form: UseForm) -> None:
    """Write what the form says."""
    use.category, use.contract_name, use.contract_no = form.category, form.contract_name, form.contract_no
    use.contract_signed_on = form.signed_on
    use.contract_key = contract_key(name=form.contract_name, no=form.contract_no, signed_on=form.signed_on)
    use.asked_fen, use.invoice_number, use.invoice_fen = form.amount_fen, form.invoice_number, form.invoice_fen
    order.contract_fen = order.quoted_fen = form.contract_fen


def plan(use: VoucherUse, order: Order, instrument: Instrument, service: Service, form: UseForm) -> None:
    """The way of the draft as it stands; refused at once where the policy would refuse it."""
    modes = vouchers.modes_issued(instrument.programme, instrument.area, business_today())
    order.mode = form.mode if form.mode in modes else modes[0]
    order.instrument_id, order.programme, order.area = instrument.id, instrument.programme, instrument.area
    routing = route_use(use, order, preview, instrument=instrument, service=service)
    settle_amount(use, order, routing)


def route_use(
    use: VoucherUse,
    order: Order,
    ask: Callable[[Question], Decision] = preview,
    *,
    instrument: Instrument | None = None,
    service: Service | None = None,
) -> Routing:
    """Ask the policy about the use as it stands.

    Raises:
        HubError: why it cannot be used like this, and what can be done instead.
    """
    assert order.instrument_id is not None
    service = service or catalog.get_service(order.service_no)
    instrument = instrument or vouchers.instrument_by_id(order.instrument_id)
    holder, institution = get_organization(order.holder_id), get_organization(order.institution_id)
    refuse_impossible(service, institution, holder, open_to(service, holder), business_now())
    known: Mapping[str, Any] = {
        "order.channel": use.channel,
        # The form states when the contract was signed, and no later day than today is taken.
        "order.contract_signed": True,
        "voucher.mode": str(order.mode),
    }
    return route_with_voucher(
        service=service,
        institution=institution,
        holder=holder,
        price=Price(order.contract_fen, None, order.contract_fen),
        instrument=instrument,
        on=business_today(),
        ask=ask,
        also_known=known,
    )


def settle_amount(use: VoucherUse, order: Order, routing: Routing) -> None:
    """Draw what the form asks for, within what the policy allows; all of that where it asks for no amount."""
    limit_fen = routing.planned_fen
    if use.asked_fen is not None and use.asked_fen > limit_fen:
        raise errors.AmountTooHigh(amount=yuan_grouped(use.asked_fen), limit=yuan_grouped(limit_fen), field="amount")
    order.planned_fen = limit_fen if use.asked_fen is None else use.asked_fen
    order.own_share_fen = own_share(order.contract_fen, order.planned_fen, order.mode)
    order.payer_area, order.reasons = routing.payer_area, routing.reasons
    assert routing.decision is not None
    order.rate_ppm, order.version_label = routing.decision.rate_ppm, routing.decision.version_label
    order.decision_id = routing.decision.id
