"""The sample world for the tests of this folder."""

from tests.orders.fixtures import world, world_app

__all__ = ["world", "world_app"]
