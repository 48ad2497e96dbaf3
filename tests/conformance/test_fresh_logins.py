"""A login of now, or of at most so many seconds ago, is asked of an OpenID region, and its answer is held to it."""

from typing import Any

import pytest

from adapters.contract import BadAnswer, LoginRequest
from adapters.protocols.id_token import Expected, check_age, freshness_asked

NOW = 1_700_000_000


def request(**wish: Any) -> LoginRequest:
    """A login as the core begins it."""
    return LoginRequest("s", "n", "c", "https://hub.invalid/cb", **wish)


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ({}, {}),
        ({"anew": True}, {"prompt": "login"}),
        ({"max_age": 0}, {"max_age": "0"}),
        ({"anew": True, "max_age": 300}, {"prompt": "login", "max_age": "300"}),
    ],
)
def test_what_is_wished_is_asked(wish: dict[str, Any], asked: dict[str, str]) -> None:
    assert freshness_asked(request(**wish)) == asked


@pytest.mark.parametrize(
    ("auth_time", "max_age", "believed"),
    [
        (NOW - 10_000, None, True),
        (NOW - 300, "300", True),
        (NOW - 331, "300", False),
        (None, "300", False),
        ("1700000000", "300", False),
        (True, "300", False),
        (NOW - 31, "0", False),
        (NOW - 30, "0", True),
    ],
)
def test_an_older_or_undated_login_is_refused(auth_time: Any, max_age: str | None, believed: bool) -> None:
    claims, expected = {"auth_time": auth_time}, Expected("i", "c", NOW)
    if believed:
        check_age(claims, max_age, expected)
    else:
        with pytest.raises(BadAnswer, match="auth_time"):
            check_age(claims, max_age, expected)
