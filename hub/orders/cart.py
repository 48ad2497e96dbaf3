"""The cart of an enterprise: kept in the database, so that it is there after logging out and on another machine."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub import catalog
from hub.catalog import Service
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.orders import cart_errors as errors
from hub.orders.cart_rules import FIRST_CONTRACT, MOST_ITEMS, MOST_OF_ONE
from hub.orders.cart_tables import CartItem
from hub.orders.lines import lines_of
from hub.orders.models import Order
from schemas.terms import HOLDER_ROLES, PricingMode


def add_to_cart(
    *,
    service_no: str,
    quantity: int,
    by: Actor,
    contract: str = FIRST_CONTRACT,
    agreed_fen: int | None = None,
    need: str = "",
) -> CartItem:
    """Put a service into the cart; one that is there already for the same contract becomes more of it."""
    holder_id, service = holder_of(by), catalog.get_service(service_no)
    contract = contract.strip() or FIRST_CONTRACT
    item = _find(holder_id, service_no, contract) or _new(holder_id, service, contract, by)
    item.quantity = _sensible((item.quantity or 0) + quantity)
    item.agreed_fen = None if service.pricing is PricingMode.FIXED else agreed_fen
    item.need = need or item.need or ""
    db.session.flush()
    return item


def change_in_cart(*, item_id: UUID, by: Actor, quantity: int, contract: str, agreed_fen: int | None) -> CartItem:
    """Another quantity, contract or agreed amount; a line moved to where its service already is joins it."""
    item = get_item(item_id, by)
    contract = contract.strip() or FIRST_CONTRACT
    there = _find(item.holder_id, item.service_no, contract)
    if there is not None and there.id != item.id:
        there.quantity = _sensible(there.quantity + quantity)
        db.session.delete(item)
        db.session.flush()
        return there
    item.quantity, item.contract = _sensible(quantity), contract
    service = catalog.find_service(item.service_no)
    fixed = service is not None and service.pricing is PricingMode.FIXED
    item.agreed_fen = None if fixed else agreed_fen
    db.session.flush()
    return item


def remove_from_cart(*, item_id: UUID, by: Actor) -> None:
    """Take a line out; one that is gone already is no error for who wanted it gone."""
    found = db.session.get(CartItem, item_id)
    if found is not None and found.holder_id == holder_of(by):
        db.session.delete(found)
        db.session.flush()


def copy_to_cart(*, order: Order, by: Actor) -> list[CartItem]:
    """Put what an earlier order bought into the cart again, as far as it is still offered."""
    holder_id = holder_of(by)
    by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    wanted = [(line.service_no, line.quantity) for line in lines_of(order)] or [(order.service_no, order.quantity)]
    contract = _free_contract(holder_id)
    return [
        add_to_cart(service_no=no, quantity=quantity, contract=contract, need=order.need, by=by)
        for no, quantity in wanted
    ]


def list_cart(by: Actor, *, to_change: bool = False) -> Sequence[CartItem]:
    """The items of the caller's cart, the first one added first; ``to_change`` keeps another checkout waiting."""
    found = select(CartItem).where(CartItem.holder_id == holder_of(by)).order_by(CartItem.added_at, CartItem.id)
    return db.session.execute(found.with_for_update() if to_change else found).scalars().all()


def count_in_cart(by: Actor) -> int:
    """How many lines the caller's cart has."""
    counted = select(func.count()).select_from(CartItem).where(CartItem.holder_id == holder_of(by))
    return db.session.execute(counted).scalar_one()


def get_item(item_id: UUID, by: Actor) -> CartItem:
    """One line of the caller's cart.

    Raises:
        CartItemUnknown: it is not there.
    """
    found = db.session.execute(
        select(CartItem).where(CartItem.id == item_id, CartItem.holder_id == holder_of(by))
    ).scalar_one_or_none()
    if found is None:
        raise errors.CartItemUnknown()
    return found


def holder_of(by: Actor) -> UUID:
    """The enterprise that somebody buys for."""
    if by.organization_id is None:
        raise Forbidden()
    by.require(*HOLDER_ROLES, organization_id=by.organization_id)
    return by.organization_id


def listing_of(service: Service) -> dict[str, Any]:
    """What of a listing is remembered with an item, to say later what has changed."""
    return {
        "name": service.name,
        "price_fen": service.price_fen,
        "pricing": str(service.pricing),
        "tags": [*service.area_tags, *service.programme_badges],
    }


def _find(holder_id: UUID, service_no: str, contract: str) -> CartItem | None:
    return db.session.execute(
        select(CartItem).where(
            CartItem.holder_id == holder_id, CartItem.service_no == service_no, CartItem.contract == contract
        )
    ).scalar_one_or_none()


def _new(holder_id: UUID, service: Service, contract: str, by: Actor) -> CartItem:
    if count_in_cart(by) >= MOST_ITEMS:
        raise errors.CartFull(most=MOST_ITEMS)
    item = CartItem(
        holder_id=holder_id,
        institution_id=service.institution_id,
        service_no=service.no,
        contract=contract,
        seen=listing_of(service),
        added_by=by.name,
        added_at=business_now(),
    )
    db.session.add(item)
    return item


def _sensible(quantity: int) -> int:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise errors.QuantityOutOfRange(most=MOST_OF_ONE, field="quantity")
    return quantity


def _free_contract(holder_id: UUID) -> str:
    """The first letter of the alphabet under which nothing stands in the cart."""
    taken = set(db.session.execute(select(CartItem.contract).where(CartItem.holder_id == holder_id)).scalars())
    letters = (chr(code) for code in range(ord("A"), ord("Z") + 1))
    return next((letter for letter in letters if letter not in taken), FIRST_CONTRACT)
