"""Write the first revision of the schema anew from the models: ``python -m hub.migrations.write_initial``.

For use before the first release only; afterwards every change is a further revision.
"""

from pathlib import Path
from uuid import uuid4

from alembic import command
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from hub.app import import_capabilities
from hub.kernel import embedded_postgres
from hub.kernel.db import APPEND_ONLY, PROTECTIONS
from hub.kernel.revisions import FOLDER, configuration
from hub.kernel.schema import REFUSE_CHANGE, append_only_statements
from hub.settings import ROOT

REVISION = "0001"
VERSIONS = FOLDER / "versions"
PROCRASTINATE = f'''

def procrastinate() -> None:
    """Procrastinate's own schema, as its version 3.10 has it."""
    sql = (Path(__file__).parent / "{REVISION}_procrastinate.sql").read_text(encoding="utf-8")
    # Without parameters, so that its percent signs stay as they are.
    op.get_bind().connection.driver_connection.execute(sql)
'''


def write_initial_revision() -> Path:
    """Replace versions/ by one revision: the models' tables, procrastinate's SQL, append-only triggers."""
    import_capabilities()
    for old in VERSIONS.glob("[0-9]*"):
        old.unlink()
    _autogenerate()
    (VERSIONS / f"{REVISION}_procrastinate.sql").write_text(SchemaManager.get_schema(), encoding="utf-8")
    path = VERSIONS / f"{REVISION}_initial.py"
    path.write_text(_completed(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _autogenerate() -> None:
    """Let Alembic compare the models with an empty database."""
    maintenance = make_url(embedded_postgres.ensure(ROOT / "var" / "test-postgres")).set(
        drivername="postgresql+psycopg"
    )
    name = f"initial_{uuid4().hex[:8]}"
    server = create_engine(maintenance, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        with create_engine(maintenance.set(database=name), poolclass=NullPool).begin() as connection:
            command.revision(configuration(connection), message="initial", autogenerate=True, rev_id=REVISION)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _completed(source: str) -> str:
    """The revision with what Alembic does not see: procrastinate's schema and the append-only triggers."""
    statements = [REFUSE_CHANGE.strip()]
    for table in sorted(APPEND_ONLY):
        statements += append_only_statements(table)
    statements += [statement.strip() for statement in PROTECTIONS]
    listed = "".join(f"    {statement!r},\n" for statement in statements)
    head, tail = source.split("\n\n\ndef downgrade()")
    head = head.replace("import sqlalchemy as sa\n", "from pathlib import Path\n\nimport sqlalchemy as sa\n", 1)
    head = head.replace("\n\n\ndef upgrade()", f"\nAPPEND_ONLY = (\n{listed})\n{PROCRASTINATE}\n\ndef upgrade()", 1)
    head += "\n    procrastinate()\n    for statement in APPEND_ONLY:\n        op.execute(statement)\n"
    return f"{head}\n\ndef downgrade(){tail}"


if __name__ == "__main__":
    print(write_initial_revision())
