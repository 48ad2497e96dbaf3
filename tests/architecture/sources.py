"""The files the rules look at."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def none_of(offenders: Iterable[str]) -> None:
    """Fail with the whole list, one offender a line."""
    found = sorted(set(offenders))
    assert not found, "\n" + "\n".join(found)


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the folders, migrations excepted."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations/versions" not in path.as_posix()]


def templates() -> list[Path]:
    """Every page template."""
    return sorted((ROOT / "hub").rglob("*.html"))


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines) of every function of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
