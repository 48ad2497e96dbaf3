"""In tests, a request or job that wrote and did not commit fails: its work would silently be lost."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session

from hub.kernel.db import count_write, db, unsettled_since, writes

_WRITING = ("insert", "update", "delete", "merge")


class Uncommitted(AssertionError):
    """Something was written outside a unit of work, so nobody has committed it."""


def watch(app: Flask) -> None:
    """Check every request of ``app``; only the testing configuration does."""
    app.extensions["uncommitted"] = True
    if not event.contains(Session, "after_flush", _after_flush):
        event.listen(Session, "after_flush", _after_flush)
        event.listen(Session, "do_orm_execute", _after_execute)

    @app.before_request
    def remember_writes() -> None:
        g.writes_before = writes()

    @app.after_request
    def refuse(response: Response) -> Response:
        refuse_uncommitted(f"{request.method} {request.path}", since=g.get("writes_before", 0))
        return response


def refuse_uncommitted(what: str, since: int = 0) -> None:
    """Raise when the session wrote after its ``since``-th write and nobody committed; outside tests do nothing.

    Raises:
        Uncommitted: there is unsaved work, which is rolled back.
    """
    if "uncommitted" not in current_app.extensions or not unsettled_since(since):
        return
    db.session.rollback()
    raise Uncommitted(f"{what} wrote without a unit of work: its work is lost.")


def _after_flush(session: Session, _context: Any) -> None:
    if session.new or session.dirty or session.deleted:
        session.info["writes"] = session.info.get("writes", 0) + 1


def _after_execute(state: ORMExecuteState) -> None:
    statement = state.statement
    words = statement.text.split(None, 1) if isinstance(statement, TextClause) else []
    if state.is_insert or state.is_update or state.is_delete or (words and words[0].lower() in _WRITING):
        count_write()
