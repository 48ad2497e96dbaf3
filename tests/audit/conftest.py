"""A hub of its own for each test: what is sealed must be committed, and anchors need a folder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from hub.app import create_app
from hub.kernel.db import db
from hub.settings import load_settings
from tests.conftest import application_url, clone_database, drop_database, owner_url


@pytest.fixture
def hub_app(tmp_path: Path) -> Iterator[Flask]:
    """An application over a database and a folder of its own."""
    name = clone_database()
    settings = load_settings("testing")
    settings = replace(settings, hub=replace(settings.hub, var_folder=str(tmp_path)))
    app = create_app(settings, database_url=application_url(name))
    app.config["OWNER_URL"] = owner_url(name)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)
