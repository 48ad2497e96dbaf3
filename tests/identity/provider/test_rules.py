"""The provider's decisions as tables: what a login still needs, what a refresh token that comes again means."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.identity.provider.rules import (
    GRACE,
    GRACE_USES,
    Reuse,
    Seen,
    Step,
    Wish,
    amr_of,
    judge_refresh,
    must_push,
    next_step,
    wanted_acr,
)
from schemas.terms import Assurance

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LOW, SUBSTANTIAL, HIGH = Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def wish(*prompts: str, **more: Any) -> Wish:
    return Wish(asked_at=NOW, prompts=frozenset(prompts), **more)


def seen(opened: float = 600, proved: float | None = None, **more: Any) -> Seen:
    """Somebody whose session was opened so many seconds before the request (negative: for it)."""
    values = {"account": "a", "assurance": SUBSTANTIAL, "agreed": True, **more}
    return Seen(opened_at=ago(opened), authenticated_at=ago(opened if proved is None else proved), **values)


@pytest.mark.parametrize(
    ("asked", "met", "step"),
    [
        (wish(), None, Step.LOGIN),
        (wish("none"), None, Step.LOGIN),
        (wish(), seen(), Step.FINISH),
        (wish(), seen(agreed=False), Step.CONSENT),
        (wish("login"), seen(), Step.LOGIN),
        (wish("login"), seen(-5), Step.FINISH),
        (wish("login"), seen(-5, proved=30), Step.FINISH),  # the region's clock is a little behind
        (wish("login"), seen(-5, proved=3600), Step.LOGIN_FAILED),  # the region did not ask anew
        (wish("login"), seen(0.5), Step.LOGIN),  # a moment before is before
        (wish("select_account"), seen(), Step.LOGIN),
        (wish("select_account"), seen(-5, agreed=False), Step.CONSENT),
        (wish(max_age=timedelta(seconds=700)), seen(600), Step.FINISH),
        (wish(max_age=timedelta(seconds=600)), seen(600), Step.FINISH),
        (wish(max_age=timedelta(seconds=599)), seen(600), Step.LOGIN),
        (wish(max_age=timedelta(0)), seen(600), Step.LOGIN),
        (wish(max_age=timedelta(0)), seen(-20), Step.FINISH),
        (wish(max_age=timedelta(seconds=90)), seen(-5, proved=200), Step.LOGIN_FAILED),
        (wish(subject="a"), seen(), Step.FINISH),
        (wish(subject="b"), seen(), Step.LOGIN),
        (wish(subject="b"), seen(-5), Step.LOGIN_FAILED),
        (wish(acr=SUBSTANTIAL), seen(assurance=LOW), Step.STEP_UP),
        (wish(acr=HIGH), seen(assurance=LOW), Step.STEP_UP),
        (wish(acr=HIGH), seen(assurance=SUBSTANTIAL), Step.FINISH),
        (wish(acr=LOW), seen(assurance=LOW), Step.FINISH),
        (wish(acr=SUBSTANTIAL), seen(assurance=LOW, can_step_up=False), Step.FINISH),
        (wish("none", acr=SUBSTANTIAL), seen(assurance=LOW), Step.FINISH),
        (wish("login", acr=SUBSTANTIAL), seen(assurance=LOW), Step.LOGIN),
        (wish(acr=SUBSTANTIAL), seen(assurance=LOW, agreed=False), Step.STEP_UP),
    ],
)
def test_what_comes_next(asked: Wish, met: Seen | None, step: Step) -> None:
    assert next_step(asked, met) is step


@pytest.mark.parametrize(
    ("rotated", "uses", "meaning"),
    [
        (None, 0, Reuse.FIRST),
        (0, 0, Reuse.GRACE),
        (GRACE.total_seconds(), GRACE_USES - 1, Reuse.GRACE),
        (GRACE.total_seconds() + 0.001, 0, Reuse.STOLEN),
        (1, GRACE_USES, Reuse.STOLEN),
    ],
)
def test_a_refresh_token_that_comes_in(rotated: float | None, uses: int, meaning: Reuse) -> None:
    at = None if rotated is None else ago(rotated)
    assert judge_refresh(rotated_at=at, grace_uses=uses, now=NOW) is meaning


def test_the_grace_is_short_and_counted() -> None:
    assert timedelta(0) < GRACE <= timedelta(seconds=30) and 0 < GRACE_USES <= 3


@pytest.mark.parametrize(
    ("sent", "level"),
    [(None, None), ("", None), ("urn:other high", HIGH), ("substantial low", SUBSTANTIAL), ("SUBSTANTIAL", None)],
)
def test_the_first_level_that_the_hub_knows_counts(sent: str | None, level: Assurance | None) -> None:
    assert wanted_acr(sent) is level


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (dict(methods=[], region=None, second_factor=False, code=False), ["pwd"]),
        (dict(methods=[], region=None, second_factor=True, code=False), ["pwd", "otp", "mfa"]),
        (dict(methods=[], region="r", second_factor=False, code=True), ["fed", "sms", "mfa"]),
        (dict(methods=["pwd", "otp", "mfa"], region=None, second_factor=True, code=False), ["pwd", "otp", "mfa"]),
        (dict(methods=["sms"], region=None, second_factor=False, code=True), ["sms"]),
        (dict(methods=["fed"], region="r", second_factor=False, code=False), ["fed"]),
    ],
)
def test_how_somebody_proved_who_they_are(session: dict[str, Any], words: list[str]) -> None:
    assert amr_of(session.pop("methods"), **session) == words


@pytest.mark.parametrize(
    ("requires", "scopes", "must"),
    [
        (False, ["openid", "order.read"], False),
        (True, ["openid"], True),
        (False, ["openid", "order.write"], True),
        (False, ["openid", "voucher.apply"], True),
    ],
)
def test_who_must_push(requires: bool, scopes: list[str], must: bool) -> None:
    assert must_push(requires_par=requires, scopes=scopes) is must
