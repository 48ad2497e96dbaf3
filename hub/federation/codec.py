"""Requests to a region as canonical JSON bytes, and back: what is stored, signed and sent again under the same key."""

import json
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, get_args, get_origin, get_type_hints

from adapters.contract import (
    Consume,
    OrderNotice,
    PaymentInstruction,
    RedemptionNotice,
    Release,
    Reserve,
    Statement,
)
from adapters.plain import plain

REQUESTS: dict[str, type] = {
    "reserve": Reserve,
    "release": Release,
    "consume": Consume,
    "send_order": OrderNotice,
    "send_redemption": RedemptionNotice,
    "send_statement": Statement,
    "send_payment": PaymentInstruction,
}


def dump(request: Any) -> bytes:
    """The request as canonical JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(plain(request), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def load(verb: str, payload: bytes) -> Any:
    """The request of ``verb`` out of its canonical JSON."""
    return _typed(REQUESTS[verb], json.loads(payload))


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, NewType):
        return value
    if get_origin(kind) is UnionType or isinstance(kind, UnionType):
        inner = next(item for item in get_args(kind) if item is not NoneType)
        return None if value is None else _typed(inner, value)
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in value.items()})
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value
