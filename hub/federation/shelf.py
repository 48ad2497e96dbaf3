"""The last good metadata and keys of the regions, in one table that all processes read and write."""

from datetime import UTC, datetime
from typing import Any

from flask import has_app_context
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, OperationalError

from hub.federation.models import RegionDocument
from hub.kernel.db import own_transaction


class DocumentShelf:
    """Kept by the database; without one (a command that only reads files) every process is on its own."""

    def load(self, key: str) -> tuple[dict[str, Any], float] | None:
        """The document and when it was fetched, in Unix seconds."""
        if not has_app_context():
            return None
        wanted = select(RegionDocument.document, RegionDocument.fetched_at).where(RegionDocument.key == key)
        try:
            with own_transaction() as connection:
                found = connection.execute(wanted).one_or_none()
        except OperationalError:
            return None  # the region itself can still be asked
        return (found.document, found.fetched_at.timestamp()) if found else None

    def save(self, key: str, document: dict[str, Any], fetched_at: float) -> None:
        """Keep a good document, unless another process has a newer one."""
        if not has_app_context():
            return
        at = datetime.fromtimestamp(fetched_at, UTC)
        row = insert(RegionDocument).values(key=key, document=document, fetched_at=at)
        newer = row.on_conflict_do_update(
            index_elements=[RegionDocument.key],
            set_={"document": row.excluded.document, "fetched_at": row.excluded.fetched_at},
            where=RegionDocument.fetched_at < row.excluded.fetched_at,
        )
        try:
            with own_transaction() as connection:
                connection.execute(newer)
        except (OperationalError, DataError):
            return  # this process has its own copy; what the database cannot hold (NUL) is not shared
