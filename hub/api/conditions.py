"""ETag and If-Match (RFC 9110 §8.8.3, §13): whoever read an object changes it only while it is still as it was read."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from marshmallow import Schema

from hub.kernel.errors import HubError

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The ETag that was read: the operation is refused with 412 when the object has changed since.",
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The ETag that is known: 304 without a body while the object is still the same.",
}
# Address of an object → how it is read, so that what is done to it (POST below that address) can be compared.
_READERS: dict[str, tuple[Callable[..., Any], Schema]] = {}


class ChangedSinceRead(HubError):
    """The object is not as the caller read it; nothing was done."""

    status = 412
    code = "precondition.changed"
    zh = "该对象自您读取后已有变化，操作未执行：请重新读取后再决定。"
    en = "The object has changed since you read it and nothing was done: read it again, then decide."


def is_object(method: str, rule: str) -> bool:
    """Whether an operation reads one object."""
    return method == "GET" and rule.endswith(">")


def tagged(rule: str, view: Callable[..., Any], schema: Schema) -> Callable[..., Any]:
    """Reading an object: its answer carries an ETag, and 304 says that it is the one the caller has."""
    _READERS[rule] = (view, schema)

    @wraps(view)
    def read(*args: Any, **values: Any) -> Response:
        dumped = schema.dump(view(*args, **values))
        response = Response(json.dumps(dumped, ensure_ascii=False), content_type="application/json")
        response.set_etag(_tag_of(dumped))
        response.make_conditional(request)
        return response

    return read


def object_of(rule: str) -> str | None:
    """The address of the object that an operation below it changes, when that object can be read."""
    parts = rule.split("/")
    return next((r for r in ("/".join(parts[:n]) for n in range(len(parts), 1, -1)) if r in _READERS), None)


def refuse_unless_as_read(rule: str, values: dict[str, Any]) -> None:
    """Refuse when If-Match names another state of the object than the present one.

    Raises:
        ChangedSinceRead: it has changed.
    """
    found = object_of(rule)
    if not request.if_match or found is None:
        return
    view, schema = _READERS[found]
    named = {name: value for name, value in values.items() if f"{name}>" in found}
    if not request.if_match.contains(_tag_of(schema.dump(view(**named)))):
        raise ChangedSinceRead()


def _tag_of(dumped: Any) -> str:
    return hashlib.sha256(json.dumps(dumped, sort_keys=True, default=str).encode()).hexdigest()[:32]
