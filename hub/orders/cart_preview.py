"""What a cart would become: one order per institution and contract, each with its way, worked out one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub import catalog, vouchers
from hub.catalog import Service
from hub.identity import Organization, get_parties
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.errors import HubError
from hub.orders import errors
from hub.orders.cart import holder_of, list_cart, listing_of
from hub.orders.cart_rules import fingerprint, grouped, what_changed
from hub.orders.cart_tables import CartItem
from hub.orders.lines import Wanted, preview_lines, price_of_line
from hub.orders.routing import Routing
from hub.policy import preview
from hub.vouchers import Instrument

WITHOUT = "none"


@dataclass(frozen=True)
class CartLine:
    """An item with its listing of today, what it costs, and what has changed since it was put in (zh, en)."""

    item: CartItem
    service: Service | None
    amount_fen: int | None
    changes: list[tuple[str, str]]


@dataclass(frozen=True)
class CartGroup:
    """One order to be: its lines, the vouchers it could use, the one chosen (None: without), its way or a refusal.

    ``passed_over`` says why no voucher was taken where nobody chose to do without.
    """

    key: str
    contract: str
    institution: Organization
    lines: Sequence[CartLine]
    choices: Sequence[Instrument]
    chosen: str | None
    routing: Routing | None
    refusal: HubError | None
    passed_over: HubError | None

    @property
    def total_fen(self) -> int | None:
        """What it costs as far as that is known; it is the same with and without a voucher."""
        amounts = [line.amount_fen for line in self.lines]
        return None if None in amounts else sum(amount for amount in amounts if amount is not None)

    @property
    def seen(self) -> str:
        """What the preview promises, to be compared when it is confirmed."""
        assert self.routing is not None
        return promise_of(self.routing, wanted_of([line.item for line in self.lines]))


@dataclass(frozen=True)
class CartView:
    """The whole cart, with its sums over what can be ordered."""

    groups: Sequence[CartGroup] = field(default_factory=tuple)

    @property
    def ready(self) -> list[CartGroup]:
        """The orders that could be placed as they stand."""
        return [group for group in self.groups if group.routing is not None]

    @property
    def planned_fen(self) -> int:
        """What they would hold on vouchers together."""
        return sum(group.routing.planned_fen for group in self.groups if group.routing)

    @property
    def total_fen(self) -> int:
        """What they cost together, as far as prices are known."""
        return sum(group.total_fen or 0 for group in self.ready)


def show_cart(*, by: Actor, chosen: Mapping[str, str] | None = None) -> CartView:
    """Work out the caller's cart; ``chosen`` names a voucher (or ``WITHOUT``) for the key of a group."""
    holder_id, wishes = holder_of(by), chosen or {}
    held = vouchers.list_instruments(holder_id, on=business_now().date())
    taken: dict[str, int] = {}
    groups = []
    for key, items in grouped(list_cart(by)).items():
        group = _group(key, items, held, wishes.get(key), taken, holder_id)
        if group.routing is not None and group.chosen is not None:
            taken[group.chosen] = taken.get(group.chosen, 0) + group.routing.planned_fen
        groups.append(group)
    return CartView(groups)


def wanted_of(items: Sequence[CartItem]) -> list[Wanted]:
    """The items of a group as lines of an order."""
    return [Wanted(item.service_no, item.quantity, item.agreed_fen) for item in items]


def promise_of(routing: Routing, lines: Sequence[Wanted]) -> str:
    """The fingerprint of a way: price, planned amount, policy version, what is bought."""
    return fingerprint(
        total_fen=routing.price.estimate_fen,
        planned_fen=routing.planned_fen,
        version=routing.decision.version_label if routing.decision else None,
        items=[(line.service_no, line.quantity) for line in lines],
    )


def _group(
    key: str,
    items: Sequence[CartItem],
    held: Sequence[Instrument],
    wish: str | None,
    taken: Mapping[str, int],
    holder_id: UUID,
) -> CartGroup:
    _, institution = get_parties(holder_id, items[0].institution_id)
    chosen, routing, refusal = _way(wanted_of(items), held, wish, taken, holder_id)
    return CartGroup(
        key=key,
        contract=items[0].contract,
        institution=institution,
        lines=[_line(item) for item in items],
        choices=held,
        chosen=chosen,
        routing=routing,
        refusal=None if routing else refusal,
        passed_over=refusal if routing else None,
    )


def _way(
    lines: Sequence[Wanted], held: Sequence[Instrument], wish: str | None, taken: Mapping[str, int], holder_id: UUID
) -> tuple[str | None, Routing | None, HubError | None]:
    """The way wished for; without a wish the first voucher that can be used, else none."""
    wishes = [None if wish == WITHOUT else wish] if wish else [*(one.no for one in held), None]
    refusal: HubError | None = None
    for no in wishes:
        try:
            routing = preview_lines(
                lines=lines,
                instrument_no=no,
                holder_id=holder_id,
                ask=preview,
                taken_fen=taken.get(no, 0) if no else 0,
            )
        except HubError as error:
            refusal = refusal or error
        else:
            return no, routing, refusal
    return wishes[0], None, refusal


def _line(item: CartItem) -> CartLine:
    service = catalog.find_service(item.service_no)
    if service is None or not service.published:
        return CartLine(item, None, None, [("该服务已下架，请删除。", "It is no longer offered: remove it.")])
    try:
        amount_fen = price_of_line(service, Wanted(item.service_no, item.quantity, item.agreed_fen)).estimate_fen
    except errors.PriceFixed:
        amount_fen = None
    return CartLine(item, service, amount_fen, what_changed(item.seen, listing_of(service)))
