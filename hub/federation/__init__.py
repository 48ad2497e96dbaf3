"""Which regions there are, the one door to their platforms, and every message to and from them."""

from hub.federation import directory

__all__ = ["directory"]
