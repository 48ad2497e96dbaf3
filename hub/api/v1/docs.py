"""The API described by itself: the OpenAPI document, and a page of our own that reads it to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from hub.api import document
from hub.api.access import open_to_all
from hub.web.page import render

bp = Blueprint("api_docs", __name__, url_prefix="/api/v1")


@dataclass(frozen=True)
class Described:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    scope: str | None
    of_client: bool
    takes: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    keyed: bool


@bp.get("/openapi.json")
@open_to_all
def openapi() -> ResponseReturnValue:
    """The OpenAPI 3.1 document."""
    return jsonify(document(current_app))


@bp.get("/docs")
@open_to_all
def docs() -> ResponseReturnValue:
    """Every operation with its scope, what it takes and what it answers."""
    spec = document(current_app)
    groups: dict[str, list[Described]] = {tag["description"]: [] for tag in spec["tags"]}
    names = {tag["name"]: tag["description"] for tag in spec["tags"]}
    for tag, described in _operations(spec):
        groups[names[tag]].append(described)
    return render("api/docs.html", groups=groups)


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, Described]]:
    for path, item in spec["paths"].items():
        for method, told in item.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            parameters = [*item.get("parameters", []), *told.get("parameters", [])]
            body: dict[str, Any] = next(iter(told.get("requestBody", {}).get("content", {}).values()), {})
            takes = [_field(p["name"], p["schema"], p.get("required", False), p["in"]) for p in parameters]
            takes += _fields_of(spec, body.get("schema", {}), "body")
            good = next(answer for status, answer in told["responses"].items() if status.startswith("2"))
            content: dict[str, Any] = next(iter(good.get("content", {}).values()), {})
            answer = content.get("schema", {})
            yield (
                told["tags"][0],
                Described(
                    id=told["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=told.get("summary", ""),
                    scope=next(
                        (s for need in told.get("security", []) for named in need.values() for s in named), None
                    ),
                    of_client=any("client" in need for need in told.get("security", [])),
                    takes=takes,
                    answers=_fields_of(spec, answer, "answer"),
                    keyed=any(p["name"] == "Idempotency-Key" for p in parameters),
                ),
            )


def _fields_of(spec: dict[str, Any], schema: dict[str, Any], where: str) -> list[dict[str, Any]]:
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [_field(name, inner, name in required, where) for name, inner in schema.get("properties", {}).items()]


def _field(name: str, schema: dict[str, Any], required: bool, where: str) -> dict[str, Any]:
    kind = schema.get("type") or schema.get("$ref", "").rpartition("/")[2] or "object"
    if "items" in schema:
        kind = f"{kind} of {_field('', schema['items'], False, '')['kind']}"
    shown = " | ".join(kind) if isinstance(kind, list) else kind
    return {"name": name, "kind": shown, "required": required, "where": where, "enum": schema.get("enum") or []}
