"""What of the database is no table: append-only triggers, the application's role, procrastinate's schema."""

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from hub.kernel.db import APPEND_ONLY, PROTECTIONS, Model
from hub.kernel.revisions import stamp

APPLICATION_ROLE = "hub_app"

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: corrections are new rows', TG_TABLE_NAME USING ERRCODE = '23001';
END $$;
"""


def append_only_statements(table: str) -> list[str]:
    """What makes the database refuse UPDATE, DELETE and TRUNCATE on ``table``, for its owner too."""
    return [
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        # ALWAYS: session_replication_role = replica would walk past an ordinary trigger.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only",
    ]


def grant_to_application(connection: Connection) -> None:
    """Give the application's role what it needs and no more: no DDL, no change of append-only tables."""
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}"))
    connection.execute(
        text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION_ROLE}")
    )
    connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION_ROLE}"))
    connection.execute(text(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION_ROLE}"))
    for table in sorted(APPEND_ONLY):
        connection.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APPLICATION_ROLE}"))


def ensure_application_role(connection: Connection) -> None:
    """Create the role the application connects as; it owns no table."""
    connection.execute(
        text(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}')"
            f" THEN CREATE ROLE {APPLICATION_ROLE} LOGIN; END IF; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    )


def create_schema(connection: Connection) -> None:
    """Create everything on an empty database, as its owner."""
    ensure_application_role(connection)
    Model.metadata.create_all(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(SchemaManager.get_schema())
    connection.execute(text(REFUSE_CHANGE))
    for table in sorted(APPEND_ONLY):
        for statement in append_only_statements(table):
            connection.execute(text(statement))
    for statement in PROTECTIONS:
        connection.execute(text(statement))
    stamp(connection)
    grant_to_application(connection)
