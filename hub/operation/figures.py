"""The figures that the database is asked for, from figures.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A gauge: ``query`` yields its labels' values in their order, then the amount."""

    name: str
    help: str
    labels: tuple[str, ...]
    query: str


@cache
def figures() -> tuple[Figure, ...]:
    """All of them, in the order of the file."""
    with open(Path(__file__).with_name("figures.toml"), "rb") as file:
        rows = tomllib.load(file)["figure"]
    return tuple(Figure(row["name"], row["help"], tuple(row["labels"]), row["query"]) for row in rows)
