"""From a region through the hub to a portal, over real HTTP: who signs out at home is signed out everywhere."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.identity.provider.keys import public_jwks
from hub.kernel import scope
from hub.kernel.jobs import run_until_idle
from tests.federation.platforms import Platform, forget, platforms, point_at
from tests.identity.coming_in import come_in
from tests.identity.provider.portal import Login
from tests.identity.provider.portal import Portal as SignsIn
from tests.identity.provider_admin.portal import Portal


@pytest.fixture
def home(hub_app: Flask) -> Iterator[Platform]:
    """The region where the person has an account."""
    with platforms("shanghai") as found:
        point_at(hub_app, found)
        forget()
        yield found["shanghai"]


def test_a_sign_out_at_the_region_reaches_the_portal(
    hub_app: Flask, client: FlaskClient, home: Platform, portal: Portal
):
    scopes = "openid offline_access"
    signing_in = SignsIn(hub_app, trusted=True, backchannel_logout_uri=portal.url)
    come_in(client, "shanghai", "e04")
    login = Login(scope=scopes)
    tokens = signing_in.tokens(client, login)
    told_then = signing_in.read_id_token(tokens["id_token"], login)
    assert signing_in.introspect(tokens["access_token"])["active"] is True
    with home.app.test_request_context(base_url=home.address):
        token = home.state.idp.logout_token("sh-ent-0004")
    assert hub_app.test_client().post("/federation/shanghai/logout", data={"logout_token": token}).status_code < 300
    assert signing_in.introspect(tokens["access_token"]) == {"active": False}
    assert signing_in.introspect(tokens["refresh_token"]) == {"active": False}
    run_until_idle(hub_app, raise_errors=True)
    with hub_app.app_context(), scope.everything():
        ((header, claims),) = [portal.read(one, public_jwks()) for one in portal.tokens]
    assert header["typ"] == "logout+jwt" and claims["aud"] == signing_in.client_id
    assert (claims["sid"], claims["sub"]) == (told_then["sid"], told_then["sub"])


def test_a_sign_out_here_reaches_the_portal_and_leaves_others_alone(
    hub_app: Flask, client: FlaskClient, home: Platform, portal: Portal
):
    signing_in = SignsIn(hub_app, trusted=True, backchannel_logout_uri=portal.url)
    come_in(client, "shanghai", "e04")
    gone = signing_in.tokens(client)
    other = hub_app.test_client()
    come_in(other, "shanghai", "e04")
    kept = signing_in.tokens(other)
    client.post("/logout")
    run_until_idle(hub_app, raise_errors=True)
    assert signing_in.introspect(gone["access_token"]) == {"active": False}
    assert signing_in.introspect(kept["access_token"])["active"] is True
    assert len(portal.tokens) == 1
