"""The sample world for the tests of this folder."""

from tests.orders.fixtures import hub_app, world, world_app

__all__ = ["hub_app", "world", "world_app"]
