"""What the page of an order promised for each way of ordering, to be compared when one of them is placed."""

import json
from collections.abc import Sequence
from typing import Any

from hub.orders import errors
from hub.orders.cart_rules import fingerprint
from hub.orders.options import Option
from hub.orders.routing import Routing
from schemas.terms import yuan_grouped

Keep = dict[str, Any]


def promise_of_options(options: Sequence[Option], *, quantity: int, agreed_fen: int | None) -> str:
    """One word for the form: for which figures it was worked out, and what each possible way promised then."""
    ways = {
        option.instrument.no if option.instrument else "": _promise(option.routing)
        for option in options
        if option.routing is not None
    }
    return json.dumps({"for": [quantity, agreed_fen], "ways": ways}, separators=(",", ":"))


def require_kept(promise: str, routing: Routing, *, quantity: int, agreed_fen: int | None) -> None:
    """Refuse where the order would be otherwise than the page said; without a promise nothing is compared.

    Where the buyer typed another quantity or amount than was worked out, the figures follow from what it typed: then
    only the unit price and the version of the policy have to be the same.

    Raises:
        FiguresChanged: with what was planned then, and now.
    """
    if not promise:
        return
    seen = _read(promise)
    way = seen["ways"].get(routing.instrument.no if routing.instrument else "")
    now = _promise(routing)
    compared = ("terms", "figures") if seen["for"] == [quantity, agreed_fen] else ("terms",)
    if not isinstance(way, dict) or any(way.get(name) != now[name] for name in compared):
        before = way.get("planned") if isinstance(way, dict) else None
        raise errors.FiguresChanged(
            before=yuan_grouped(before) if isinstance(before, int) else "—", after=yuan_grouped(routing.planned_fen)
        )


def require_planned(expected_fen: int | None, routing: Routing) -> None:
    """Refuse where another amount than the one a program expects would be held; it may expect nothing.

    Raises:
        FiguresChanged: with what was expected, and what it is.
    """
    if expected_fen is not None and expected_fen != routing.planned_fen:
        raise errors.FiguresChanged(before=yuan_grouped(expected_fen), after=yuan_grouped(routing.planned_fen))


def _promise(routing: Routing) -> Keep:
    version = routing.decision.version_label if routing.decision else None
    unit_price = [(routing.service.pricing, routing.service.price_fen or 0)]
    return {
        "terms": fingerprint(total_fen=None, planned_fen=0, version=version, items=unit_price),
        "figures": fingerprint(
            total_fen=routing.price.estimate_fen, planned_fen=routing.planned_fen, version=version, items=()
        ),
        "planned": routing.planned_fen,
    }


def _read(promise: str) -> Keep:
    """The promise as it was made; what is none promises nothing and so is kept by nothing."""
    try:
        found = json.loads(promise)
    except ValueError:
        found = None
    ways = found.get("ways") if isinstance(found, dict) else None
    return {"for": found.get("for"), "ways": ways} if isinstance(ways, dict) else {"for": None, "ways": {}}
