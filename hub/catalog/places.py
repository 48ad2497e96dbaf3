"""A place in an ordered list of services: the last row seen, so that nothing is shown twice or left out (keyset)."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, tuple_

from hub.catalog.errors import CursorUnknown
from hub.catalog.models import Service

NO_PRICE = 10**15  # sorts behind every price
SORTS = ("", "newest", "price")


@dataclass(frozen=True)
class Place:
    """Behind which row to go on, or before which to go back."""

    backwards: bool
    key: Any
    no: str


def order_of(sort: str) -> tuple[ColumnElement[Any], bool]:
    """The key of an order and whether it descends; the number decides between equals.

    Raises:
        CursorUnknown: there is no such order.
    """
    if sort == "newest":
        return Service.listed_at.expression, True
    if sort == "price":
        return func.coalesce(Service.price_fen, NO_PRICE), False
    if sort:
        raise CursorUnknown(field="sort")
    return Service.no.expression, False


def after_or_before(
    found: Select[Any], key: ColumnElement[Any], no: ColumnElement[Any], place: Place | None, descending: bool
) -> Select[Any]:
    """``found`` in order, from a place on; going back it is read the other way round."""
    downwards = descending != (place is not None and place.backwards)
    if place is not None:
        row, there = tuple_(key, no), tuple_(place.key, place.no)
        found = found.where(row < there if downwards else row > there)
    order = (key.desc(), no.desc()) if downwards else (key.asc(), no.asc())
    return found.order_by(*order)


def cursor_of(row: Service, sort: str, *, backwards: bool) -> str:
    """The place of a row, as it stands in an address."""
    keys: dict[str, Any] = {
        "newest": row.listed_at.isoformat(),
        "price": row.price_fen if row.price_fen is not None else NO_PRICE,
    }
    content = json.dumps([int(backwards), sort, keys.get(sort, row.no), row.no], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_place(text: str, sort: str) -> Place | None:
    """The place that an address names; None for the beginning.

    Raises:
        CursorUnknown: it was not given by a list in this order.
    """
    if not text:
        return None
    try:
        content = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        backwards, order, key, no = content
        if order != sort or not isinstance(no, str) or len(no) > 20:
            raise ValueError
        readers: dict[str, Callable[[Any], Any]] = {"newest": datetime.fromisoformat, "price": int}
        read = readers.get(sort, str)(key)
        if sort == "price" and not 0 <= read <= NO_PRICE:
            raise ValueError
        if sort == "newest" and read.tzinfo is None:
            raise ValueError
        return Place(bool(backwards), read, no)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise CursorUnknown(field="place") from error
