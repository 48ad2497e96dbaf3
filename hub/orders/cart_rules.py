"""How a cart becomes orders: who is grouped with whom, what a group costs, what changed since; pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from hub.orders.rules import Price
from schemas.terms import PricingMode, yuan_grouped

MOST_ITEMS = 200
MOST_OF_ONE = 9999
FIRST_CONTRACT = "A"


class Item(Protocol):
    """What is read of an item of the cart."""

    @property
    def institution_id(self) -> UUID: ...
    @property
    def contract(self) -> str: ...


AnyItem = TypeVar("AnyItem", bound=Item)


def group_key(institution_id: UUID, contract: str) -> str:
    """A short name for one order to be: one institution (JS-43), one contract (JS-44)."""
    return hashlib.sha256(f"{institution_id}/{contract}".encode()).hexdigest()[:12]


def grouped(items: Iterable[AnyItem]) -> dict[str, list[AnyItem]]:
    """The items of each order to be, in the order in which its first item stands."""
    groups: dict[str, list[AnyItem]] = {}
    for item in items:
        groups.setdefault(group_key(item.institution_id, item.contract), []).append(item)
    return groups


def sum_of(prices: Sequence[Price]) -> Price:
    """The price of an order of several lines: known as far as every one of them is."""
    totals, quoted, estimates = (
        [price.total_fen for price in prices],
        [price.quoted_fen for price in prices],
        [price.estimate_fen for price in prices],
    )
    total_fen = _whole(totals)
    return Price(_whole(quoted), None if total_fen is not None else _whole(estimates), total_fen)


def pricing_of(modes: Sequence[PricingMode]) -> PricingMode:
    """How an order of several lines is priced: by its freest line."""
    by_freedom = (PricingMode.FIXED, PricingMode.REFERENCE, PricingMode.NEGOTIATED)
    return max(modes, key=by_freedom.index)


def fingerprint(
    *, total_fen: int | None, planned_fen: int, version: str | None, items: Iterable[tuple[str, int]]
) -> str:
    """What a preview promised, for comparing: a change of any of it means asking again."""
    said = [total_fen, planned_fen, version, sorted(items)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def what_changed(seen: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Sentences (zh, en) on what is otherwise than when the item was put into the cart."""
    told: list[tuple[str, str]] = []
    if seen.get("price_fen") != now.get("price_fen"):
        before, after = _yuan(seen.get("price_fen")), _yuan(now.get("price_fen"))
        told.append((f"单价由 {before[0]} 变为 {after[0]}。", f"The price changed from {before[1]} to {after[1]}."))
    if seen.get("pricing") != now.get("pricing"):
        told.append(("计价方式有变，请核对。", "It is priced in another way now."))
    if seen.get("name") != now.get("name"):
        told.append((f"名称由“{seen.get('name')}”改为现名。", f"It was called “{seen.get('name')}” before."))
    if sorted(seen.get("tags", ())) != sorted(now.get("tags", ())):
        told.append(("开放的区域或适用的券有变。", "The areas or vouchers it is open to have changed."))
    return told


def _whole(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _yuan(fen: int | None) -> tuple[str, str]:
    return (f"{yuan_grouped(fen)} 元", f"{yuan_grouped(fen)} yuan") if fen else ("面议", "negotiable")
