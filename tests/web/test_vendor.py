"""Front-end files of others: as locked, without what old browsers cannot read, and small."""

import gzip
import re
import shutil

import pytest

from tools import vendor


def test_every_vendored_file_is_as_locked():
    assert vendor.verify() == []


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the vendored files that may be spoilt."""
    for folder in ("hub/web/static", "tests/browser/vendor"):
        shutil.copytree(vendor.ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "hub/web/static/vendor.lock.json")
    return tmp_path / "hub/web/static/vendor"


def test_a_changed_an_additional_and_a_missing_file_are_told(copy):
    css = next(copy.rglob("bootstrap.min.css"))
    css.write_text(css.read_text() + "x")
    (copy / "smuggled.js").write_text("1")
    next(copy.rglob("LICENSE")).unlink()
    faults = "\n".join(vendor.verify())
    assert "was changed" in faults and "smuggled.js is not in the lock" in faults and "is missing" in faults


def test_the_lock_names_no_place_on_the_network():
    assert "://" not in vendor.LOCK.read_text()


def test_styles_hold_nothing_that_old_browsers_cannot_read():
    for path in vendor.STATIC.rglob("*.css"):
        assert not re.search(r"color-mix\(|oklch\(|:has\(", path.read_text()), path


def test_a_page_needs_less_than_100_kilobytes_of_assets():
    """The drawing library is large and loaded by the analysis pages alone."""
    files = [p for p in vendor.STATIC.rglob("*") if p.suffix in (".css", ".js", ".svg") and "echarts" not in p.parts]
    assert sum(len(gzip.compress(p.read_bytes())) for p in files) < 100_000


def test_the_drawing_library_is_loaded_by_the_analysis_pages_alone():
    templates = vendor.STATIC.parent / "templates"
    assert {p.name for p in templates.rglob("*.html") if "echarts" in p.read_text()} <= {"analysis.html"}
