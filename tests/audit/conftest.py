"""A hub of its own for each test: what is sealed must be committed, and anchors need a folder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import own_application


@pytest.fixture
def hub_app(tmp_path: Path) -> Iterator[Flask]:
    """An application over a database and a folder of its own."""
    with own_application() as app:
        settings = app.config["HUB"]
        app.config["HUB"] = replace(settings, hub=replace(settings.hub, var_folder=str(tmp_path)))
        yield app
