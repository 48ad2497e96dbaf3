"""Whether this process lives, whether it can serve, and its figures; no detail for strangers."""

import hmac

from flask import Response, abort, current_app, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue

from hub import operation
from hub.web.guards import public
from hub.web.public import bp


@bp.get("/livez")
@public
def livez() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database, schema and files answer; how long ago a worker was heard of and the record was sealed."""
    found = operation.readiness()
    status = 503 if found.status == "unready" else 200
    return jsonify(status=found.status, checks=found.checks, seconds=found.seconds), status


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """The figures for Prometheus, to who has the token; without one in the settings there is no such address."""
    token = current_app.config["HUB"].metrics.token
    if not token:
        abort(404)
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(sent.encode(), token.encode()):
        abort(401)
    return Response(operation.write_metrics(), content_type=operation.CONTENT_TYPE)


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """The icon for browsers that ask for it by its old name."""
    return send_from_directory(current_app.static_folder or "", "favicon.svg")
