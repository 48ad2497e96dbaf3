"""Version N−1 works on while the tables become those of version N, and both work on them side by side."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from hub import messages
from hub.kernel import migrate, revisions, scope
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.db import unit_of_work
from hub.kernel.ids import new_id
from hub.settings import load_settings
from schemas.terms import Role

EXPAND = '''"""A column that the version before does not know, one with a default, and a table."""
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
works_with = "0001"

def upgrade():
    op.add_column("message", sa.Column("urgency", sa.Text()))
    op.add_column("message", sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    op.create_table("message_urgency", sa.Column("word", sa.Text(), primary_key=True))
'''
CONTRACT = '''"""What the version before did without for a whole version goes."""
from alembic import op
revision = "0003"
down_revision = "0002"
works_with = "0002"
CONTRACTS = "message.urgency; unused since 0002"

def upgrade():
    op.drop_column("message", "urgency")
'''
OPERATOR = Actor(account_id=new_id(), name="n", roles=frozenset({GrantedRole(Role.HUB_OPERATOR)}))


@contextmanager
def version(folder: Path, **later: str) -> Iterator[None]:
    """In this block the program is the one whose migrations end with ``later`` (name=source)."""
    shutil.copytree(revisions.FOLDER, folder)
    for name, source in later.items():
        (folder / "versions" / f"{name}.py").write_text(source)
    before, revisions.FOLDER = revisions.FOLDER, folder
    forget()
    try:
        yield
    finally:
        revisions.FOLDER = before
        forget()


def forget() -> None:
    revisions._revisions.cache_clear()
    revisions._headers.cache_clear()


def tell_and_read(app: Flask, times: int, failed: list[BaseException]) -> None:
    """The program of version N−1: it writes messages and reads those of both versions."""
    try:
        for number in range(times):
            with app.app_context(), scope.everything():
                with unit_of_work():
                    messages.tell("job.failed", role=Role.HUB_OPERATOR, subject="job", subject_no=str(number), path="/")
                assert messages.inbox(OPERATOR, limit=5)
    except BaseException as error:
        failed.append(error)


def as_version_n(engine: Engine, times: int) -> None:
    """What version N does: it writes the new column too, and reads rows that were written without it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for number in range(times):
            values = {"id": new_id(), "no": f"n{number}"}
            connection.execute(
                text(
                    "INSERT INTO message (id, event, role, subject, subject_no, path, filling, told_at, urgency)"
                    " VALUES (:id, 'job.failed', 'hub_operator', 'job', :no, '/', '{}', now(), 'high')"
                ),
                values,
            )
            newest = "SELECT coalesce(urgency, 'none'), weight FROM message ORDER BY told_at DESC LIMIT 5"
            assert {row.weight for row in connection.execute(text(newest))} == {1}


@pytest.fixture
def owner(committing_app: Flask) -> Engine:
    """The owner's connection to the database of the test."""
    url = make_url(committing_app.config["OWNER_URL"]).set(drivername="postgresql+psycopg")
    return create_engine(url, poolclass=NullPool)


def test_the_version_before_works_on_while_the_next_widens_the_tables_and_beside_it(committing_app, owner, tmp_path):
    failed: list[BaseException] = []
    old = [threading.Thread(target=tell_and_read, args=[committing_app, 30, failed]) for _ in range(2)]
    for thread in old:
        thread.start()
    with version(tmp_path / "n", **{"0002_expand": EXPAND}):
        migrate.upgrade(load_settings("testing"), url=owner.url)
        migrate.check_schema(committing_app)
        as_version_n(owner, 30)
    for thread in old:
        thread.join(60)
    assert failed == []
    migrate.check_schema(committing_app)  # N−1 may be started again
    assert committing_app.test_client().get("/readyz").status_code == 200
    with owner.connect() as connection:
        counted = connection.execute(text("SELECT count(*), count(urgency) FROM message")).one()
    assert tuple(counted) == (90, 30)


def test_a_version_that_is_too_old_is_refused_once_something_was_taken_away(committing_app, owner, tmp_path):
    with version(tmp_path / "n", **{"0002_expand": EXPAND, "0003_contract": CONTRACT}):
        migrate.upgrade(load_settings("testing"), url=owner.url)
        migrate.check_schema(committing_app)
    with pytest.raises(migrate.SchemaNotCurrent, match="newer version"):
        migrate.check_schema(committing_app)
    with version(tmp_path / "n-1", **{"0002_expand": EXPAND}):
        migrate.check_schema(committing_app)
