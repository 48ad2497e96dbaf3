"""The consent page: who asks, for what, for which unit; remembered, asked again when more is wanted, or declined."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from hub import identity
from hub.audit import AuditEvent
from hub.identity.provider.consents import find_consent, withdraw_consent
from hub.identity.provider.tables import OAuthClient
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import BACK, Answer, Login, Portal, follow, payload_of

ALL = "openid org person offline_access order.read"


def send(browser: FlaskClient, page: Answer, action: str = "portal.agree", **typed: Any) -> Any:
    """Fill in a form of the consent page."""
    form = html.fromstring(page.text).xpath(f"//form[@data-action='{action}']")[0]
    values = {field.get("name"): field.get("value", "") for field in form.xpath(".//input[@type='hidden']")}
    chosen = form.xpath(".//input[@type='radio' and @checked]/@value")
    values |= {"organization": chosen[0]} if chosen else {}
    return browser.post(form.get("action"), data={**values, **typed})


def agree(browser: FlaskClient, page: Answer, **typed: Any) -> Answer:
    answer = send(browser, page, **typed)
    assert answer.status_code == 303, answer.text
    return follow(browser, answer.location)


def events(app: Flask, portal: Portal) -> list[AuditEvent]:
    with app.app_context(), scope.everything():
        mine = select(AuditEvent).where(AuditEvent.subject_no == portal.client_id).order_by(AuditEvent.id)
        return list(db.session.scalars(mine))


def test_the_page_says_in_plain_words_who_asks_and_for_what(
    make_portal: MakePortal, browser: FlaskClient, somebody: Somebody
) -> None:
    portal = make_portal()
    page = portal.authorize(browser, Login(scope=ALL))
    assert page.status == 200 and page.address.startswith("/oauth/consent?")
    for words in ("测试门户", "查看本单位信息", "查看您的姓名", "查看订单", "最长 30 天", "示例单位", BACK):
        assert words in page.text, words
    assert not re.search(r"order\.read|offline_access", page.text), "no word of the protocol"
    browser.set_cookie("hub_language", "en")
    english = browser.get(page.address).text
    assert "Test portal" in english and "see orders" in english


def test_oidcc_ui_locales_chooses_the_language_of_whoever_has_chosen_none(
    make_portal: MakePortal, hub_app: Flask, somebody: Somebody
) -> None:
    first, second = hub_app.test_client(), hub_app.test_client()
    second.set_cookie("hub_language", "zh")
    for browser in (first, second):
        sign_in(browser, somebody)
    pages = [make_portal().authorize(browser, ui_locales="fr-CA en-GB zh").text for browser in (first, second)]
    assert ["Agree and sign in" in page for page in pages] == [True, False]


def test_agreeing_signs_in_and_is_remembered(make_portal: MakePortal, browser: FlaskClient, hub_app: Flask) -> None:
    portal, login = make_portal(), Login(scope=ALL)
    answer = agree(browser, portal.authorize(browser, login), remember="true")
    assert portal.redeem(answer.code, login).status_code == 200
    assert portal.authorize(browser, Login(scope=ALL)).code, "not asked again"
    assert portal.authorize(browser, Login(scope="openid org"), prompt="none").code, "nor for less"
    names = [event.event for event in events(hub_app, portal)]
    assert names == ["client.registered", "role.delegated"] + ["account.logged_in"] * 3
    told = [event.after["agreed"] for event in events(hub_app, portal) if event.event == "account.logged_in"]
    assert told == ["now", "before", "before"]


def test_without_remembering_it_is_asked_again(make_portal: MakePortal, browser: FlaskClient) -> None:
    portal = make_portal()
    assert agree(browser, portal.authorize(browser)).code
    assert portal.authorize(browser).address.startswith("/oauth/consent?")


def test_more_scopes_are_asked_for_anew_and_added(make_portal: MakePortal, browser: FlaskClient) -> None:
    portal = make_portal()
    agree(browser, portal.authorize(browser, Login(scope="openid")), remember="true")
    page = portal.authorize(browser, Login(scope="openid order.read"))
    assert page.address.startswith("/oauth/consent?")
    agree(browser, page, remember="true")
    assert portal.authorize(browser, Login(scope="openid order.read")).code


def test_oidcc_prompt_consent_asks_although_remembered(make_portal: MakePortal, browser: FlaskClient) -> None:
    portal = make_portal()
    agree(browser, portal.authorize(browser), remember="true")
    login = Login()
    page = portal.authorize(browser, login, prompt="consent")
    assert page.address.startswith("/oauth/consent?")
    assert portal.redeem(agree(browser, page).code, login).status_code == 200


def test_declining_goes_back_with_access_denied(make_portal: MakePortal, browser: FlaskClient, hub_app: Flask) -> None:
    portal, login = make_portal(), Login()
    answer = send(browser, portal.authorize(browser, login), "portal.decline")
    assert answer.status_code == 200, "a form of ours does not redirect to another origin (design.md §8.1)"
    from tests.identity.provider.portal import leaving_to

    address = leaving_to(answer.text) or ""
    assert address.startswith(BACK) and "error=access_denied" in address
    assert f"state={login.state}" in address and "iss=" in address
    assert events(hub_app, portal)[-1].event == "account.login_failed"


def test_a_click_on_agree_twice_is_no_harm(make_portal: MakePortal, browser: FlaskClient) -> None:
    portal, login = make_portal(), Login()
    page = portal.authorize(browser, login)
    first, second = send(browser, page, remember="true"), send(browser, page, remember="true")
    assert first.status_code == second.status_code == 303 and first.location == second.location
    codes = [follow(browser, answer.location).code for answer in (first, second)]
    assert codes[0] != codes[1] and portal.redeem(codes[1], login).status_code == 200


def test_whoever_has_several_units_chooses_one(
    make_portal: MakePortal, person: MakePerson, hub_app: Flask, somebody: Somebody
) -> None:
    portal, second = make_portal(trusted=True), person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        identity.grant_role(account=account, role=Role.HOLDER_AGENT, organization_id=second.organization_id, by=THE_HUB)
    browser, login = hub_app.test_client(), Login(scope="openid org")
    sign_in(browser, somebody)
    assert portal.authorize(browser, prompt="none").sent["error"] == "consent_required"
    page = portal.authorize(browser, login)
    assert page.address.startswith("/oauth/consent?"), "also for a trusted portal"
    refused = send(browser, page)
    assert refused.status_code == 422 and 'data-error="portal.unit_missing"' in refused.text
    foreign = send(browser, page, organization="00000000-0000-7000-8000-000000000000")
    assert foreign.status_code == 422
    tokens = portal.redeem(agree(browser, page, organization=str(second.organization_id)).code, login).json
    assert payload_of(tokens["id_token"])["org_id"] == str(second.organization_id)


def test_a_consent_belongs_to_its_person(
    make_portal: MakePortal, browser: FlaskClient, person: MakePerson, hub_app: Flask
) -> None:
    portal = make_portal()
    page = portal.authorize(browser)
    send(browser, page)
    other = person()
    sign_in(browser, other)
    again = browser.get(page.address.replace("/consent", "/continue"))
    assert again.status_code == 303 and again.location.startswith("/oauth/consent?"), "another person is asked anew"


def test_a_withdrawn_consent_is_asked_for_again(
    make_portal: MakePortal, browser: FlaskClient, somebody: Somebody, hub_app: Flask
) -> None:
    portal = make_portal()
    agree(browser, portal.authorize(browser), remember="true")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        consent = find_consent(
            account_id=somebody.account_id,
            client=db.session.get_one(OAuthClient, portal.row_id),
            organization_id=somebody.organization_id,
        )
        assert consent is not None
        withdraw_consent(consent=consent, by=THE_HUB)
    assert portal.authorize(browser).address.startswith("/oauth/consent?")


def test_a_trusted_portal_is_not_asked_about_but_written_down(
    portal: Portal, browser: FlaskClient, hub_app: Flask
) -> None:
    assert portal.authorize(browser).code
    assert events(hub_app, portal)[-1].after["agreed"] == "trusted"


def test_select_account_shows_who_is_signed_in(
    portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody
) -> None:
    login = Login()
    waiting = portal.authorize(browser, login, prompt="select_account")
    assert waiting.address.startswith("/login?") and "again=1" in waiting.address
    from tests.identity.provider.test_prompts import next_of

    page = follow(browser, sign_in(browser, somebody, target=next_of(waiting.address)).location)
    assert page.address.startswith("/oauth/consent?")
    assert portal.redeem(agree(browser, page).code, login).status_code == 200


def test_what_was_agreed_for_a_unit_ends_with_acting_for_it(
    make_portal: MakePortal, person: MakePerson, hub_app: Flask
) -> None:
    """Agreed, then let go by one of two units: the ID token must not name it any more."""
    somebody, other = person(), person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        grant_role = identity.grant_role
        leaving = grant_role(account=account, role=Role.HOLDER_AGENT, organization_id=other.organization_id, by=THE_HUB)
    browser, portal, login = hub_app.test_client(), make_portal(), Login(scope="openid org")
    sign_in(browser, somebody)
    page = portal.authorize(browser, login)
    agreed = send(browser, page, organization=str(other.organization_id))
    assert agreed.status_code == 303
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.revoke_role(grant=db.session.merge(leaving), by=THE_HUB)
    answer = follow(browser, agreed.location)
    assert answer.address.startswith("/oauth/consent?"), "asked anew, for a unit that is theirs"
