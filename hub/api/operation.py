"""One decorator per operation: address, scope, what it takes, what it answers; the document is made from the same.

    @operation("POST", "/orders/<no>/cancel", "cancelOrder", scope="order.write", takes=CancelOrder, answers=Order)
    def cancel_order(body, no): ...

A POST needs an Idempotency-Key; its effect and its answer are kept in one transaction, so that the same request
sent again gets the same answer and has no second effect.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema

from hub.api.access import caller, needs, open_to_all
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


class Blueprint(SmorestBlueprint):
    """flask-smorest's blueprint with our reading of requests."""

    ARGUMENTS_PARSER = StrictParser()


class KeyMissing(Invalid):
    """A POST without its key could have a second effect when it is sent again."""

    status = 400
    code = "idempotency.key_missing"
    zh = "请求缺少 Idempotency-Key 头：每次 POST 请提供一个新的唯一标识，重试时使用同一个。"
    en = "The Idempotency-Key header is missing: send a new unique key with each POST and the same one when retrying."


def operation(
    bp: Blueprint,
    method: str,
    rule: str,
    name: str,
    *,
    answers: type[Schema] | Schema,
    scope: str | None = None,
    takes: type[Schema] | None = None,
    query: type[Schema] | None = None,
    form: type[Schema] | None = None,
    upload: bool = False,
    status: int = 200,
    keyed: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Attach a view to ``bp`` as the operation ``name``; ``form`` is multipart with one file."""

    def attach(view: Callable[..., Any]) -> Callable[..., Any]:
        answer = answers() if isinstance(answers, type) else answers
        attached = _once_per_key(view, answer, status) if method == "POST" and keyed else view
        attached = bp.response(status, answer)(attached)
        for schema, location in ((takes, "json"), (query, "query"), (form, "form")):
            if schema is not None:
                kind = {"content_type": "multipart/form-data"} if location == "form" else {}
                attached = bp.arguments(schema, location=location, **kind)(attached)
        attached = bp.doc(**_documented(name, scope, method == "POST" and keyed))(attached)
        attached = needs(scope)(attached) if scope else open_to_all(attached)
        if upload or form is not None:
            attached = takes_upload(attached)
        bp.route(rule, methods=[method], endpoint=name)(attached)
        return view

    return attach


def _documented(name: str, scope: str | None, keyed: bool) -> dict[str, Any]:
    documented: dict[str, Any] = {"operationId": name, "security": [{"bearer": [scope]}] if scope else []}
    if keyed:
        documented["parameters"] = [KEY_PARAMETER]
    return documented


def _once_per_key(view: Callable[..., Any], schema: Schema, status: int) -> Callable[..., Any]:
    @wraps(view)
    def once(*args: Any, **values: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key.strip():
            raise KeyMissing()
        tenant = f"api:{caller().account_id}"
        with unit_of_work():
            replay = idempotency.once(tenant=tenant, key=key, request_sha256=content_sha256())
            if replay is not None:
                return Response(replay.body, replay.status, content_type=replay.content_type)
            body = json.dumps(schema.dump(view(*args, **values)), ensure_ascii=False).encode()
            idempotency.keep(tenant=tenant, key=key, status=status, content_type="application/json", body=body)
        return Response(body, status, content_type="application/json")

    return once
