"""Cursor paging: the newest first, the cursor is the last id seen, so nothing is shown twice or left out."""

import base64
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from hub.kernel.db import db
from hub.kernel.errors import Invalid


class CursorRefused(Invalid):
    """The cursor was not given by this list."""

    code = "input.cursor"
    zh = "分页游标无效，请从第一页重新读取。"
    en = "The cursor is not valid; begin again without one."


def page_of(statement: Select[Any], table: Any, *, cursor: str | None, limit: int) -> dict[str, Any]:
    """``limit`` rows of ``statement`` after the cursor, with the cursor of the next page or None at the end."""
    if cursor:
        statement = statement.where(table.id < id_of(cursor))
    rows = list(db.session.execute(statement.order_by(table.id.desc()).limit(limit + 1)).scalars())
    more = len(rows) > limit
    rows = rows[:limit]
    return {"items": rows, "next": cursor_of(rows[-1].id) if more else None}


def cursor_of(row_id: UUID) -> str:
    """The cursor behind which the rows after ``row_id`` come."""
    return base64.urlsafe_b64encode(row_id.bytes).decode().rstrip("=")


def id_of(cursor: str) -> UUID:
    """The id that a cursor stands for.

    Raises:
        CursorRefused: no list of ours has given it.
    """
    try:
        return UUID(bytes=base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError as error:
        raise CursorRefused(field="cursor") from error
