"""One checkout places every order of the cart that can be placed, each by itself: one refusal stops no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.orders import cart_errors as errors
from hub.orders.cart import holder_of, list_cart
from hub.orders.cart_preview import WITHOUT, promise_of, wanted_of
from hub.orders.cart_rules import grouped
from hub.orders.cart_tables import CartItem, Checkout
from hub.orders.lines import preview_lines, write_lines
from hub.orders.models import Order
from hub.orders.placing import place_routed
from hub.policy import decide
from schemas.terms import yuan_grouped


@dataclass(frozen=True)
class Confirmed:
    """One order to be as the buyer confirmed it: its voucher (``WITHOUT`` or a number), and what the preview promised.

    Without ``seen`` (a program that takes today's figures) nothing is compared.
    """

    key: str
    voucher: str
    seen: str | None = None
    planned_fen: int = 0


def check_out(*, confirmed: Sequence[Confirmed], by: Actor) -> Checkout:
    """Place what was confirmed; what could not be placed stays in the cart, with its reason in the result.

    Raises:
        CartEmpty: nothing was confirmed.
    """
    holder_id = holder_of(by)
    groups = grouped(list_cart(by, to_change=True))
    if not confirmed:
        raise errors.CartEmpty()
    checkout = Checkout(
        id=new_id(),
        holder_id=holder_id,
        results=[_one(one, groups.get(one.key, []), holder_id, by) for one in confirmed],
        checked_out_by=by.name,
        checked_out_at=business_now(),
    )
    db.session.add(checkout)
    db.session.flush()
    return checkout


def get_checkout(checkout_id: UUID) -> Checkout:
    """What became of a checkout.

    Raises:
        CartItemUnknown: there was none, or it is not visible here.
    """
    found = db.session.execute(select(Checkout).where(Checkout.id == checkout_id)).scalar_one_or_none()
    if found is None:
        raise errors.CartItemUnknown()
    return found


def _one(one: Confirmed, items: Sequence[CartItem], holder_id: UUID, by: Actor) -> dict[str, Any]:
    """Place one order in a savepoint of its own; a refusal undoes nothing but itself."""
    told: dict[str, Any] = {"key": one.key, "contract": items[0].contract if items else "", "no": None}
    told["services"] = [item.seen.get("name", item.service_no) for item in items]
    try:
        with db.session.begin_nested():
            order = _place(one, items, holder_id, by)
            told["no"] = order.no
    except HubError as refusal:
        return told | {"code": refusal.code, "zh": refusal.text("zh"), "en": refusal.text("en")}
    failpoint("orders.checkout.between")
    return told


def _place(one: Confirmed, items: Sequence[CartItem], holder_id: UUID, by: Actor) -> Order:
    if not items:
        raise errors.GroupGone()
    lines, at, order_id = wanted_of(items), business_now(), new_id()
    routing = preview_lines(
        lines=lines,
        instrument_no=None if one.voucher == WITHOUT else one.voucher,
        holder_id=holder_id,
        at=at,
        ask=lambda question: decide(question, subject="order", subject_id=order_id),
    )
    if one.seen is not None and promise_of(routing, lines) != one.seen:
        raise errors.FiguresChanged(before=yuan_grouped(one.planned_fen), after=yuan_grouped(routing.planned_fen))
    need = "\n".join(dict.fromkeys(item.need for item in items if item.need))
    order = place_routed(order_id, routing, holder_id=holder_id, quantity=lines[0].quantity, need=need, at=at, by=by)
    order.contract_label = items[0].contract
    write_lines(order, lines)
    for item in items:
        db.session.delete(item)
    db.session.flush()
    return order
