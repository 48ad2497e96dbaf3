"""Signing keys and client secrets: changed with an overlap, made once however many ask at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import text

from hub import audit
from hub.identity.provider import keys
from hub.identity.provider.client_errors import AlreadySo, KeyWaiting, NoSecret, RotationUnderWay
from hub.identity.provider.client_secrets import check_secret, end_previous_secret, rotate_secret
from hub.identity.provider.clients import change_client, draft_of, find_client, register_client
from hub.identity.provider.states import KeyStage, stage_of_key
from hub.identity.provider.tables import OAuthClient, SigningKey
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import SCHEDULED
from tests.identity.provider_admin.conftest import DRAFT, the

START = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PUBLIC = replace(DRAFT, auth_method="none", scopes=("openid",))


@pytest.fixture
def clock() -> Iterator[Any]:
    """The real clock, moved by the test."""
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def kids() -> set[str]:
    return {key["kid"] for key in keys.public_jwks()["keys"]}


def at_once(app: Flask, count: int, work: Callable[[], Any]) -> list[Any]:
    """Run ``work`` in so many threads that start together; what it raises is its result."""
    start = Barrier(count)

    def run(_: int) -> Any:
        with app.app_context(), scope.everything():
            start.wait(20)
            try:
                return work()
            except Exception as error:
                return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_over_a_hundred_days_every_token_can_be_verified_all_its_life(session: None, clock: Any):
    """Whatever portals fetched up to a day ago holds the key that signs now."""
    seen: list[tuple[datetime, set[str]]] = []
    for _ in range(100 * 2):
        keys.rotate_when_due(by=THE_HUB)
        seen = [(at, known) for at, known in seen if at >= utc_now() - timedelta(hours=23)] + [(utc_now(), kids())]
        signing = keys.signing_key()
        assert all(signing.kid in known for _, known in seen), utc_now()
        token = keys.sign_jwt({"exp": int(utc_now().timestamp()) + 900})
        clock.shift(timedelta(minutes=20))
        assert jwt.decode(token, KeySet.import_key_set(keys.public_jwks()), algorithms=["ES256"])
        clock.shift(timedelta(hours=11, minutes=40))
    assert db.session.query(SigningKey).count() == 2


def test_a_day_before_the_change_both_keys_are_published_and_a_day_after_only_one(session: None, clock: Any):
    first = keys.signing_key().kid
    clock.shift(keys.SIGNS_FOR - keys.PUBLISHED_BEFORE - HOUR)
    assert keys.rotate_when_due(by=THE_HUB) is None
    clock.shift(HOUR)
    waiting = keys.rotate_when_due(by=THE_HUB)
    assert waiting is not None and kids() == {first, waiting.kid} and keys.signing_key().kid == first
    clock.shift(keys.PUBLISHED_BEFORE)
    assert keys.signing_key().kid == waiting.kid, "the change does not wait for the job"
    assert keys.rotate_when_due(by=THE_HUB) is None and kids() == {first, waiting.kid}
    clock.shift(keys.KEPT_AFTER + HOUR)
    keys.rotate_when_due(by=THE_HUB)
    assert kids() == {waiting.kid}
    stages = [stage_of_key(key, keys.list_keys(), utc_now()) for key in keys.list_keys()]
    assert stages == [KeyStage.SIGNING, KeyStage.REMOVED]
    assert len(audit.list_events(event="key.rotated")) == 3


def test_a_job_that_did_not_run_for_months_stops_no_login(session: None, clock: Any):
    kid = keys.signing_key().kid
    clock.shift(timedelta(days=400))
    assert keys.signing_key().kid == kid
    keys.rotate_when_due(by=THE_HUB)
    assert len(kids()) == 2 and keys.signing_key().kid == kid


def test_a_key_announced_by_hand_is_the_only_one_that_waits(session: None, clock: Any):
    new = keys.announce_key(by=THE_HUB, reason="yearly")
    with pytest.raises(KeyWaiting):
        keys.announce_key(by=THE_HUB, reason="again")
    assert new.signs_from - new.created_at == keys.PUBLISHED_BEFORE
    assert keys.rotate_when_due(by=THE_HUB) is None


def test_in_an_emergency_old_tokens_count_no_more_and_a_retired_keys_hint_still_does(session: None, clock: Any):
    hint = keys.sign_jwt({"sub": "p"})
    keys.announce_key(by=THE_HUB, reason="yearly")
    clock.shift(timedelta(days=5))
    keys.rotate_when_due(by=THE_HUB)
    clock.shift(timedelta(days=5))
    keys.rotate_when_due(by=THE_HUB)
    assert keys.read_own_jwt(hint) == {"sub": "p"}, "removed from the key set, but never withdrawn"
    later = keys.sign_jwt({"sub": "p"})
    new = keys.replace_keys_now(by=THE_HUB, reason="leaked")
    assert kids() == {new.kid} and keys.signing_key().kid == new.kid
    assert keys.read_own_jwt(later) is None and keys.read_own_jwt(keys.sign_jwt({"sub": "q"})) == {"sub": "q"}


@pytest.mark.parametrize("broken", ["", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.e30."])
def test_what_the_hub_did_not_sign_is_not_its_token(session: None, broken: str):
    keys.signing_key()
    assert keys.read_own_jwt(broken) is None
    assert keys.read_own_jwt(keys.sign_jwt({"a": 1}, typ="logout+jwt")) is None, "another type is another use"


def test_private_keys_are_encrypted_in_the_database_and_never_published(session: None):
    published = keys.public_jwks()["keys"][0]
    assert "d" not in published and published["use"] == "sig" and published["alg"] == "ES256"
    kept = db.session.execute(text("SELECT private_jwk FROM signing_key")).scalar_one()
    assert '"d"' not in kept and published["x"] not in kept


def test_ten_at_once_make_one_first_key(committing_app: Flask):
    made = at_once(committing_app, 10, lambda: keys.signing_key().kid)
    assert len(set(made)) == 1, made
    with committing_app.app_context(), scope.everything():
        assert db.session.query(SigningKey).count() == 1


def test_two_processes_that_rotate_at_once_make_one_new_key(committing_app: Flask):
    with committing_app.app_context(), scope.everything(), unit_of_work():
        keys.signing_key()
        db.session.execute(text("UPDATE signing_key SET signs_from = signs_from - interval '200 days'"))

    def rotate() -> Any:
        with unit_of_work():
            made = keys.rotate_when_due(by=THE_HUB)
            return made.kid if made else None

    made = at_once(committing_app, 4, rotate)
    assert sorted(kid is None for kid in made) == [False, True, True, True], made
    with committing_app.app_context(), scope.everything():
        assert db.session.query(SigningKey).count() == 2


def test_the_clock_looks_every_hour_and_for_the_latest_time_only():
    spec = SCHEDULED["keys.rotate"]
    assert (spec.clock, spec.catch_up) == ("real", "latest") and str(spec.cron).split()[1:] == ["*", "*", "*", "*"]


def test_during_an_overlap_both_secrets_count_and_afterwards_one(session: None, clock: Any):
    client, old = register_client(draft=DRAFT, by=THE_HUB)
    assert old is not None
    new = rotate_secret(client=client, by=THE_HUB, overlap=2 * HOUR)
    assert check_secret(client, old) and check_secret(client, new)
    with pytest.raises(RotationUnderWay):
        rotate_secret(client=client, by=THE_HUB)
    clock.shift(2 * HOUR)
    assert not check_secret(client, old) and check_secret(client, new)
    leaked = rotate_secret(client=client, by=THE_HUB, overlap=timedelta(0))
    assert not check_secret(client, new) and check_secret(client, leaked)
    with pytest.raises(AlreadySo):
        end_previous_secret(client=client, by=THE_HUB)


def test_an_overlap_ends_early_by_hand_and_never_lasts_longer_than_a_week(session: None, clock: Any):
    client, old = register_client(draft=DRAFT, by=THE_HUB)
    rotate_secret(client=client, by=THE_HUB, overlap=timedelta(days=365))
    assert client.previous_secret_until == utc_now() + timedelta(days=7)
    end_previous_secret(client=client, by=THE_HUB)
    assert not check_secret(client, old or "")


@pytest.mark.parametrize("given", ["", "-", "é", "\ud800", "a" * 100_000, "\x00", "None"])
def test_no_odd_secret_is_right_or_breaks_anything(session: None, given: str):
    client, _ = register_client(draft=DRAFT, by=THE_HUB)
    assert check_secret(client, given) is False
    client.secret_hash = None
    assert check_secret(client, given) is False


def test_five_rotations_at_once_leave_one_new_secret_and_the_old_one(committing_app: Flask):
    with committing_app.app_context(), scope.everything(), unit_of_work():
        client, old = register_client(draft=DRAFT, by=THE_HUB)
        client_id = client.id

    def rotate() -> str:
        with unit_of_work():
            return rotate_secret(client=db.session.get_one(OAuthClient, client_id), by=THE_HUB)

    made = at_once(committing_app, 5, rotate)
    assert sorted(type(one).__name__ for one in made) == ["RotationUnderWay"] * 4 + ["str"], made
    with committing_app.app_context(), scope.everything():
        (new,) = [one for one in made if isinstance(one, str)]
        assert all(check_secret(the(OAuthClient, id=client_id), secret) for secret in (new, old or ""))


def test_a_client_that_proves_itself_by_key_has_no_secret_to_rotate(session: None):
    client, secret = register_client(draft=PUBLIC, by=THE_HUB)
    assert secret is None
    with pytest.raises(NoSecret):
        rotate_secret(client=client, by=THE_HUB)
    given = change_client(client=client, draft=DRAFT, by=THE_HUB)
    assert given is not None and check_secret(client, given)
    assert change_client(client=client, draft=draft_of(client), by=THE_HUB) is None
    assert find_client(client.client_id) is client and find_client("' OR 1=1") is None
