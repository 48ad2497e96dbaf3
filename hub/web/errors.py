"""What goes wrong, as a page for people or as problem+json (RFC 9457) for programs; never anything internal."""

import logging
from typing import Any

from flask import Flask, Response, current_app, g, json, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from psycopg.errors import LockNotAvailable, QueryCanceled, ReadOnlySqlTransaction
from sqlalchemy.exc import DataError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.web import refusal
from hub.web.error_words import ERROR_WORDS
from hub.web.language import lang, t

log = logging.getLogger(__name__)
PROGRAMS: tuple[str, ...] = ("/api/", "/federation/", "/.well-known/")
PROGRAMS += tuple(f"/oauth/{name}" for name in ("token", "par", "introspect", "revoke", "userinfo", "jwks"))


class Busy(HubError):
    """The database did not answer in time."""

    status = 503
    code = "hub.busy"
    zh = "系统繁忙，您的操作未完成，请稍后再试。"
    en = "The system is busy; nothing was done. Try again shortly."


class FormExpired(HubError):
    """The form's protection token is missing, wrong or from another session."""

    status = 400
    code = "form.expired"
    zh = "页面已过期，您的操作未完成。请返回上一页刷新后重新提交。"
    en = "The page has expired and nothing was done. Go back, reload it and submit again."


def install(app: Flask) -> None:
    """Register the handlers; the last catches everything."""
    app.register_error_handler(HubError, refused)
    app.register_error_handler(CSRFError, lambda _: refused(FormExpired()))
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DataError, lambda _: unusable())
    app.register_error_handler(OperationalError, database_error)
    app.register_error_handler(InternalError, database_error)
    app.register_error_handler(NoConnection, no_connection)
    app.register_error_handler(RecursionError, lambda _: unusable())
    app.register_error_handler(UnicodeError, lambda _: unusable())
    app.register_error_handler(Exception, last_resort)


def trace_id() -> str:
    """The number under which this request stands in the log."""
    if "trace_id" not in g:
        g.trace_id = str(g.get("request_id") or new_id().hex)[-12:]
    return str(g.trace_id)


def refused(error: HubError) -> ResponseReturnValue:
    """A refusal that no view caught."""
    db.session.rollback()
    refusal.show(error)
    response = answer(error.status, error.code, error.text(lang()), error.field, **getattr(error, "problem", {}))
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    wait = getattr(error, "retry_after_seconds", 5 if error.status == 503 else None)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What Werkzeug or a view aborted with; its headers (Allow, Retry-After, Location) are kept."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    response = answer(status, f"http.{status}", _words(status)[1])
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers.add(name, value)
    return response


def unusable() -> ResponseReturnValue:
    """Something in the request cannot be stored or read at all: too deep, too long, not text."""
    db.session.rollback()
    return answer(400, "http.400", _words(400)[1])


def database_error(error: OperationalError | InternalError) -> ResponseReturnValue:
    """A lock or statement took too long, or the database is away, full or only reads: nothing was done."""
    if isinstance(error, InternalError) and not isinstance(error.orig, ReadOnlySqlTransaction):
        return last_resort(error)
    if not isinstance(error.orig, LockNotAvailable | QueryCanceled):
        log.error("database unavailable %s", trace_id(), exc_info=error)
    return refused(Busy())


def no_connection(error: NoConnection) -> ResponseReturnValue:
    """All connections of this process are taken: nothing was done."""
    log.error("no connection left %s", trace_id(), exc_info=error)
    return refused(Busy())


def last_resort(error: Exception) -> ResponseReturnValue:
    """An error that nobody foresaw: recorded with its trace id, told without detail."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    # Not the address: it may hold what somebody typed.
    route = request.url_rule.rule if request.url_rule else "-"
    log.error("%s %s failed %s", request.method, route, trace_id(), exc_info=error)
    return answer(500, "http.500", _words(500)[1])


def answer(status: int, code: str, sentence: str, field: str | None = None, **more: Any) -> Response:
    """The error as a page, or as problem+json where programs call."""
    title = _words(status)[0]
    if request.path.startswith(PROGRAMS):
        problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        problem |= {"code": code, "instance": request.path, "trace_id": trace_id()}
        problem |= {"field": field} if field else {}
        return Response(json.dumps(problem | more), status, content_type="application/problem+json")
    page = dict(status=status, code=code, title=title, sentence=sentence, trace_id=trace_id())
    try:
        return make_response(
            current_app.jinja_env.get_template("errors/error.html").render(**_with_context(page)), status
        )
    except Exception:
        log.exception("the error page itself failed %s", trace_id())
        return Response(f"{title}: {sentence} ({trace_id()})", status, content_type="text/plain; charset=utf-8")


def _with_context(page: dict[str, Any]) -> dict[str, Any]:
    current_app.update_template_context(page)
    return page


def _words(status: int) -> tuple[str, str]:
    zh, en, zh_sentence, en_sentence = ERROR_WORDS.get(status) or ERROR_WORDS[400 if status < 500 else 500]
    return t(zh, en), t(zh_sentence, en_sentence)
