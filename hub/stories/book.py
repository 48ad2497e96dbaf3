"""The demo book: which sample accounts there are, their passwords and second factors; refused in production."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "sample" / "data"


@cache
def _table(name: str) -> dict[str, Any]:
    with open(DATA / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def account(key: str) -> dict[str, Any]:
    """The account that a story calls ``key``: "E10" is the account e10 of that enterprise, "mas_admin" itself."""
    for entry in _table("accounts")["account"]:
        if entry["username"] == key.lower():
            return dict(entry)
    raise KeyError(f"The demo book has no account {key!r}.")


def accounts() -> list[dict[str, Any]]:
    """Every hub account of the demo book."""
    return [dict(entry) for entry in _table("accounts")["account"]]


def organization(key: str) -> dict[str, Any] | None:
    """The sample enterprise or institution that a story calls ``key``, or None."""
    for name, row in (("enterprises", "enterprise"), ("institutions", "institution")):
        for entry in _table(name)[row]:
            if entry["key"] == key:
                return dict(entry)
    return None
