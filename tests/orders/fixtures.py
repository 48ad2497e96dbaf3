"""A database that holds the sample world, made once for a run; each test works on it and is rolled back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from hub.app import create_app
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from tests.conftest import application_url, clone_database, drop_database, owner_url
from tests.orders.world import load_world


@pytest.fixture(scope="session")
def world_app() -> Iterator[Flask]:
    """An application over a database of its own with policies, people and catalogue."""
    name = clone_database()
    application = create_app(load_settings("testing"), database_url=application_url(name))
    application.config["OWNER_URL"] = owner_url(name)
    with application.app_context(), scope.everything(), unit_of_work():
        load_world()
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


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
