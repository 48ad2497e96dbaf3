"""Bring a database to the needed revision, and refuse to work on any other."""

from flask import Flask
from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from hub.kernel.database import owner_url
from hub.kernel.db import db
from hub.kernel.revisions import configuration, floor_of, is_known, needed, note_floor, present
from hub.kernel.schema import ensure_application_role, grant_to_application
from hub.settings import Settings

ONE_AT_A_TIME = 7_402_113_306_518_221  # advisory lock, arbitrary


class SchemaNotCurrent(RuntimeError):
    """The database is not at the revision this version needs."""


def upgrade(settings: Settings, *, url: URL | None = None) -> None:
    """Apply the missing revisions and grants, in one transaction, as the owner; harmless when there are none."""
    from alembic import command

    engine = create_engine(_driver(url or owner_url(settings)), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        _refuse_unknown(present(connection))
        ensure_application_role(connection)
        command.upgrade(configuration(connection), "heads")
        note_floor(connection)
        grant_to_application(connection)
    engine.dispose()


def is_current(settings: Settings) -> bool:
    """Whether the database is at the needed revision."""
    engine = create_engine(_driver(owner_url(settings)), poolclass=NullPool)
    with engine.connect() as connection:
        return present(connection) == needed()


def check_schema(app: Flask) -> None:
    """Refuse to serve or work on a database of another revision, unless a newer one says that this version may.

    That is how version N−1 goes on, also when it is started again, while version N takes over process by process.

    Raises:
        SchemaNotCurrent: with the sentence that says what to do.
    """
    with app.app_context(), db.engine.connect() as connection:
        found, floor = present(connection), floor_of(connection)
    if found == needed() or (_is_newer(found) and floor is not None and floor <= max(needed())):
        return
    _refuse_unknown(found)
    raise SchemaNotCurrent(
        f"The database is at revision {', '.join(found) or 'none'} and this version needs {', '.join(needed())}:"
        " run `hub db upgrade` first."
    )


def _is_newer(found: tuple[str, ...]) -> bool:
    return bool(found) and not any(is_known(revision) for revision in found)


def _refuse_unknown(found: tuple[str, ...]) -> None:
    unknown = [revision for revision in found if not is_known(revision)]
    if unknown:
        raise SchemaNotCurrent(
            f"The database is at revision {', '.join(unknown)}, which this version does not know:"
            " it was upgraded by a newer version; run that one."
        )


def _driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")
