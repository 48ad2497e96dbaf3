"""The sample world: each application works on a copy of it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import rolled_back
from tests.web.sample import sample_hub


@pytest.fixture(scope="session")
def world_app() -> Iterator[Flask]:
    """The application of the tests that roll back."""
    with sample_hub() as application:
        yield application


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """The application of a file whose tests commit, one after the other."""
    with sample_hub() as application:
        yield application


@pytest.fixture
def world(world_app: Flask) -> Iterator[None]:
    """An application context over the sample world whose work is rolled back afterwards."""
    with rolled_back(world_app):
        yield
