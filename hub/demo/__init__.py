"""`make demo`: everything on loopback, the main job played over HTTP, then left running to look around."""

from hub.demo.command import forget, run

__all__ = ["forget", "run"]
