"""A hub with a few probe pages, so that the foundation of the pages is tried without any business."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.app import create_app
from hub.kernel.db import db
from hub.settings import load_settings
from tests.conftest import application_url, clone_database, drop_database
from tests.web.probe import bp
from tests.web.sample import shared_staged_hub


@pytest.fixture(scope="session")
def probe_app() -> Iterator[Flask]:
    """The application with the probe pages, over a database of its own."""
    name = clone_database()
    app = create_app(load_settings("testing"), database_url=application_url(name))
    app.register_blueprint(bp)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


@pytest.fixture
def client(probe_app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return probe_app.test_client()


@pytest.fixture(scope="session")
def sample_app() -> Flask:
    """The application with sample data and something waiting at every desk; tests may add to it."""
    return shared_staged_hub()
