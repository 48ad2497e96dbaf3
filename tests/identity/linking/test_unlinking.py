"""Taking a way in off again: never the last one, never another's, and told (django-allauth's rules, identity.md A6)."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from hub import identity, messages
from hub.audit import AuditEvent
from hub.identity.provider.client_rules import ClientDraft
from hub.identity.provider.clients import register_client
from hub.identity.provider.grants import list_grants_of, open_grant
from hub.identity.sessions import PAST_LIMIT, end_session
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from tests.identity.coming_in import come_in, is_out
from tests.identity.conftest import sign_in
from tests.identity.linking.steps import (
    OLD_PHONE,
    Old,
    bind,
    connect,
    freshen,
    identity_of,
    in_threads,
    make_link_only,
    make_old,
    regions_of,
    somebody,
    texts_to,
    unlink,
)

OTHER = "91340500MA9QY11013"


def test_a_region_for_linking_is_no_last_way_in(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    bind(hub_app, client)
    connect(client)
    known = hub_app.extensions["directory"]
    make_link_only(hub_app, "shanghai")
    try:
        refused = unlink(client, identity_of(hub_app, old, "jiangsu"))
        assert refused.status_code == 409 and "account.last_way_in" in refused.text
        assert unlink(client, identity_of(hub_app, old, "shanghai")).status_code == 303
    finally:
        hub_app.extensions["directory"] = known


def test_taking_a_way_in_off_ends_what_began_with_it_and_is_told(hub_app: Flask, owner: FlaskClient, old: Old) -> None:
    connect(owner)
    by_region = hub_app.test_client()
    come_in(by_region, "shanghai", "e04")
    one = identity_of(hub_app, old, "shanghai")
    assert "全部退出" in owner.get(f"/account/identities/{one}/unlink").text
    assert unlink(owner, one).location == "/account/identities"
    assert by_region.get("/t/signed").status_code == 303 and owner.get("/t/signed").status_code == 200
    assert regions_of(hub_app, old) == []
    assert texts_to(hub_app, OLD_PHONE) == ["account_linked", "account_unlinked"]
    with hub_app.app_context(), scope.everything():
        told = [one.event for one in messages.inbox(identity.actor_for(old.account_id))]
        events = select(AuditEvent.event).where(AuditEvent.subject_id == old.account_id)
        assert told.count("account.unlinked") == 1
        assert list(db.session.scalars(events)).count("account.unlinked") == 1
    assert unlink(owner, one).status_code == 404
    again = hub_app.test_client()
    assert come_in(again, "shanghai", "e04").location.startswith("/login/link/") and is_out(again)


def test_what_a_portal_holds_from_a_session_that_is_over_ends_too(hub_app: Flask, owner: FlaskClient, old: Old) -> None:
    """Offline access outlives a session that ran out of time, but not the way in that it came by."""
    connect(owner)
    by_region = hub_app.test_client()
    come_in(by_region, "shanghai", "e04")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        scopes = ["openid", "offline_access"]
        draft = ClientDraft(name_zh="门户", name_en="P", redirect_uris=["https://portal.example/back"], scopes=scopes)
        client, _ = register_client(draft=draft, by=THE_HUB)
        for session in identity.list_sessions(old.account_id):
            open_grant(client=client, session=session, organization_id=None, scopes=scopes, agreed_by="test")
        began = next(one for one in identity.list_sessions(old.account_id) if one.region == "shanghai")
        end_session(began, PAST_LIMIT)
        assert len(list_grants_of(old.account_id)) == 2
    assert unlink(owner, identity_of(hub_app, old, "shanghai")).status_code == 303
    with hub_app.app_context():
        assert [grant.upstream_region for grant in list_grants_of(old.account_id)] == [None]


def test_the_last_way_in_stays(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    bind(hub_app, client)
    one = identity_of(hub_app, old, "jiangsu")
    assert "account.unlink" not in client.get(f"/account/identities/{one}/unlink").text
    refused = unlink(client, one)
    assert refused.status_code == 409 and "account.last_way_in" in refused.text
    assert regions_of(hub_app, old) == ["jiangsu"]


def test_of_two_that_are_taken_off_at_once_one_stays(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    bind(hub_app, client)
    connect(client)
    both = [identity_of(hub_app, old, region) for region in ("jiangsu", "shanghai")]
    with hub_app.app_context(), unit_of_work():  # so that neither ends the session that does the other
        db.session.execute(text("UPDATE web_session SET region = NULL"))
    cookie = client.get_cookie("hub_session")
    assert cookie is not None
    statuses: list[int] = []

    def take_off(one: str) -> None:
        tab = hub_app.test_client()
        tab.set_cookie("hub_session", cookie.value)
        statuses.append(unlink(tab, one).status_code)

    in_threads(lambda: take_off(both[0]), lambda: take_off(both[1]))
    assert sorted(statuses) == [303, 409]
    assert len(regions_of(hub_app, old)) == 1


def test_nobody_takes_off_the_way_in_of_another(hub_app: Flask, owner: FlaskClient, old: Old) -> None:
    connect(owner)
    stranger = make_old(hub_app, "stranger", uscc=OTHER)
    thief = hub_app.test_client()
    sign_in(thief, somebody(stranger))
    freshen(hub_app, stranger.account_id)
    one = identity_of(hub_app, old, "shanghai")
    assert thief.get(f"/account/identities/{one}/unlink").status_code == 404
    assert unlink(thief, one).status_code == 404
    assert regions_of(hub_app, old) == ["shanghai"]
