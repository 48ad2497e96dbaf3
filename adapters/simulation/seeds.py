"""The seed of a simulator: fixtures/seed.toml of its dialect, or a table given by a test."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from schemas.terms import fen_of_yuan

REGIONS = Path(__file__).resolve().parents[2] / "regions"


def read_seed(package: str, seed: dict[str, Any] | None = None) -> dict[str, Any]:
    """``seed``, else the one that ``package`` (a dialect) brings; empty when it brings none."""
    if seed is not None:
        return seed
    file = files(package) / "fixtures" / "seed.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"enterprises": []}


def fen_of_signed_yuan(text: str) -> int:
    """An amount in yuan that may be negative: a line of a statement can be a reversal."""
    return -fen_of_yuan(text[1:]) if text.startswith("-") else fen_of_yuan(text)


def policy_document(region: str, dialect: str) -> bytes:
    """The newest policy document in this dialect among those of the region that a simulator plays; may be empty."""
    found = [file.read_bytes() for file in sorted((REGIONS / region).glob("**/policy/*.toml"))]
    said = [content for content in found if f'dialect = "{dialect}"'.encode() in content]
    return said[-1] if said else b""
