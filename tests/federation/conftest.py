"""Simulators shared by the tests of this folder, each test beginning with clean ones."""

from collections.abc import Iterator

import pytest

from tests.federation.platforms import Platform, forget, platforms


@pytest.fixture(scope="package")
def running_platforms() -> Iterator[dict[str, Platform]]:
    """The simulators of this folder's tests."""
    with platforms("shanghai", "jiangsu") as found:
        yield found


@pytest.fixture
def both(running_platforms: dict[str, Platform]) -> dict[str, Platform]:
    """Two platforms, clean."""
    for platform in running_platforms.values():
        platform.reset()
    forget()
    return running_platforms


@pytest.fixture
def shanghai(both: dict[str, Platform]) -> Platform:
    """One platform, clean."""
    return both["shanghai"]
