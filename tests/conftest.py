"""One server for a run, a template database made once, a clone or a rolled-back transaction for each test.

The server is the embedded PostgreSQL under var/, or the one DATABASE_URL names (an owner's URL).
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from psycopg import sql
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

from hub.app import create_app, import_capabilities
from hub.kernel import embedded_postgres, scope
from hub.kernel.db import db
from hub.kernel.schema import APPLICATION_ROLE, create_schema
from hub.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@cache
def _maintenance_url() -> URL:
    given = os.environ.get("DATABASE_URL")
    return make_url(given) if given else make_url(embedded_postgres.ensure(ROOT / "var" / "test-postgres", **FAST))


def _maintenance() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(_maintenance_url().render_as_string(hide_password=False), autocommit=True)


def _execute(statement: sql.Composed) -> None:
    with _maintenance() as connection:
        connection.execute(statement)


def pytest_configure(config: pytest.Config) -> None:
    """Make the template database once, in the controlling process."""
    if hasattr(config, "workerinput"):
        return
    name = f"template_{uuid4().hex[:10]}"
    os.environ["HUB_TEST_TEMPLATE"] = name
    _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    engine = create_engine(_maintenance_url().set(database=name, drivername="postgresql+psycopg"), poolclass=NullPool)
    import_capabilities()
    with engine.begin() as connection:
        create_schema(connection)
    engine.dispose()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the template database again, and what was copied from it to be filled and copied further."""
    if not hasattr(config, "workerinput") and "HUB_TEST_TEMPLATE" in os.environ:
        template = os.environ.pop("HUB_TEST_TEMPLATE")
        with _maintenance() as connection:
            of_this_run = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [template]
            ).fetchall()
        for (name,) in of_this_run:
            drop_database(str(name))


def clone_database(source: str | None = None) -> str:
    """A fresh database of our own, cloned from the template or from ``source``; returns its name."""
    name = f"test_{uuid4().hex[:12]}"
    _copy(source or os.environ["HUB_TEST_TEMPLATE"], name)
    return name


def filled_database(kind: str, fill: Callable[[Flask], None], source: str | None = None) -> str:
    """A database that ``fill`` filled, once in a run, whichever process asked first; to be cloned, not to be used."""
    template = os.environ["HUB_TEST_TEMPLATE"]
    name, half_made = f"{template}_{kind}", f"{template}_{kind}_in_the_making"
    with _maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])  # held until the connection closes
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            drop_database(half_made)
            _copy(source or template, half_made)
            with _lent(half_made) as app:
                fill(app)
            _execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half_made), sql.Identifier(name)))
    return name


def _copy(source: str, name: str) -> None:
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _execute(copy.format(sql.Identifier(name), sql.Identifier(source)))


def drop_database(name: str) -> None:
    """Drop a database whoever is still connected."""
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def application_url(name: str) -> str:
    """URL of database ``name`` as the application's role."""
    url = _maintenance_url().set(database=name, username=APPLICATION_ROLE, password=None)
    return url.render_as_string(hide_password=False)


def owner_url(name: str) -> str:
    """URL of database ``name`` as its owner."""
    return _maintenance_url().set(database=name).render_as_string(hide_password=False)


@contextmanager
def own_application(source: str | None = None, pages: Callable[[Flask], None] | None = None) -> Iterator[Flask]:
    """An application over a database of its own, a clone of the template or of ``source``.

    Building one takes a fifth of a second, so that those no longer used are lent again; what a test puts into
    ``config`` or ``extensions`` goes when the block ends. ``pages`` adds pages when one is built.
    """
    name = clone_database(source)
    try:
        with _lent(name, pages) as application:
            yield application
    finally:
        drop_database(name)


_idle: dict[Callable[[Flask], None] | None, list[Flask]] = defaultdict(list)


@contextmanager
def _lent(database: str, pages: Callable[[Flask], None] | None = None) -> Iterator[Flask]:
    application = _idle[pages].pop() if _idle[pages] else _new_application(pages)
    config, extensions = dict(application.config), dict(application.extensions)
    url = application_url(database)
    application.config.update(SQLALCHEMY_DATABASE_URI=url, OWNER_URL=owner_url(database))
    with application.app_context():
        db.engines[None] = create_engine(url, **application.config["SQLALCHEMY_ENGINE_OPTIONS"])
    try:
        yield application
    finally:
        with application.app_context():
            db.session.remove()
            db.engine.dispose()
        for kept, was in ((application.config, config), (application.extensions, extensions)):
            kept.clear()
            kept.update(was)
        _idle[pages].append(application)


def _new_application(pages: Callable[[Flask], None] | None) -> Flask:
    application = create_app(load_settings("testing"), database_url=application_url(os.environ["HUB_TEST_TEMPLATE"]))
    application.jinja_env.bytecode_cache = _compiled_once
    if pages:
        pages(application)
    return application


class _CompiledOnce(BytecodeCache):
    """Templates compiled for one application serve all others of this process."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this template, while its text is the same."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


_compiled_once = _CompiledOnce()


@pytest.fixture(scope="session")
def session_database() -> Iterator[str]:
    """The database shared by this worker's tests that roll back."""
    name = clone_database()
    yield name
    drop_database(name)


@pytest.fixture(scope="session")
def app(session_database: str) -> Flask:
    """The application over this worker's database."""
    return create_app(load_settings("testing"), database_url=application_url(session_database))


@pytest.fixture
def session(app: Flask) -> Iterator[None]:
    """An application context whose work is rolled back afterwards; commits inside become savepoints."""
    with rolled_back(app):
        yield


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """An application context that sees everything and whose work is rolled back when the block ends."""
    with app.app_context(), scope.everything():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.remove()
        try:
            yield
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine


@pytest.fixture
def committing_app() -> Iterator[Flask]:
    """An application over a database of its own, for tests that must commit: threads, processes, jobs."""
    with own_application() as application:
        yield application
