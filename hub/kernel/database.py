"""Which database this process talks to: DATABASE_URL, or the embedded server with a database of its own."""

from contextlib import suppress

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from hub.kernel import embedded_postgres
from hub.kernel.schema import APPLICATION_ROLE
from hub.settings import Settings


def owner_url(settings: Settings) -> URL:
    """URL of the role that owns the tables: for migrations, never for requests."""
    if settings.database.owner_url:
        return make_url(settings.database.owner_url)
    if settings.database.url:
        return make_url(settings.database.url)
    maintenance = embedded_postgres.ensure(settings.var / "postgres")
    ensure_database(make_url(maintenance), "hub")
    return make_url(maintenance).set(database="hub")


def application_url(settings: Settings) -> URL:
    """URL of the role that the hub works as; it owns no table."""
    if settings.database.url and settings.production:
        return make_url(settings.database.url)
    return owner_url(settings).set(username=APPLICATION_ROLE, password=None)


def ensure_database(maintenance: URL, name: str) -> None:
    """Create database ``name`` unless it exists; two processes may try at once."""
    with psycopg.connect(maintenance.render_as_string(hide_password=False), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            # another process may make it at the same time
            with suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateDatabase):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop_database(settings: Settings) -> None:
    """Remove the embedded server's database with everything in it; a database of somebody's own is left alone."""
    if settings.database.url:
        return
    maintenance = embedded_postgres.ensure(settings.var / "postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS hub WITH (FORCE)")


def engine_options(settings: Settings) -> dict[str, object]:
    """Options of every engine: Asia/Shanghai, bounded statements and locks, no waiting for a connection without end."""
    database = settings.database
    limits = f"-c timezone=Asia/Shanghai -c lock_timeout={database.lock_timeout_ms}"
    limits += f" -c statement_timeout={database.statement_timeout_ms} -c idle_in_transaction_session_timeout=30000"
    options: dict[str, object] = {"pool_pre_ping": True, "pool_timeout": 5, "pool_size": 20}
    if database.behind_pooler:
        # The next transaction may be on another connection: nothing is prepared on one, and the role has the settings.
        return options | {"hide_parameters": True, "connect_args": {"prepare_threshold": None}}
    # Errors of the database go to the log and to the operators' page: never with the values that were sent.
    return options | {"hide_parameters": True, "connect_args": {"options": limits}}
