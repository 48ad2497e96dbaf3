"""The cases pin the policies: of the changes of a document, so many are noticed as are wanted."""

import pytest

from tests.policy.mutation import BY_NAME, WANTED, run


@pytest.mark.parametrize("name", BY_NAME)
def test_nineteen_of_twenty_changes_of_a_document_are_noticed(name: str) -> None:
    total, survivors = run(name)
    assert len(survivors) <= total * (1 - WANTED), survivors
