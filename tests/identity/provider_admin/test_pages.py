"""Operators, owners and people walk the pages about clients: what they do there happens, and a secret shows once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from json import dumps
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from hub import audit, identity, messages
from hub.identity import portals
from hub.identity.provider.client_secrets import check_secret
from hub.identity.provider.clients import find_client, register_client
from hub.identity.provider.consents import find_consent, give_consent
from hub.identity.provider.tables import LogoutNotice, OAuthClient, OAuthGrant
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from schemas.terms import Role
from tests.identity.provider_admin.conftest import DRAFT, give_grant, the
from tests.web.sample import session_of

FORM = {
    "name_zh": "甲门户",
    "name_en": "Portal A",
    "client_id": "portala",
    "redirect_uris": "https://a.example/cb\r\nhttps://a.example/cb2",
    "auth_method": "client_secret_basic",
    "scopes": ["openid", "org", "order.write"],
}


@pytest.fixture
def hub(committing_app: Flask) -> Iterator[Flask]:
    """A hub with an operator, a security administrator, two owners of clients and somebody else."""
    committing_app.config["WTF_CSRF_ENABLED"] = False
    roles = {
        "operator": Role.HUB_OPERATOR,
        "guard": Role.SECURITY_ADMIN,
        "owner": Role.CLIENT_OWNER,
        "rival": Role.CLIENT_OWNER,
        "person": None,
    }
    with committing_app.app_context(), scope.everything():
        with unit_of_work():
            for name, role in roles.items():
                account = identity.Account(username=name, display_name=name, registered_at=utc_now())
                db.session.add(account)
                db.session.flush()
                if role:
                    identity.grant_role(account=account, role=role, by=THE_HUB)
        yield committing_app


def browser(app: Flask, name: str) -> FlaskClient:
    """The browser in which this person is signed in."""
    client = app.test_client()
    client.set_cookie("hub_session", session_of(app, name))
    return client


def account_id(name: str) -> UUID:
    found = identity.find_account_by_username(name)
    assert found is not None
    return found.id


def post(client: FlaskClient, path: str, **data: object):
    """Send a form as its page would, with a key of its own."""
    return client.post(path, data={"idempotency_key": str(new_id()), **data})


def secret_in(text: str) -> str:
    found = html.fromstring(text).xpath("string(//code[@data-secret])")
    assert re.fullmatch(r"[A-Za-z0-9]{44}", found), found
    return found


def client_of(owner: str | None = None, **changes: object) -> OAuthClient:
    """A registered client."""
    with unit_of_work():
        draft = replace(DRAFT, owner_id=account_id(owner) if owner else None, **changes)
        return register_client(draft=draft, by=THE_HUB)[0]


def test_an_operator_registers_a_client_and_sees_its_secret_once(hub: Flask):
    driver = browser(hub, "operator")
    key = str(new_id())
    first = driver.post("/operator/clients/new", data={**FORM, "owner": "owner", "idempotency_key": key})
    secret = secret_in(first.text)
    client = find_client("portala")
    assert client is not None and check_secret(client, secret) and client.requires_par
    assert client.redirect_uris == ["https://a.example/cb", "https://a.example/cb2"]
    again = driver.post("/operator/clients/new", data={**FORM, "owner": "owner", "idempotency_key": key})
    assert again.status_code == 303 and again.location.endswith("/operator/clients/portala")
    assert secret not in driver.get(again.location).text
    assert [event.subject_no for event in audit.list_events(event="client.registered")] == ["portala"]
    told = db.session.query(messages.Message).filter_by(event="client.registered").one()
    assert told.account_id == account_id("owner") and told.path == "/developer/clients/portala"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"redirect_uris": "http://a.example/cb"}, "redirect-uris", "须使用 https"),
        ({"redirect_uris": "https://*.example/cb"}, "redirect-uris", "通配符"),
        ({"backchannel_logout_uri": "https://10.1.2.3/x"}, "backchannel-logout-uri", "内部网络"),
        ({"owner": "person"}, "owner", "应用负责人"),
        ({"auth_method": "private_key_jwt", "jwks": "{"}, "jwks", "JSON"),
        ({"auth_method": "none"}, "scopes", "不得写入"),
        ({"client_id": "With-Dash"}, "client-id", "小写字母和数字"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(hub: Flask, changes: dict, field: str, sentence: str):
    answer = post(browser(hub, "operator"), "/operator/clients/new", **{**FORM, **changes})
    page = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert sentence in page.xpath(f"string(//p[contains(@id, '-{field}-error')])")
    assert page.xpath("string(//textarea[@name='redirect_uris'])").strip().startswith("http")
    assert db.session.query(OAuthClient).count() == 0


def test_an_id_is_never_given_twice(hub: Flask):
    driver = browser(hub, "operator")
    post(driver, "/operator/clients/new", **FORM)
    assert post(driver, "/operator/clients/new", **FORM).status_code == 409


def test_rotating_disabling_and_enabling_are_shown_audited_and_told(hub: Flask):
    client = client_of("owner")
    path = f"/operator/clients/{client.client_id}"
    driver = browser(hub, "operator")
    secret = secret_in(post(driver, f"{path}/rotate", overlap="24").text)
    assert check_secret(the(OAuthClient, id=client.id), secret)
    assert "更换进行中" in driver.get(path).text
    assert post(driver, f"{path}/rotate", overlap="24").status_code == 409
    assert post(driver, f"{path}/end-previous").status_code == 303
    assert post(driver, f"{path}/disable", reason="").status_code == 422
    assert post(driver, f"{path}/disable", reason="测试结束").status_code == 303
    assert find_client(client.client_id) is None and "测试结束" in driver.get(path).text
    assert post(driver, f"{path}/disable", reason="再来一次").status_code == 409
    assert post(driver, f"{path}/enable").status_code == 303 and find_client(client.client_id) is not None
    events = {event.event for event in audit.list_events(subject="client")}
    assert events >= {"client.secret_rotated", "client.disabled", "client.enabled"}
    told = {message.event for message in db.session.query(messages.Message).filter_by(account_id=account_id("owner"))}
    assert {"client.disabled", "client.enabled"} <= told


def test_a_change_keeps_the_sector_and_audits_only_what_changed(hub: Flask):
    client = client_of()
    sent = {**FORM, "scopes": ["openid"], "redirect_uris": "https://b.example/cb", "name_zh": client.name_zh}
    answer = post(browser(hub, "operator"), f"/operator/clients/{client.client_id}/edit", **sent)
    changed = the(OAuthClient, id=client.id)
    assert answer.status_code == 200 and changed.sector == "portal.example"
    assert changed.scopes == ["openid"] and changed.grant_types == ["authorization_code"]
    (event,) = audit.list_events(event="client.changed")
    assert "name_zh" not in event.after and event.after["scopes"] == ["openid"]


def test_a_client_that_changes_to_its_own_key_loses_its_secret(hub: Flask):
    client = client_of()
    key = {"kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig"}
    key |= {"x": "w5diOXsVxTVw01oSA37eIt-rnVUZtQnN7fGigN_e6ME", "y": "P3wnEbvPpoVYv9INmKb8VMNpiv9JMaP8P2eDLofbhe0"}
    sent = {**FORM, "auth_method": "private_key_jwt", "jwks": dumps({"keys": [key]})}
    assert post(browser(hub, "operator"), f"/operator/clients/{client.client_id}/edit", **sent).status_code == 200
    assert the(OAuthClient, id=client.id).secret_hash is None


@pytest.mark.parametrize("who", ["guard", "owner", "person"])
def test_only_operators_administer_clients(hub: Flask, who: str):
    client = client_of()
    driver = browser(hub, who)
    assert driver.get("/operator/clients").status_code == 403
    assert post(driver, f"/operator/clients/{client.client_id}/disable", reason="nein").status_code == 403
    assert find_client(client.client_id) is not None


@pytest.mark.parametrize("who", ["operator", "owner", "person"])
def test_only_the_security_administrator_sees_the_keys(hub: Flask, who: str):
    assert browser(hub, who).get("/operator/keys").status_code == 403
    assert post(browser(hub, who), "/operator/keys/replace", reason="leaked", confirmed="true").status_code == 403


def test_the_security_administrator_rotates_keys(hub: Flask):
    driver = browser(hub, "guard")
    assert "还没有密钥" in driver.get("/operator/keys").text
    assert post(driver, "/operator/keys/announce", reason="年度更换").status_code == 303
    assert post(driver, "/operator/keys/announce", reason="年度更换").status_code == 409
    assert driver.get("/operator/keys").text.count('data-state="SIGNING"') == 1
    assert post(driver, "/operator/keys/replace", reason="泄露").status_code == 422
    assert post(driver, "/operator/keys/replace", reason="泄露", confirmed="true").status_code == 303
    page = driver.get("/operator/keys").text
    assert page.count('data-state="SIGNING"') == 1 and page.count('data-state="REMOVED"') == 2
    assert {"年度更换", "泄露"} <= {event.reason for event in audit.list_events(event="key.rotated")}


def test_an_owner_sees_own_clients_only_and_asks_for_what_only_operators_change(hub: Flask):
    client = client_of("owner")
    path = f"/developer/clients/{client.client_id}"
    owner, rival = browser(hub, "owner"), browser(hub, "rival")
    assert client.client_id in owner.get("/developer/clients").text
    assert client.client_id not in rival.get("/developer/clients").text
    for address in (path, f"{path}/samples"):
        assert owner.get(address).status_code == 200 and rival.get(address).status_code == 404
    for address, sent in (
        ("rotate", {"overlap": "0"}),
        ("ask", {"wish": "请增加范围"}),
        ("try", {}),
        ("end-previous", {}),
    ):
        assert post(rival, f"{path}/{address}", **sent).status_code == 404
    assert post(owner, f"{path}/ask", wish="请增加 order.write 授权范围").status_code == 303
    told = db.session.query(messages.Message).filter_by(event="client.change_asked").one()
    assert told.role == Role.HUB_OPERATOR and "order.write" in told.filling["reason"]
    assert the(OAuthClient, id=client.id).scopes == list(DRAFT.scopes)
    assert check_secret(the(OAuthClient, id=client.id), secret_in(post(owner, f"{path}/rotate", overlap="0").text))


def test_a_given_up_notice_is_in_sight_and_sent_again(hub: Flask):
    client = client_of("owner", backchannel_logout_uri="https://portal.example/logout")
    with unit_of_work():
        at = utc_now()
        notice = LogoutNotice(
            client_id=client.id, sid="s", subject="p", created_at=at, next_try_at=at, tries=8, given_up_at=at,
            last_answer="POST /logout answered 500.",
        )  # fmt: skip
        db.session.add(notice)
    path = f"/operator/clients/{client.client_id}"
    driver = browser(hub, "operator")
    assert (
        "answered 500" in driver.get(path).text
        and "已停止重试" in browser(hub, "owner").get(f"/developer/clients/{client.client_id}").text
    )
    assert post(driver, f"{path}/notices/{notice.id}").status_code == 303
    assert the(LogoutNotice, id=notice.id).given_up_at is None
    assert post(driver, f"{path}/notices/{new_id()}").status_code == 409


def test_a_person_takes_back_what_a_portal_may_do(hub: Flask):
    client = client_of(backchannel_logout_uri="https://portal.example/logout")
    driver = browser(hub, "person")
    assert "还没有应用" in driver.get("/account/applications").text
    with unit_of_work():
        session = db.session.query(identity.WebSession).filter_by(account_id=account_id("person")).first()
        give_consent(
            account_id=account_id("person"), client=client, organization_id=None, scopes=["openid"], by=THE_HUB
        )
        give_grant(client, session, sid="sid", scopes=["openid"])
    page = driver.get("/account/applications").text
    assert "甲门户" in page and "client.withdraw" in page
    answer = post(driver, f"/account/applications/{client.client_id}/withdraw")
    assert answer.status_code == 303 and "已取消授权" in driver.get(answer.location).text
    assert the(OAuthGrant, client_id=client.id).revoked_why == "consent withdrawn"
    assert find_consent(account_id=account_id("person"), client=client, organization_id=None) is None
    assert the(LogoutNotice, client_id=client.id).sid == "sid"
    assert db.session.query(messages.Message).filter_by(event="client.withdrawn").one().account_id == account_id(
        "person"
    )
    assert post(driver, f"/account/applications/{client.client_id}/withdraw").status_code == 404


def test_nobody_takes_back_for_somebody_else(hub: Flask):
    client = client_of()
    with unit_of_work():
        give_consent(
            account_id=account_id("person"), client=client, organization_id=None, scopes=["openid"], by=THE_HUB
        )
    assert post(browser(hub, "rival"), f"/account/applications/{client.client_id}/withdraw").status_code == 404
    assert find_consent(account_id=account_id("person"), client=client, organization_id=None) is not None


def test_everybody_may_read_how_to_join_and_finds_this_hubs_addresses(hub: Flask):
    page = hub.test_client().get("/developer/").text
    assert all(address in page for name, address in portals.discovery().items() if name.endswith("_endpoint"))
    assert "yourclientid" in hub.test_client().get("/developer/samples").text
