"""Portals hear of every end of a session: signed tokens over real HTTP, tried again, and given up in plain sight."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from flask import Flask

from adapters.contract import UpstreamSession
from hub import audit, identity, messages
from hub.identity import WebSession
from hub.identity.provider import keys, logout_delivery
from hub.identity.provider.clients import disable_client
from hub.identity.provider.errors import SessionOver
from hub.identity.provider.grants import open_grant
from hub.identity.provider.jobs import purge_logout_notices
from hub.identity.provider.tables import LogoutNotice, OAuthClient, OAuthGrant
from hub.identity.sessions import PAST_LIMIT, end_session, end_upstream_sessions
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from schemas.terms import Role
from tests.identity.provider_admin.conftest import hasten, the
from tests.identity.provider_admin.portal import Portal

SignIn = Callable[..., tuple[UUID, UUID]]


@pytest.fixture(autouse=True)
def everything(committing_app: Flask):
    with committing_app.app_context(), scope.everything():
        yield


def end(session_id: UUID, why: str = "logout") -> None:
    with unit_of_work():
        end_session(db.session.get_one(WebSession, session_id), why)


def test_the_portal_gets_a_token_that_its_own_check_accepts(committing_app: Flask, portal: Portal, signed_in: SignIn):
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    run_until_idle(committing_app, raise_errors=True)
    client, notice = the(OAuthClient, id=client_id), the(LogoutNotice, client_id=client_id)
    header, claims = portal.read(portal.tokens[0], keys.public_jwks())
    assert len(portal.tokens) == 1 and portal.content_types == ["application/x-www-form-urlencoded"]
    assert header["typ"] == "logout+jwt" and header["kid"] == keys.signing_key().kid
    assert claims["iss"] == committing_app.config["HUB"].web.base_url.rstrip("/")
    assert claims["aud"] == client.client_id and claims["sid"] == "sid-1" and claims["sub"] == notice.subject
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert claims["exp"] - claims["iat"] == 120 and len(claims["jti"]) == 32 and "nonce" not in claims
    assert notice.delivered_at is not None and notice.tries == 1


def test_the_grant_is_dead_at_once_whether_or_not_the_portal_answers(committing_app: Flask, signed_in: SignIn):
    session_id, client_id = signed_in(None)
    end(session_id)
    assert the(OAuthGrant, client_id=client_id).revoked_why == "logout"
    assert db.session.query(LogoutNotice).count() == 0


def test_a_portal_that_stumbles_is_asked_again_with_a_fresh_token(
    committing_app: Flask, portal: Portal, signed_in: SignIn
):
    portal.answers = [500, 503, 200]
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    run_until_idle(committing_app)
    first = the(LogoutNotice, client_id=client_id)
    assert first.tries == 1 and first.delivered_at is None and "500" in first.last_answer
    assert first.next_try_at > utc_now()
    for _ in range(2):
        hasten(client_id)
        with unit_of_work():
            logout_delivery.sweep_notices()
        run_until_idle(committing_app)
    assert the(LogoutNotice, client_id=client_id).delivered_at is not None
    ids = [portal.read(token, keys.public_jwks())[1]["jti"] for token in portal.tokens]
    assert len(ids) == 3 == len(set(ids))


def test_a_notice_that_waits_is_not_sent_before_its_time(committing_app: Flask, portal: Portal, signed_in: SignIn):
    portal.answers = [500]
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    run_until_idle(committing_app)
    logout_delivery.deliver_logout(notice_id=str(the(LogoutNotice, client_id=client_id).id))
    assert len(portal.tokens) == 1


def test_after_the_last_try_it_is_given_up_in_sight_of_the_operator(
    committing_app: Flask, portal: Portal, signed_in: SignIn
):
    portal.answers = [500]
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    run_until_idle(committing_app)
    for _ in range(logout_delivery.TRIES_MAX + 2):
        hasten(client_id)
        with unit_of_work():
            logout_delivery.sweep_notices()
        run_until_idle(committing_app)
    notice = the(LogoutNotice, client_id=client_id)
    assert notice.tries == logout_delivery.TRIES_MAX == len(portal.tokens) and notice.given_up_at is not None
    assert audit.list_events(event="client.logout_given_up")
    told = db.session.query(messages.Message).filter_by(event="client.logout_given_up", role=Role.HUB_OPERATOR).one()
    assert told.path.endswith(the(OAuthClient, id=client_id).client_id)


def test_an_operator_sends_it_again_once_the_portal_is_mended(committing_app: Flask, portal: Portal, signed_in: SignIn):
    portal.answers, portal.location = [302], "http://127.0.0.1:1/elsewhere"
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    run_until_idle(committing_app)
    notice = the(LogoutNotice, client_id=client_id)
    assert notice.given_up_at is not None and "redirects" in notice.last_answer and len(portal.tokens) == 1
    portal.answers, portal.location = [204], ""
    with unit_of_work():
        logout_delivery.resend_notice(client=the(OAuthClient, id=client_id), notice_id=notice.id, by=THE_HUB)
    run_until_idle(committing_app, raise_errors=True)
    assert the(LogoutNotice, client_id=client_id).delivered_at is not None
    with unit_of_work(), pytest.raises(logout_delivery.NoticeOver):
        logout_delivery.resend_notice(client=the(OAuthClient, id=client_id), notice_id=notice.id, by=THE_HUB)


@pytest.mark.parametrize("host", ["10.0.0.8", "169.254.169.254", "192.168.1.1", "[::ffff:10.0.0.8]", "[fd00::1]"])
def test_a_private_address_is_never_called(committing_app: Flask, host: str):
    with committing_app.app_context():
        fault = logout_delivery.call_portal(f"https://{host}/logout", "token")
    assert "private or special address" in str(fault)


def test_in_production_loopback_is_not_called_either(
    committing_app: Flask, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(committing_app.config["HUB"]), "production", True)
    assert "private or special address" in str(logout_delivery.call_portal(portal.url, "token"))
    assert portal.tokens == []


def test_a_session_that_ran_out_keeps_what_was_given_for_offline_use_but_its_portal_hears_of_it(
    committing_app: Flask, portal: Portal, signed_in: SignIn
):
    session_id, client_id = signed_in(portal.url, scopes=("openid", "offline_access"))
    end(session_id, PAST_LIMIT)
    run_until_idle(committing_app, raise_errors=True)
    assert the(OAuthGrant, client_id=client_id).revoked_at is None
    assert len(portal.tokens) == 1


def test_a_new_password_ends_what_offline_use_had_left_alive_but_not_what_hangs_on_this_session(
    committing_app: Flask, signed_in: SignIn
):
    lost, lost_client = signed_in(None, scopes=("openid", "offline_access"))
    _, kept_client = signed_in(None, scopes=("openid", "offline_access"), sid="sid-2")
    end(lost, PAST_LIMIT)
    with unit_of_work():
        identity.revoke_tokens(the(OAuthGrant, client_id=lost_client).account_id)
    assert the(OAuthGrant, client_id=lost_client).revoked_at is not None
    assert the(OAuthGrant, client_id=kept_client).revoked_at is None


def test_a_logout_ends_offline_use_too(committing_app: Flask, signed_in: SignIn):
    session_id, client_id = signed_in(None, scopes=("openid", "offline_access"))
    end(session_id)
    assert the(OAuthGrant, client_id=client_id).revoked_at is not None


def test_a_logout_at_the_region_reaches_the_portal(committing_app: Flask, portal: Portal, signed_in: SignIn):
    session_id, client_id = signed_in(portal.url)
    began = UpstreamSession(issuer="https://region.example", subject="", sid="up-1")
    with unit_of_work():
        session = db.session.get_one(WebSession, session_id)
        session.region, session.upstream = "far", '{"issuer": "https://region.example", "subject": "", "sid": "up-1"}'
        session.upstream_index = blind_index("web_session.upstream", "far\nhttps://region.example\nup-1")
    with unit_of_work():
        end_upstream_sessions("far", began)
    run_until_idle(committing_app, raise_errors=True)
    assert the(OAuthGrant, client_id=client_id).revoked_at is not None and len(portal.tokens) == 1


def test_a_disabled_client_is_told_nothing_more(committing_app: Flask, portal: Portal, signed_in: SignIn):
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    with unit_of_work():
        disable_client(client=the(OAuthClient, id=client_id), reason="retired", by=THE_HUB)
    run_until_idle(committing_app, raise_errors=True)
    assert portal.tokens == [] and the(LogoutNotice, client_id=client_id).given_up_at is not None


def test_two_workers_make_one_try(committing_app: Flask, portal: Portal, signed_in: SignIn):
    session_id, client_id = signed_in(portal.url)
    end(session_id)
    notice_id = str(the(LogoutNotice, client_id=client_id).id)

    def work(_: int) -> None:
        with committing_app.app_context(), scope.everything():
            logout_delivery.deliver_logout(notice_id=notice_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(portal.tokens) == 1


def test_the_waits_grow_and_stay_bounded():
    for tries in range(1, 20):
        assert timedelta(seconds=5) <= logout_delivery.wait_after(tries) <= timedelta(hours=2)
    assert logout_delivery.wait_after(5) > logout_delivery.wait_after(2)


def test_nobody_is_told_when_the_end_of_the_session_is_rolled_back(
    committing_app: Flask, portal: Portal, signed_in: SignIn
):
    session_id, client_id = signed_in(portal.url)
    end_session(db.session.get_one(WebSession, session_id), "logout")
    db.session.rollback()
    run_until_idle(committing_app, raise_errors=True)
    assert portal.tokens == [] and the(OAuthGrant, client_id=client_id).revoked_at is None


def test_a_portal_is_not_let_in_by_a_session_that_is_just_ending(committing_app: Flask, signed_in: SignIn):
    """The grant would be made behind the back of the logout, and live on."""
    session_id, client_id = signed_in(None)
    ending, opened = Event(), []

    def let_in() -> None:
        with committing_app.app_context(), scope.everything():
            client, session = db.session.get_one(OAuthClient, client_id), db.session.get_one(WebSession, session_id)
            ending.wait(20)
            try:
                with unit_of_work():
                    open_grant(client=client, session=session, organization_id=None, scopes=["openid"], agreed_by="now")
            except SessionOver as refused:
                opened.append(refused)

    with ThreadPoolExecutor(1) as pool:
        letting_in = pool.submit(let_in)
        with unit_of_work():
            end_session(db.session.get_one(WebSession, session_id), "logout")
            ending.set()
            with pytest.raises(TimeoutError):
                letting_in.result(timeout=1)
        letting_in.result(timeout=20)
    assert len(opened) == 1
    assert the(OAuthGrant, client_id=client_id).revoked_at is not None


def test_old_notices_are_removed_but_none_that_is_still_owed(committing_app: Flask, signed_in: SignIn):
    sessions = [signed_in("http://127.0.0.1:1/out", sid=f"sid-{n}") for n in range(3)]
    for session_id, _ in sessions:
        end(session_id)
    long_ago = utc_now() - timedelta(days=91)
    with unit_of_work():
        delivered, given_up, owed = db.session.query(LogoutNotice).order_by(LogoutNotice.id)
        for notice in (delivered, given_up, owed):
            notice.created_at = long_ago
        delivered.delivered_at, given_up.given_up_at = long_ago, long_ago
        owed_id = owed.id
    purge_logout_notices(fire_at=utc_now(), key=None)
    assert [notice.id for notice in db.session.query(LogoutNotice)] == [owed_id]
