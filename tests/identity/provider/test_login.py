"""A portal signs somebody in, over HTTP: the way there, the tokens, what they say and what they open."""

from flask import Flask
from flask.testing import FlaskClient

from tests.identity.conftest import Somebody
from tests.identity.provider.portal import Login, Portal


def test_a_portal_signs_somebody_in(portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody) -> None:
    login = Login(scope="openid org person offline_access")
    answer = portal.authorize(browser, login)
    assert answer.sent.keys() == {"code", "state", "iss"} and answer.sent["state"] == login.state
    tokens = portal.redeem(answer.code, login)
    assert tokens.status_code == 200, tokens.text
    claims = portal.read_id_token(tokens.json["id_token"], login)
    assert claims["acr"] == "substantial" and claims["amr"] == ["pwd"] and claims["sid"]
    told = portal.userinfo(tokens.json["access_token"]).json
    assert told["sub"] == claims["sub"] and told["org_id"] == str(somebody.organization_id)
    renewed = portal.refresh(tokens.json["refresh_token"])
    assert renewed.status_code == 200, renewed.text
    assert portal.read_id_token(renewed.json["id_token"])["auth_time"] == claims["auth_time"]
