"""The sample world, loaded once for a run: each application works on a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from flask import Flask
from psycopg import sql

from hub.app import create_app
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from tests import conftest
from tests.orders.world import load_world

_loaded: list[str] = []


@contextmanager
def world_application() -> Iterator[Flask]:
    """An application over a copy of the sample world."""
    name = f"test_{uuid4().hex[:12]}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    conftest._execute(copy.format(sql.Identifier(name), sql.Identifier(_world())))
    application = _application(name)
    try:
        yield application
    finally:
        with application.app_context():
            db.session.remove()
            db.engine.dispose()
        conftest.drop_database(name)


def _world() -> str:
    if not _loaded:
        name = conftest.clone_database()
        application = _application(name)
        with application.app_context():
            with scope.everything(), unit_of_work():
                load_world()
            db.session.remove()
            db.engine.dispose()
        _loaded.append(name)
    return _loaded[0]


def _application(name: str) -> Flask:
    application = create_app(load_settings("testing"), database_url=conftest.application_url(name))
    application.config["OWNER_URL"] = conftest.owner_url(name)
    return application


@pytest.fixture(scope="session", autouse=True)
def _drop_world() -> Iterator[None]:
    yield
    while _loaded:
        conftest.drop_database(_loaded.pop())


@pytest.fixture(scope="session")
def world_app() -> Iterator[Flask]:
    """The application of the tests that roll back."""
    with world_application() as application:
        yield application


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """The application of a file whose tests commit, one after the other."""
    with world_application() as application:
        yield application


@pytest.fixture
def world(world_app: Flask) -> Iterator[None]:
    """An application context over the sample world whose work is rolled back afterwards."""
    with world_app.app_context(), scope.everything():
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
