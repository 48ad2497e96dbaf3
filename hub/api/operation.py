"""One decorator per operation: address, scope, what it takes, what it answers; the document is made from the same.

    @operation("POST", "/orders/<no>/cancel", "cancelOrder", scope="order.write", takes=CancelOrder, answers=Order)
    def cancel_order(body, no): ...

A write needs an Idempotency-Key; its effect and its answer are kept in one transaction, so that the same request
sent again gets the same answer and has no second effect. Reading one object gives its ETag, and what is done to it
may be made conditional on that.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema

from hub.api import conditions
from hub.api.access import needs, needs_client, open_to_all, tenant
from hub.api.reading import StrictParser
from hub.kernel import idempotency
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Invalid
from hub.web.commands import content_sha256
from hub.web.security import takes_upload

KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key with the same content has one effect and gets the same answer.",
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class Blueprint(SmorestBlueprint):
    """flask-smorest's blueprint with our reading of requests."""

    ARGUMENTS_PARSER = StrictParser()


class KeyMissing(Invalid):
    """A write without its key could have a second effect when it is sent again."""

    status = 400
    code = "idempotency.key_missing"
    zh = "请求缺少 Idempotency-Key 头：每次写入请提供一个新的唯一标识，重试时使用同一个。"
    en = "The Idempotency-Key header is missing: send a new unique key with each write and the same one when retrying."


@dataclass(frozen=True)
class _Told:
    """What the document says of an operation beside its schemas."""

    name: str
    scope: str | None
    client_scope: str | None
    keyed: bool
    reads_object: bool
    changes_object: bool


def operation(
    bp: Blueprint,
    method: str,
    rule: str,
    name: str,
    *,
    answers: type[Schema] | Schema,
    scope: str | None = None,
    client_scope: str | None = None,
    takes: type[Schema] | None = None,
    query: type[Schema] | None = None,
    form: type[Schema] | None = None,
    upload: bool = False,
    status: int = 200,
    keyed: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Attach a view to ``bp`` as the operation ``name``; ``form`` is multipart with one file.

    ``scope`` is what a person's token needs, ``client_scope`` what a client's own token needs; with neither it is
    for everybody.
    """
    once = keyed and method in WRITES
    reads = conditions.is_object(method, rule)

    def attach(view: Callable[..., Any]) -> Callable[..., Any]:
        answer = answers() if isinstance(answers, type) else answers
        attached = conditions.tagged(rule, view, answer) if reads else view
        if once:
            attached = _once_per_key(view, answer, status, rule, streamed=upload)
        attached = bp.response(status, answer)(attached)
        for schema, location in ((takes, "json"), (query, "query"), (form, "form")):
            if schema is not None:
                kind = {"content_type": "multipart/form-data"} if location == "form" else {}
                attached = bp.arguments(schema, location=location, **kind)(attached)
        changes = once and conditions.object_of(rule) is not None
        attached = bp.doc(**_documented(_Told(name, scope, client_scope, once, reads, changes)))(attached)
        attached = _guarded(scope, client_scope)(attached)
        if upload or form is not None:
            attached = takes_upload(attached)
        bp.route(rule, methods=[method], endpoint=name)(attached)
        return view

    return attach


def _guarded(scope: str | None, client_scope: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    if client_scope:
        return needs_client(client_scope)
    return needs(scope) if scope else open_to_all


def _documented(told: _Told) -> dict[str, Any]:
    security: list[dict[str, list[str]]] = [{"bearer": [told.scope]}] if told.scope else []
    if told.client_scope:
        security = [{"client": [told.client_scope]}]
    documented: dict[str, Any] = {"operationId": told.name, "security": security}
    parameters = [KEY_PARAMETER] if told.keyed else []
    parameters += [conditions.IF_MATCH] if told.changes_object else []
    if told.reads_object:
        parameters += [conditions.IF_NONE_MATCH]
        documented["responses"] = {304: {"description": "It is the one that you have."}}
    if parameters:
        documented["parameters"] = parameters
    return documented


def _once_per_key(
    view: Callable[..., Any], schema: Schema, status: int, rule: str, *, streamed: bool
) -> Callable[..., Any]:
    @wraps(view)
    def once(*args: Any, **values: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key.strip():
            raise KeyMissing()
        whose = tenant()
        with unit_of_work():
            content = _announced_sha256() if streamed else content_sha256()
            replay = idempotency.once(tenant=whose, key=key, request_sha256=content)
            if replay is not None:
                return Response(replay.body, replay.status, content_type=replay.content_type)
            conditions.refuse_unless_as_read(rule, values)
            body = json.dumps(schema.dump(view(*args, **values)), ensure_ascii=False).encode()
            idempotency.keep(tenant=whose, key=key, status=status, content_type="application/json", body=body)
        return Response(body, status, content_type="application/json")

    return once


def _announced_sha256() -> str:
    """What stands for a file that is read only once, on its way into the store: where it goes, its name and size."""
    announced = f"{request.method} {request.full_path} {request.content_length}"
    return hashlib.sha256(announced.encode("utf-8", "surrogatepass")).hexdigest()
