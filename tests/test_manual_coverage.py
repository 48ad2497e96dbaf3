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


def test_whoever_shows_a_row_exists() -> None:
    missing = []
    for row in _table():
        if row["status"] == "shown":
            path, _, name = row["shown by, or the reason"].partition("::")
            file = ROOT / path
            if not file.is_file() or (name and f"def {name}" not in file.read_text(encoding="utf-8")):
                missing.append(f"{row['row']}: {row['shown by, or the reason']}")
    assert missing == []
