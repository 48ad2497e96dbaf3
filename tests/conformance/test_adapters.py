"""Every dialect keeps the same promises, each against its own simulator over real HTTP (style.md §5.5)."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from adapters.conformance import Subject, subject
from adapters.discovery import discover, package_of
from adapters.promises import PROMISES, Promise
from adapters.protocols.kept import DOCUMENTS

SPECS = discover()


@pytest.fixture(scope="module", params=sorted(SPECS))
def opened(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """One dialect at its simulator."""
    DOCUMENTS.throttle_seconds = 0.0
    with subject(SPECS[request.param]) as found:
        yield found


@pytest.fixture
def region(opened: Subject) -> Subject:
    """The same, clean."""
    opened.reset()
    return opened


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_a_dialect_keeps_its_promises(region: Subject, promise: Promise) -> None:
    if not promise.concerns(region.spec):
        pytest.skip("the dialect does not say that it can do this")
    promise.keep(region)


def test_fixtures_hold_fictional_people_only(region: Subject) -> None:
    text = (files(package_of(region.spec)) / "fixtures" / "seed.toml").read_text(encoding="utf-8")
    for row in region.platform.seed["enterprises"]:
        assert row["phone"].startswith("199-0000-") and "测试" in row["person"]
        assert "MA9QY" in row["uscc"]
    assert "@" not in text
