"""Settlement tests live in 2021 and leave the books in order."""

from collections.abc import Iterator

import pytest

from hub import ledger
from tests.ledger.makers import at


@pytest.fixture
def books(session: None) -> Iterator[None]:
    """A rolled-back database in March 2021; every invariant holds at the end."""
    at("2021-03-04T10:00:00+08:00")
    yield
    assert ledger.verify() == []
