"""A hub with a few probe pages, so that the foundation of the pages is tried without any business."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import own_application
from tests.web.probe import bp
from tests.web.sample import shared_staged_hub


@pytest.fixture(scope="session")
def probe_app() -> Iterator[Flask]:
    """The application with the probe pages, over a database of its own."""
    with own_application(pages=lambda app: app.register_blueprint(bp)) as app:
        yield app


@pytest.fixture
def client(probe_app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return probe_app.test_client()


@pytest.fixture(scope="session")
def sample_app() -> Flask:
    """The application with sample data and something waiting at every desk; tests may add to it."""
    return shared_staged_hub()
