"""Number paging for people: the page asked for, inside what exists (P17)."""

from dataclasses import dataclass

from flask import request

SIZE = 20


@dataclass(frozen=True)
class Paging:
    """Which page of how many rows; ``offset`` and ``size`` go into the query."""

    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size


def page_asked_for() -> int:
    """The page number of the URL; anything that is none counts as 1."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else 1
