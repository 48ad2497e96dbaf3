"""Tables of the pure decisions: sessions, passwords, usernames, paths."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.identity.rules import (
    PEOPLE_LIMITS,
    STAFF_LIMITS,
    SessionLimits,
    fold_username,
    is_session_alive,
    is_username,
    kind_of_uscc,
    mask_name,
    mask_phone,
    password_fault,
    roles_clash,
    safe_path,
)
from schemas.terms import ROLES_NOBODY_HOLDS_TOGETHER, Role

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("limits", [PEOPLE_LIMITS, STAFF_LIMITS])
@pytest.mark.parametrize(
    ("age", "idle", "alive"),
    [("none", "none", True), ("none", "limit", False), ("limit", "none", False), ("before", "before", True)],
)
def test_a_session_ends_at_its_limits(limits: SessionLimits, age: str, idle: str, alive: bool) -> None:
    back = {"none": timedelta(), "limit": timedelta(), "before": -SECOND}
    created = NOW - (limits.absolute + back[age] if age != "none" else timedelta())
    seen = NOW - (limits.idle + back[idle] if idle != "none" else timedelta())
    assert is_session_alive(created_at=created, seen_at=seen, now=NOW, limits=limits) is alive


@pytest.mark.parametrize(
    ("password", "second_factor", "good"),
    [
        ("lotus-bridge-401", False, True),
        ("lotus-bridge-4", False, False),  # 14 characters
        ("lotus-br", True, True),
        ("lotus-b", True, False),
        ("password-password", False, False),
        ("aaaaaaaaaaaaaaaaaa", False, False),
        ("采石新材料二〇二四年春天的一句话", False, True),
        ("I am caishi-admin ok", False, False),
        ("x" * 129, False, False),
    ],
)
def test_length_and_a_short_list_decide_about_passwords(password: str, second_factor: bool, good: bool) -> None:
    fault = password_fault(password, username="caishi-admin", second_factor=second_factor)
    assert (fault is None) is good


@pytest.mark.parametrize(("typed", "folded"), [("Ｅ１０", "e10"), (" E10 ", "e10"), ("Straße", "strasse")])
def test_usernames_have_one_form(typed: str, folded: str) -> None:
    assert fold_username(typed) == folded


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_folding_a_username_twice_changes_nothing(typed: str) -> None:
    once = fold_username(typed)
    if is_username(once):
        assert fold_username(once) == once


@pytest.mark.parametrize("path", ["/", "/enterprise/orders?page=2", "/login/step-up?next=%2Fhome", "/a#b"])
def test_paths_of_this_hub_are_safe(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "home",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "http:/x",
        "javascript:alert(1)",
        "/\tx",
        "/ok\r\nSet-Cookie: a=b",
        "\\\\evil.example",
        "///evil.example",
        " /home",
        "/x\\..\\y",
    ],
)
def test_other_addresses_are_no_way_back(path: str | None) -> None:
    assert safe_path(path) is None


def test_forbidden_pairs_of_roles_clash_both_ways() -> None:
    for pair in ROLES_NOBODY_HOLDS_TOGETHER:
        one, other = sorted(pair)
        assert roles_clash({one}, other) == one
        assert roles_clash({other}, one) == other
    assert roles_clash({Role.ASSESSOR, Role.NOTICE_OFFICER}, Role.AREA_ADMIN) is None


@pytest.mark.parametrize(
    ("uscc", "kind"),
    [
        ("91340500MA9QY11013", "enterprise"),
        ("123100009JG2040077", "public_institution"),
        ("523100009JG212007C", "social_organization"),
        ("92340500MA9QY11013", "individual"),
        ("11340500", "other"),
    ],
)
def test_the_code_says_what_kind_of_unit_it_is(uscc: str, kind: str) -> None:
    assert kind_of_uscc(uscc) == kind


def test_masks_show_little() -> None:
    assert mask_phone("19900000001") == "199****0001"
    assert (mask_name("陆示舟"), mask_name("")) == ("陆**", "")
