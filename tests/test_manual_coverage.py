"""docs/manual_coverage.tsv stays honest: every row of the manuals once, every "shown" with a test that exists."""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = {"ZJ1": 32, "ZJ2": 33, "JS": 64, "CSJ": 61, "TJ": 35}
STATUSES = {"shown", "not yet", "never"}


def _table() -> list[dict[str, str]]:
    with open(ROOT / "docs" / "manual_coverage.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_row_of_the_manuals_stands_in_the_table_once() -> None:
    wanted = [f"{manual}-{number:02d}" for manual, count in ROWS.items() for number in range(1, count + 1)]
    assert [row["row"] for row in _table()] == wanted


def test_every_row_says_whether_it_is_shown_not_yet_or_never() -> None:
    assert {row["status"] for row in _table()} <= STATUSES
    assert [row["row"] for row in _table() if row["status"] == "never" and not row["shown by, or the reason"]] == []


def _exists(shown_by: str) -> bool:
    """Whether "file", "file::function" or "file::function[case]" is there; a case stands in a region's cases.toml."""
    path, _, name = shown_by.partition("::")
    function, _, case = name.removesuffix("]").partition("[")
    file = ROOT / path
    if not file.is_file() or (function and f"def {function}(" not in file.read_text(encoding="utf-8")):
        return False
    region, _, wanted = case.partition(": ")
    return not case or f'name = "{wanted}"' in (ROOT / "regions" / region / "cases.toml").read_text(encoding="utf-8")


def test_whoever_shows_a_row_exists() -> None:
    missing = []
    for row in _table():
        if row["status"] == "shown":
            named = row["shown by, or the reason"].split(" | ")
            missing += [f"{row['row']}: {shown_by}" for shown_by in named if not _exists(shown_by)]
    assert missing == []


def test_only_what_is_shown_or_never_says_why() -> None:
    assert [row["row"] for row in _table() if row["status"] == "not yet" and row["shown by, or the reason"]] == []
