"""One dialect's adapter at its own simulator, for the tests of that dialect."""

from collections.abc import Iterator

import pytest

from adapters.conformance import Subject, subject
from adapters.discovery import discover


@pytest.fixture(scope="module")
def opened(dialect: str) -> Iterator[Subject]:
    """The adapter at its simulator; the file's fixture ``dialect`` says whose."""
    with subject(discover()[dialect]) as found:
        yield found


@pytest.fixture
def region(opened: Subject) -> Subject:
    """The same, clean."""
    opened.reset()
    return opened
