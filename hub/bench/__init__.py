"""`make bench`: the goals of design.md §7, each beside a floor measured in the same run on the same database."""

from hub.bench.command import run

__all__ = ["run"]
