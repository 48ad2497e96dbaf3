"""From nothing to a region that lacks nothing: `hub regions new` makes the folder, `check` leads through."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import cli
from hub.federation import directory, founding
from hub.settings import ROOT

NEW = ["regions", "new", "fujian", "--area", "xiamen", "--programme", "delta", "--year", "2024", "--seller-region"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A regions folder with the programmes that a new area may stand under."""
    shutil.copytree(ROOT / "regions" / "delta", tmp_path / "regions" / "delta")
    monkeypatch.setenv("HUB_HUB_REGIONS_FOLDER", str(tmp_path / "regions"))
    directory._shipped.cache_clear()
    yield tmp_path / "regions"
    directory._shipped.cache_clear()


def hub(*words: str) -> Result:
    """One command, with everything read anew."""
    directory._shipped.cache_clear()
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def test_from_nothing_to_complete(folder: Path) -> None:
    assert "hub regions check fujian" in hub(*NEW, "zhejiang").output
    left = hub("regions", "check", "fujian").output.splitlines()
    assert len(left) == 16 and left[-1] == "fujian: 15 missing"
    assert any("areas/xiamen/area.toml:3 is to be filled in: The area's division code" in line for line in left)
    for file in (folder / "fujian").rglob("*.toml"):
        lines = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(line for line in lines if not line.startswith(f"# {founding.MARK}")), "utf-8")
    assert hub("regions", "check", "fujian").output == "fujian: complete\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("cases.toml", None, None, "there is no cases.toml"),
        ("areas/xiamen/policy/2024.toml", None, None, "no policy says what the programme delta gives there"),
        ("areas/xiamen/area.toml", 'number_code = "XIA"', 'number_code = "xm"', "must be three capital letters"),
        ("areas/xiamen/area.toml", "delta = {}", "", "stands under no programme"),
        ("areas/xiamen/policy/2024.toml", '"比例" = "50%"', '"比例" = "40%"', "amount is '2400.00', not '3000.00'"),
        ("sources/manual.toml", "rule-fujian-04 =", "rule-fujian-40 =", "rule-fujian-04 is not among the sources"),
    ],
)
def test_what_is_taken_away_or_wrong_is_named(
    folder: Path, file: str, old: str | None, new: str | None, says: str
) -> None:
    hub(*NEW, "zhejiang")
    path = folder / "fujian" / file
    if old is None or new is None:
        path.unlink()
    else:
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert says in hub("regions", "check", "fujian").output


def test_a_folder_is_not_written_over_and_a_code_is_plain(folder: Path) -> None:
    hub(*NEW, "zhejiang")
    again = CliRunner().invoke(cli, [*NEW, "zhejiang"], standalone_mode=False)
    assert again.return_value == 1 and "exists already" in again.output
    odd = CliRunner().invoke(cli, [*NEW[:2], "Fu Jian", *NEW[3:], "zhejiang"], standalone_mode=False)
    assert odd.return_value == 1 and not (folder / "Fu Jian").exists()
