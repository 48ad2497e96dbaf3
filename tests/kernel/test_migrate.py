"""The revisions build exactly what the models say, and nothing works on another schema."""

import subprocess
import sys
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from hub.app import create_app
from hub.kernel import migrate
from hub.kernel.db import APPEND_ONLY, Model, db
from hub.kernel.revisions import configuration, is_known, is_ours, needed, present
from hub.settings import load_settings
from tests.conftest import ROOT, _execute, application_url, drop_database, owner_url


@pytest.fixture
def empty_database():
    name = f"empty_for_migration_{uuid4().hex[:8]}"
    _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield name
    drop_database(name)


def test_upgrading_an_empty_database_gives_what_the_models_say(empty_database):
    url = make_url(owner_url(empty_database)).set(drivername="postgresql+psycopg")
    migrate.upgrade(load_settings("testing"), url=url)
    migrate.upgrade(load_settings("testing"), url=url)  # a second time changes nothing
    with create_engine(url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        assert compare_metadata(context, Model.metadata) == []
        assert present(connection) == needed()
        guarded = connection.execute(
            text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'A'")
        ).scalars()
        assert set(guarded) == APPEND_ONLY
        assert connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar_one() is not None
    migrate.check_schema(create_app(load_settings("testing"), database_url=application_url(empty_database)))


def test_a_database_without_tables_is_refused_with_the_command_to_run(empty_database):
    app = create_app(load_settings("testing"), database_url=owner_url(empty_database))
    with pytest.raises(migrate.SchemaNotCurrent, match="hub db upgrade"):
        migrate.check_schema(app)


def test_a_database_of_a_newer_version_is_refused(empty_database):
    url = owner_url(empty_database)
    with create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool).begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    with pytest.raises(migrate.SchemaNotCurrent, match="newer version"):
        migrate.check_schema(create_app(load_settings("testing"), database_url=url))


def test_the_database_of_the_tests_is_current(committing_app):
    migrate.check_schema(committing_app)


def test_the_revision_is_found_without_alembic_as_alembic_finds_it(committing_app):
    with committing_app.app_context(), db.engine.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        assert needed() == tuple(scripts.get_heads())
        assert present(connection) == MigrationContext.configure(connection).get_current_heads()
        assert all(is_known(script.revision) for script in scripts.walk_revisions())


def test_starting_the_hub_does_not_import_alembic():
    code = "import sys, hub.worker, hub.scheduler, hub.kernel.migrate; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
