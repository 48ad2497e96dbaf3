"""The seed of a simulator: fixtures/seed.toml of its dialect, or a table given by a test."""

import tomllib
from pathlib import Path
from typing import Any

from schemas.terms import fen_of_yuan


def read_seed(package_file: str, seed: dict[str, Any] | None) -> dict[str, Any]:
    """``seed``, else the dialect's own."""
    if seed is not None:
        return seed
    with open(Path(package_file).parent / "fixtures" / "seed.toml", "rb") as file:
        return tomllib.load(file)


def fen_of_signed_yuan(text: str) -> int:
    """An amount in yuan that may be negative: a line of a statement can be a reversal."""
    return -fen_of_yuan(text[1:]) if text.startswith("-") else fen_of_yuan(text)
