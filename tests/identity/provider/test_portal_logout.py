"""RP-initiated logout: at once for the session that is named, else after a question; never away to a stranger."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import GONE, Login, Portal, follow, leaving_to


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/t/signed").status_code == 200


def leave(browser: FlaskClient, **sent: Any) -> Any:
    return browser.get("/oauth/logout?" + urlencode(sent))


def confirm(browser: FlaskClient, page: Any) -> Any:
    form = html.fromstring(page.text).xpath("//form[@data-action='account.logout']")[0]
    values = {field.get("name"): field.get("value", "") for field in form.xpath(".//input[@type='hidden']")}
    return browser.post(form.get("action"), data=values)


@pytest.fixture
def hint(portal: Portal, browser: FlaskClient) -> str:
    return str(portal.tokens(browser)["id_token"])


def test_oidcc_rp_initiated_logout(portal: Portal, browser: FlaskClient, hint: str) -> None:
    answer = leave(browser, id_token_hint=hint, post_logout_redirect_uri=GONE, state="S 1&2")
    target = leaving_to(answer.text) or ""
    assert target.split("?")[0] == GONE and parse_qs(urlsplit(target).query) == {"state": ["S 1&2"]}
    assert not is_in(browser)


def test_oidcc_rp_initiated_logout_only_state(browser: FlaskClient) -> None:
    assert leave(browser, state="x").status_code == 200 and is_in(browser), "the person is asked first"


def test_oidcc_rp_initiated_logout_no_params(browser: FlaskClient) -> None:
    page = leave(browser)
    assert page.status_code == 200 and is_in(browser)
    after = confirm(browser, page)
    assert after.status_code == 200 and "已退出" in after.text and not is_in(browser)


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(browser: FlaskClient, hint: str) -> None:
    answer = leave(browser, id_token_hint=hint)
    assert answer.status_code == 200 and leaving_to(answer.text) is None and not is_in(browser)


def test_without_a_hint_the_person_is_asked_and_then_sent_back(portal: Portal, browser: FlaskClient) -> None:
    page = leave(browser, client_id=portal.client_id, post_logout_redirect_uri=GONE, state="s")
    assert "测试门户" in page.text and is_in(browser)
    after = confirm(browser, page)
    assert after.status_code == 200, "a form of ours does not redirect to another origin (design.md §8.1)"
    assert leaving_to(after.text) == f"{GONE}?state=s" and not is_in(browser)


REFUSED = [
    ("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", {"post_logout_redirect_uri": "https://evil.example/"}),
    ("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", {"post_logout_redirect_uri": GONE + "?x=1"}),
    ("oidcc-rp-initiated-logout-bad-id-token-hint", {"id_token_hint": "a.b.c"}),
    ("oidcc-rp-initiated-logout-modified-id-token-hint", {"id_token_hint": "modified"}),
    ("client_id of another client", {"client_id": "cother00000000"}),
    ("address repeated", {"post_logout_redirect_uri": [GONE, GONE]}),
]


@pytest.mark.parametrize(("name", "changes"), REFUSED, ids=[name for name, _ in REFUSED])
def test_a_wrong_logout_request_ends_on_a_page_and_nothing_happens(
    browser: FlaskClient, hint: str, name: str, changes: dict[str, Any]
) -> None:
    if changes.get("id_token_hint") == "modified":
        head, body, signature = hint.split(".")
        changes = {"id_token_hint": f"{head}.{body[:-2]}AA.{signature}"}
    sent = {"id_token_hint": hint, "post_logout_redirect_uri": GONE, **changes}
    answer = browser.get("/oauth/logout?" + urlencode(sent, doseq=True))
    assert answer.status_code == 400 and 'data-error="portal.logout_refused"' in answer.text, name
    assert leaving_to(answer.text) is None and is_in(browser)


def test_an_address_without_a_client_is_refused(browser: FlaskClient) -> None:
    assert leave(browser, post_logout_redirect_uri=GONE).status_code == 400 and is_in(browser)


def test_the_hint_of_another_session_asks_first(
    portal: Portal, browser: FlaskClient, hint: str, person: MakePerson, hub_app: Flask
) -> None:
    other = hub_app.test_client()
    sign_in(other, person())
    page = leave(other, id_token_hint=hint, post_logout_redirect_uri=GONE)
    assert page.status_code == 200 and is_in(other) and is_in(browser)
    assert leaving_to(confirm(other, page).text) == GONE and not is_in(other) and is_in(browser)


def test_an_id_token_that_has_run_out_is_still_a_hint(portal: Portal, browser: FlaskClient, hint: str) -> None:
    from hub.identity.provider.keys import sign_jwt
    from hub.kernel import scope
    from tests.identity.provider.portal import payload_of

    with portal.app.app_context(), scope.everything():
        old = sign_jwt({**payload_of(hint), "exp": 1_000_000_000, "iat": 999_999_000})
    assert leaving_to(leave(browser, id_token_hint=old, post_logout_redirect_uri=GONE).text) == GONE


def test_signed_out_already_one_goes_straight_back(portal: Portal, hub_app: Flask, hint: str) -> None:
    answer = leave(hub_app.test_client(), id_token_hint=hint, post_logout_redirect_uri=GONE)
    assert leaving_to(answer.text) == GONE


def test_a_form_on_the_portals_page_works_too(browser: FlaskClient, hint: str) -> None:
    answer = browser.post("/oauth/logout", data={"id_token_hint": hint, "post_logout_redirect_uri": GONE})
    assert answer.status_code == 303 and follow(browser, answer.location).address == GONE and not is_in(browser)


def test_logging_out_ends_what_other_portals_have(
    portal: Portal, make_portal: MakePortal, browser: FlaskClient, somebody: Somebody
) -> None:
    other = make_portal(trusted=True)
    theirs = other.tokens(browser, Login())["access_token"]
    ours = portal.tokens(browser, Login())
    leave(browser, id_token_hint=ours["id_token"])
    assert [one.userinfo(token).status_code for one, token in ((other, theirs), (portal, ours["access_token"]))] == [
        401
    ] * 2


def test_the_question_cannot_be_answered_by_another_page(hub_app: Flask, browser: FlaskClient) -> None:
    """The form has its token: no other site logs people out with it."""
    hub_app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert browser.post("/oauth/logout/confirm").status_code == 400 and is_in(browser)
        assert browser.post("/oauth/consent?request=x").status_code == 400
        assert browser.post("/oauth/token").is_json and browser.post("/oauth/logout").status_code == 303
    finally:
        hub_app.config["WTF_CSRF_ENABLED"] = False
