"""Accounts, people, requests, clients and portals in Chromium: both languages, both widths, axe, no complaints."""

import io
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from hub import identity
from hub.identity import IdentityRequest, RequestKind, identity_requests, invitations, legacy_codes, rename
from hub.identity.evidence import NewFile
from hub.identity.legacy_codes import LegacyCode
from hub.identity.models import Organization
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today, utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from schemas.terms import Role
from tests.browser.conftest import Window
from tests.identity.provider.portal import Login, Portal
from tests.identity.test_requests import PDF
from tests.longer import LANGUAGES

NewWindow = Callable[..., Window]
# Who, what the picture is called, and the address.
Place = tuple[str, str, str]


@pytest.fixture(scope="module")
def places(live_app: Flask) -> list[Place]:
    """Every page of this part, with something on it."""
    portal = Portal(live_app, redirect_uris=("http://localhost/callback",))
    with live_app.app_context(), scope.everything(), unit_of_work():
        buyer = identity.find_account_by_username("e10")
        officer = identity.find_account_by_username("mas_init")
        assert buyer is not None and officer is not None
        buyer_id, officer_id = buyer.id, officer.id
        by = identity.actor_for(buyer_id)
        assert by.organization_id is not None
        unit = identity.get_organization(by.organization_id)
        request, legacy = _ask(unit, by), _ask_legacy_code()
        invitation = _invite(unit, by)
    return [
        ("", "invitation", invitation),
        ("", "register", "/register"),
        ("", "register-legacy-code", "/register/legacy_code"),
        ("", "portal-error", f"/oauth/authorize?{_asked(portal, client_id='nobody')}"),
        ("", "portal-wrong-address", f"/oauth/authorize?{_asked(portal, redirect_uri='http://localhost/x')}"),
        ("e10", "consent", f"/oauth/authorize?{_asked(portal)}"),
        ("e10", "own-requests", "/account/requests"),
        ("e10", "own-request", f"/account/requests/{request}"),
        ("e10", "rename", "/account/organization/rename"),
        ("e10", "refresh", "/account/organization/refresh"),
        ("e10", "identities", "/account/identities"),
        ("e10", "phone", "/account/phone"),
        ("e10", "people", "/account/people"),
        ("e10", "person-invite", "/account/people/invite"),
        ("e10", "person", f"/account/people/{buyer_id}"),
        ("e10", "applications", "/account/applications"),
        ("mas_init", "requests", "/area/requests"),
        ("mas_init", "request", f"/area/requests/{request}"),
        ("mas_init", "request-legacy-code", f"/area/requests/{legacy}"),
        ("mas_admin", "area-people", "/area/people"),
        ("hub_admin", "roles", "/operator/roles"),
        ("hub_admin", "clients", "/operator/clients"),
        ("hub_admin", "client", f"/operator/clients/{portal.client_id}"),
        ("hub_security", "accounts", "/operator/accounts?q=mas"),
        ("hub_security", "account", f"/operator/accounts/{officer_id}"),
        ("hub_security", "new-account", "/operator/accounts/new"),
        ("hub_security", "keys", "/operator/keys"),
        ("hub_steward", "relocation", "/operator/relocations"),
        ("", "developer", "/developer/"),
        ("", "developer-samples", "/developer/samples"),
    ]


def _asked(portal: Portal, **changes: str) -> str:
    return urlencode(
        portal.parameters(
            Login(scope="openid org order.read"), **{"redirect_uri": "http://localhost/callback", **changes}
        )
    )


def _ask(unit: Organization, by: Actor) -> str:
    """A rename that is late, and a change of contact."""
    found = db.session.scalars(select(IdentityRequest).where(IdentityRequest.kind == RequestKind.RENAME)).first()
    if found is None:
        file = NewFile(io.BytesIO(PDF), "变更登记通知书.pdf")
        found = rename.ask_for_new_name(unit=unit, name="更名后的示例有限公司", evidence=file, by=by)
        found.due_on = business_today() - timedelta(days=1)
        identity_requests.open_request(
            kind=RequestKind.CONTACT_CHANGE,
            area="maanshan",
            asked={"phone": "19900007777", "was_phone": "19900006666", "real_name": "示例人"},
            organization_id=unit.id,
            by=by,
        )
    return found.no


def _ask_legacy_code() -> str:
    licence = identity.keep_upload(stream=io.BytesIO(PDF), name="营业执照.pdf", by=THE_HUB)
    why = "代码由登记机关于 2015 年核发，营业执照上即为此代码。"
    asked = LegacyCode("M00000000000000017", "示例旧代码单位", "340503", "示例人", "19900007779", why)
    return legacy_codes.ask_for_legacy_code(asked=asked, licence_id=licence.id).no


def _invite(unit: Organization, by: Actor) -> str:
    invitations.invite(
        unit=unit, name="受邀人", phone="19900008088", role=Role.HOLDER_AGENT, base_url="http://x", by=by
    )
    sent = db.session.scalars(select(SmsOutbox).where(SmsOutbox.template == "invited")).all()
    return "/invitations/" + sent[-1].text.split("/invitations/")[1].split("。")[0]


def _give_a_code(app: Flask, name: str) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.find_account_by_username(name)
        assert account is not None
        for session in identity.list_sessions(account.id):
            session.code_confirmed_at = utc_now()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_readable_in_both_languages_and_widths(
    window: NewWindow, live_app: Flask, places: list[Place], language: str
) -> None:
    shown: dict[str, Window] = {}
    faults = []
    for who, name, path in places:
        if who not in shown:
            shown[who] = window(who, language=language)
            if who:
                _give_a_code(live_app, who)
        seen = shown[who]
        page = seen.open(path)
        faults += [f"{path} led to {page.url}"] if "/step-up" in page.url or "/login" in page.url else []
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 900})
            seen.shot(f"people-{name}-{language[:2]}-{width}")
            faults += [f"{path}: {seen.width()} px wide at {width}"] if seen.width() > width else []
        faults += [f"{path}: {fault}" for fault in seen.axe()]
    for seen in shown.values():
        # A refusal's own status is what the browser notes of the pages that refuse a portal.
        faults += [*seen.abroad, *(said for said in seen.complaints if "status of 400" not in said)]
    assert faults == []
