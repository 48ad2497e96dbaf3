"""Five at once on PostgreSQL: a code, a refresh token and an assertion count once, a person has one subject."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub.identity.provider.rules import GRACE_USES
from hub.identity.provider.tables import OAuthGrant, OAuthToken, PairwiseSubject
from hub.kernel import scope
from hub.kernel.db import db
from tests.identity.conftest import Somebody
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import Login, Portal

AT_ONCE = 5


def at_once(call: Callable[[], Any]) -> list[Any]:
    """The same call from several threads that start together."""
    barrier, answers = Barrier(AT_ONCE), []

    def run() -> None:
        barrier.wait()
        answers.append(call())

    threads = [Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == AT_ONCE
    return answers


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_five_redemptions_of_one_code_give_tokens_once_and_end_the_family(
    portal: Portal, browser: FlaskClient, hub_app: Flask
) -> None:
    """D2.3: the library gave five tokens (security.md §0.1)."""
    for _ in range(3):
        login = Login(scope="openid offline_access")
        code = portal.authorize(browser, login).code
        answers = at_once(lambda: portal.redeem(code, login))  # noqa: B023
        assert statuses(answers) == [200, 400, 400, 400, 400]
        tokens = next(answer.json for answer in answers if answer.status_code == 200)
        assert portal.userinfo(tokens["access_token"]).status_code == 401, "somebody sent it twice"
        with hub_app.app_context(), scope.everything():
            mine = select(OAuthGrant).where(OAuthGrant.client_id == portal.row_id).order_by(OAuthGrant.id.desc())
            grant = db.session.scalars(mine.limit(1)).one()
            kept = select(func.count()).select_from(OAuthToken).where(OAuthToken.grant_id == grant.id)
            assert grant.revoked_at is not None and db.session.scalar(kept) == 2


def test_five_uses_of_one_refresh_token_are_counted(portal: Portal, browser: FlaskClient) -> None:
    """The first, the grace, and then the family ends: never one more."""
    tokens = portal.tokens(browser, Login(scope="openid offline_access"))
    answers = at_once(lambda: portal.refresh(tokens["refresh_token"]))
    assert statuses(answers).count(200) == 1 + GRACE_USES
    later = next(answer.json for answer in answers if answer.status_code == 200)
    assert portal.refresh(later["refresh_token"]).status_code == 400


def test_an_assertion_sent_five_times_counts_once(make_portal: MakePortal) -> None:
    portal = make_portal(auth_method="private_key_jwt", scopes=("openid",))
    proof = {"data": portal.assertion()}
    answers = at_once(lambda: portal.call("/oauth/introspect", {"token": "x"}, proof=proof))
    assert statuses(answers) == [200, 401, 401, 401, 401]


def test_a_pushed_request_brought_five_times_is_taken_once(portal: Portal, browser: FlaskClient) -> None:
    pushed = portal.call("/oauth/par", portal.parameters(Login())).json["request_uri"]
    query = {"client_id": portal.client_id, "request_uri": pushed}
    cookies = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in (browser.get_cookie("hub_session"),) if c)}
    answers = at_once(lambda: portal.app.test_client().get("/oauth/authorize", query_string=query, headers=cookies))
    assert statuses(answers) == [303, 400, 400, 400, 400]


def test_five_first_logins_make_one_subject(
    make_portal: MakePortal, browser: FlaskClient, hub_app: Flask, somebody: Somebody
) -> None:
    portal = make_portal(trusted=True, sector="fresh.example")
    logins = [Login() for _ in range(AT_ONCE)]
    codes = [(portal.authorize(browser, login).code, login) for login in logins]
    answers = at_once(lambda: portal.redeem(*codes.pop()))
    assert statuses(answers) == [200] * AT_ONCE
    with hub_app.app_context(), scope.everything():
        made = select(func.count()).select_from(PairwiseSubject)
        mine = made.where(PairwiseSubject.sector == "fresh.example", PairwiseSubject.account_id == somebody.account_id)
        assert db.session.scalar(mine) == 1
