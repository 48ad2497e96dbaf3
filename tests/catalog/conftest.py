"""The sample world for the tests of this folder."""

from tests.orders.fixtures import _drop_world, hub_app, world, world_app

__all__ = ["_drop_world", "hub_app", "world", "world_app"]
