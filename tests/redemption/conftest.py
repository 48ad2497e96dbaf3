"""The sample world for the tests of this folder: one that is rolled back, one for threads and pages that commit."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.orders.fixtures import world, world_app
from tests.web.sample import sample_hub

__all__ = ["hub", "world", "world_app"]


@pytest.fixture(scope="session")
def hub() -> Iterator[Flask]:
    """A hub with the sample data that keeps what tests commit."""
    with sample_hub() as app:
        yield app
