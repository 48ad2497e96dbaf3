"""A second region for the same enterprise (G-33), regions that are for linking only, and taking a way in off again."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from hub import identity, messages
from hub.identity import ExternalIdentity, WebSession
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.federation.platforms import Platform
from tests.identity.coming_in import at_region, come_in, is_out, leave
from tests.identity.conftest import sign_in
from tests.identity.linking.steps import (
    OLD_PHONE,
    Old,
    bind,
    change_person,
    connect,
    freshen,
    identity_of,
    leave_to_connect,
    make_link_only,
    make_old,
    regions_of,
    somebody,
    texts_to,
)

OTHER = "91340500MA9QY11013"


def test_the_owner_connects_a_second_region_and_comes_in_by_either_way(
    hub_app: Flask, owner: FlaskClient, old: Old
) -> None:
    answer = connect(owner)
    assert (answer.status_code, answer.location) == (303, "/account/identities")
    assert regions_of(hub_app, old) == ["shanghai"]
    assert owner.get("/t/signed").status_code == 200
    for browser in (hub_app.test_client(), hub_app.test_client()):
        assert come_in(browser, "shanghai", "e04").location == "/home"
        assert browser.get("/t/holder").text.split("|")[1] == str(old.unit_id)
    assert sign_in(hub_app.test_client(), somebody(old)).status_code == 303
    with hub_app.app_context(), scope.everything():
        assert identity.get_account(old.account_id).phone == OLD_PHONE  # no region moves the codes of a hub account
        assert identity.bank_locked_until(identity.get_organization(old.unit_id)) is not None
        told = [one.event for one in messages.inbox(identity.actor_for(old.account_id))]
    assert told.count("account.linked") == 1 and texts_to(hub_app, OLD_PHONE) == ["account_linked"]


def test_a_person_of_one_region_connects_another(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    bind(hub_app, client)
    assert connect(client).location == "/account/identities"
    assert regions_of(hub_app, old) == ["jiangsu", "shanghai"]


@pytest.mark.parametrize("path", ["/account/identities/connect/shanghai", "/account/identities/{id}/unlink"])
def test_ways_in_change_only_after_a_fresh_code(
    hub_app: Flask, client: FlaskClient, old: Old, path: str, owner: FlaskClient
) -> None:
    connect(owner)
    path = path.format(id=identity_of(hub_app, old, "shanghai"))
    with hub_app.app_context(), unit_of_work():
        db.session.execute(update(WebSession).values(code_confirmed_at=utc_now() - timedelta(minutes=15)))
    for method in (owner.get, owner.post):
        assert method(path).location.startswith("/login/step-up?next=%2Faccount%2Fidentities%2F")


def test_an_agent_connects_nothing(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    agent = make_old(hub_app, "agent", role=Role.HOLDER_AGENT)
    sign_in(client, somebody(agent))
    freshen(hub_app, agent.account_id)
    assert client.post("/account/identities/connect/shanghai").status_code == 403
    assert "/account/identities/connect/" not in client.get("/account/identities").text


def test_the_account_of_another_unit_is_not_connected(
    hub_app: Flask, regions: dict[str, Platform], owner: FlaskClient, old: Old
) -> None:
    make_old(hub_app, "stranger", uscc=OTHER)
    for uscc in (OTHER, "91310118MA9QY10489", "91320509MA9QY1064X", ""):
        change_person(regions["shanghai"], "e04", uscc=uscc)
        answer = connect(owner)
        assert answer.status_code >= 400 and "没有连接" in answer.text, uscc
    assert regions_of(hub_app, old) == [] and owner.get("/t/signed").status_code == 200


def test_an_account_that_is_somebodys_or_ones_own_already_is_not_connected_again(
    hub_app: Flask, client: FlaskClient, owner: FlaskClient, old: Old
) -> None:
    connect(owner)
    assert "已经与您的账号连接" in connect(owner).text
    colleague = make_old(hub_app, "colleague")
    other = hub_app.test_client()
    sign_in(other, somebody(colleague))
    freshen(hub_app, colleague.account_id)
    refused = connect(other)
    assert refused.status_code == 403 and "另一个账号" in refused.text
    assert regions_of(hub_app, colleague) == [] and regions_of(hub_app, old) == ["shanghai"]


@pytest.mark.parametrize("meanwhile", ["signed out", "somebody else", "the code ran out", "another browser"])
def test_a_connection_ends_with_the_session_that_began_it(
    hub_app: Flask, owner: FlaskClient, old: Old, meanwhile: str
) -> None:
    back = at_region(leave_to_connect(owner), "e04")
    coming, status = owner, 400
    if meanwhile == "signed out":
        owner.post("/logout")
    if meanwhile == "somebody else":
        colleague = make_old(hub_app, "colleague")
        sign_in(owner, somebody(colleague))
        freshen(hub_app, colleague.account_id)
    if meanwhile == "the code ran out":
        with hub_app.app_context(), unit_of_work():
            db.session.execute(update(WebSession).values(code_confirmed_at=utc_now() - timedelta(minutes=15)))
    if meanwhile == "another browser":
        coming = hub_app.test_client()
    assert coming.get(back).status_code == status
    assert regions_of(hub_app, old) == []
    with hub_app.app_context(), scope.everything():
        assert db.session.scalar(select(func.count()).where(ExternalIdentity.ended_at.is_(None))) == 0
    if meanwhile in ("signed out", "another browser"):
        assert is_out(coming)


def test_a_connection_signs_nobody_in(hub_app: Flask, owner: FlaskClient, old: Old) -> None:
    with hub_app.app_context():
        before = db.session.scalar(select(func.count()).select_from(WebSession))
    connect(owner)
    with hub_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WebSession)) == before


def test_a_region_for_linking_is_connected_and_lets_nobody_in(
    hub_app: Flask, regions: dict[str, Platform], owner: FlaskClient, old: Old
) -> None:
    visitor = hub_app.test_client()
    back = at_region(leave(visitor, "shanghai"), "e04")
    known = hub_app.extensions["directory"]
    make_link_only(hub_app, "shanghai")
    try:
        assert connect(owner).status_code == 303
        assert hub_app.test_client().post("/login/shanghai").status_code == 404
        assert 'action="/login/shanghai"' not in hub_app.test_client().get("/login").text
        late = visitor.get(back)  # it left before: judged again where it comes back
        assert late.status_code == 403 and is_out(visitor)
    finally:
        hub_app.extensions["directory"] = known
