"""Nothing that opens a door is ever logged, at any level; what operators need to see is (identity.md D2.16)."""

import logging

import pytest
from flask import Flask

from tests.identity.conftest import Somebody, sign_in
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import Login, Portal, follow
from tests.identity.provider.test_prompts import next_of


def test_no_secret_of_a_login_is_logged_at_debug_level(
    make_portal: MakePortal, hub_app: Flask, somebody: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    portal = make_portal(auth_method="client_secret_post", trusted=True)
    keyed = make_portal(auth_method="private_key_jwt", trusted=True)
    caplog.set_level(logging.DEBUG)
    secrets = {somebody.password, portal.secret}
    browser = hub_app.test_client()
    for one in (portal, keyed):
        login = Login(scope="openid org person offline_access")
        answer = one.authorize(browser, login)
        if "code" not in answer.sent:
            target = sign_in(browser, somebody, target=next_of(answer.address)).location
            answer = follow(browser, target)
        secrets |= {answer.code, login.verifier}
        proof = one.proof()
        secrets.add(str(proof["data"].get("client_assertion", answer.code)))
        first = one.call(
            "/oauth/token",
            {
                "grant_type": "authorization_code",
                "code": answer.code,
                "redirect_uri": one.parameters(login)["redirect_uri"],
                "code_verifier": login.verifier,
            },
            proof=proof,
        ).json
        renewed = one.refresh(first["refresh_token"]).json
        one.userinfo(renewed["access_token"])
        one.introspect(renewed["access_token"])
        one.redeem(answer.code, login)
        one.refresh(renewed["refresh_token"])
        one.call("/oauth/revoke", {"token": renewed["refresh_token"]})
        for tokens in (first, renewed):
            secrets |= {tokens["access_token"], tokens["refresh_token"], tokens["id_token"]}
    cookie = browser.get_cookie("hub_session")
    assert cookie is not None and len(secrets) >= 18
    logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert logged, "the hub logs something at this level"
    assert not [secret[:8] for secret in secrets | {cookie.value} if secret in logged]


def test_operators_see_why_a_request_was_refused(
    portal: Portal, hub_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    browser = hub_app.test_client()
    portal.authorize(browser, code_challenge_method="plain")
    page = portal.authorize(browser, redirect_uri="https://evil.example/")
    portal.redeem("a code that is none", Login())
    portal.call("/oauth/token", {"grant_type": "x"}, proof={"auth": (portal.client_id, "wrong secret")})
    logged = caplog.text
    assert "error=invalid_request description=code_challenge_method must be S256." in logged
    assert "redirect_uri is missing or not registered" in logged and "evil.example" not in logged
    assert "error=invalid_grant" in logged and portal.client_id in logged
    assert "a code that is none" not in logged and "wrong secret" not in logged
    shown = page.text.split("编号 ")[1][:12]
    assert f"trace={shown}" in logged, "the number on the page finds the line"


def test_what_was_typed_does_not_break_the_log(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    proof = {"auth": ("x\nERROR forged line", "y")}
    portal.call("/oauth/token", {"grant_type": "authorization_code"}, proof=proof)
    assert "forged line" not in caplog.text
