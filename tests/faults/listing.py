"""The list of faults (faults.toml) as the tests and the runner of mutants read it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Mutant:
    """A change of one file that a named test must notice."""

    what: str
    file: str
    changes: tuple[dict[str, str], ...]
    killed_by: str

    @property
    def module(self) -> str:
        """The file as Python imports it."""
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True)
class Fault:
    """One fault, the tests that show that it does no harm, and mutants that would let it."""

    no: int
    fault: str
    tests: tuple[str, ...]
    mutants: tuple[Mutant, ...]
    disaster: bool


def read_faults() -> list[Fault]:
    """Every fault of the list."""
    return [_fault(row) for row in tomllib.loads((HERE / "faults.toml").read_text())["fault"]]


def _fault(row: dict[str, Any]) -> Fault:
    mutants = tuple(_mutant(one, row["tests"][0]) for one in row["mutants"])
    return Fault(row["no"], row["fault"], tuple(row["tests"]), mutants, row.get("disaster", False))


def _mutant(row: dict[str, Any], first_test: str) -> Mutant:
    changes = row.get("changes") or [{"find": row["find"], "plant": row["plant"]}]
    return Mutant(row["what"], row["file"], tuple(changes), row.get("killed_by", first_test))
