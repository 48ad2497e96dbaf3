"""Every request leaves one line in the log and one count: its route, never its address, which may name somebody."""

import logging
from time import perf_counter

from flask import Flask, Response, g, request
from sqlalchemy.pool import QueuePool
from structlog.contextvars import bind_contextvars, clear_contextvars

from hub.kernel.db import db
from hub.kernel.meters import POOL_CONNECTIONS, REQUEST_SECONDS

log = logging.getLogger("hub.requests")
UNREMARKABLE = ("/livez", "/readyz", "/metrics")


def watch_requests(app: Flask) -> None:
    """Count, measure and log the requests of ``app``; registered first, so that nothing of a request is left out."""

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()
        clear_contextvars()
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        seconds = perf_counter() - g.get("began", perf_counter())
        route = request.url_rule.rule if request.url_rule else "-"
        method = request.method if request.url_rule else "-"
        REQUEST_SECONDS.labels(route, method, str(response.status_code)).observe(seconds)
        _count_connections()
        if request.endpoint != "static" and route not in UNREMARKABLE:
            ms = round(seconds * 1000, 1)
            said = dict(method=method, route=route, status=response.status_code, ms=ms, role=_roles())
            log.info("request", extra=said)
        return response


def _roles() -> str:
    """The roles of whoever acted, as far as the request found out: no name, no number."""
    visit = request.environ.get("hub.visit")
    actor = g.get("api_actor") or getattr(visit, "actor", None)
    held = {granted.role.value for granted in actor.roles} if actor is not None else set()
    program = " program" if getattr(actor, "through", None) else ""
    return (" ".join(sorted(held)) or "nobody") + program


def _count_connections() -> None:
    pool = getattr(db.engine, "pool", None)
    if isinstance(pool, QueuePool):
        POOL_CONNECTIONS.labels("in_use").set(pool.checkedout())
        POOL_CONNECTIONS.labels("kept_at_most").set(pool.size())
