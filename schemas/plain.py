"""Dataclasses to plain JSON values and back, by their type hints; conditions carry their tag."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from schemas.conditions import FORMS

_PLAIN = frozenset({str, int, bool, type(None)})


def to_plain(value: Any) -> Any:
    """The value as JSON can write it; a float is refused, because money and rates are whole numbers here."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    names = _names(kind)
    if names is not None:
        plain = {name: to_plain(getattr(value, name)) for name in names}
        tag = getattr(kind, "tag", None)
        return {"is": tag, **plain} if tag else plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(to_plain(key)): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [to_plain(item) for item in value]
    if isinstance(value, float):
        raise TypeError("a float has no place in a policy or a decision")
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """The typed value that ``to_plain`` wrote.

    Raises:
        ValueError, TypeError, KeyError: it does not have the shape of ``kind``.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), value)
    if origin is tuple:
        return tuple(from_plain(get_args(kind)[0], item) for item in value)
    if origin is dict:
        return {from_plain(get_args(kind)[0], key): from_plain(get_args(kind)[1], item) for key, item in value.items()}
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{value!r} is none of {get_args(kind)}")
        return value
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    return value


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in kinds:
        return None
    if isinstance(value, dict) and "is" in value:
        return _dataclass(FORMS[value["is"]], value)
    candidates = [kind for kind in kinds if kind is not type(None)]
    if isinstance(value, dict):
        candidates = [kind for kind in candidates if is_dataclass(kind) or get_origin(kind) is dict]
    for kind in candidates:
        if type(value) is kind:
            return value
    return from_plain(candidates[0], value)


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass, None for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _dataclass(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    names = {field.name for field in fields(kind)}
    unknown = set(value) - names - {"is"}
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: from_plain(hints[name], value[name]) for name in names if name in value})
