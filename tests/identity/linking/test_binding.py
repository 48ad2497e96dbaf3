"""Binding an old account over real HTTP: what it takes and what it changes (S16)."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub import identity, messages
from hub.identity import Organization
from hub.identity.linking_errors import BankDataLocked
from hub.identity.provider.clients import register_client
from hub.identity.provider.tables import OAuthGrant
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now, utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Assurance
from tests.federation.platforms import Platform
from tests.identity.coming_in import come_in, is_out, newest_code
from tests.identity.conftest import sign_in
from tests.identity.linking.steps import (
    OLD_PHONE,
    REGION_PHONE,
    Old,
    ask_code,
    bind,
    change_person,
    events_of,
    give_code,
    identities_of,
    meet,
    prove,
    somebody,
    texts_to,
)
from tests.identity.provider_admin.conftest import DRAFT, give_grant


def test_a_code_alone_opens_a_page_to_bind_and_nothing_else(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    shown = client.get(page)
    assert shown.status_code == 200 and is_out(client)
    assert REGION_PHONE not in shown.text and "199****0106" in shown.text
    assert OLD_PHONE not in shown.text and old.username not in shown.text
    assert identities_of(hub_app, old.account_id) == []


def test_password_and_code_make_one_unit_with_two_identities(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    with hub_app.app_context(), scope.everything():
        units = db.session.scalar(select(func.count()).select_from(Organization))
    answer = bind(hub_app, client)
    assert (answer.status_code, answer.location) == (303, "/account/identities")
    page = client.get("/account/identities").text
    assert 'data-figure="identities" data-value="2"' in page and old.username in page and "密码登录已停用" in page
    assert client.get("/t/holder").text.split("|")[1:] == [str(old.unit_id), "substantial"]
    with hub_app.app_context(), scope.everything():
        assert db.session.scalar(select(func.count()).select_from(Organization)) == units
        assert [person.id for person in identity.people_of(old.unit_id)] == [old.account_id]
    assert "account.linked" in events_of(hub_app, old.account_id)


def test_the_old_phone_and_the_owner_are_told_and_codes_go_to_the_new_phone(
    hub_app: Flask, client: FlaskClient, old: Old
) -> None:
    bind(hub_app, client)
    assert texts_to(hub_app, OLD_PHONE) == ["account_linked"]
    assert texts_to(hub_app, REGION_PHONE) == ["bind_code"]
    with hub_app.app_context(), scope.everything():
        assert identity.get_account(old.account_id).phone == REGION_PHONE
        told = [one.event for one in messages.inbox(identity.actor_for(old.account_id))]
    assert told.count("account.linked") == 1


def test_everything_that_was_open_ends_and_the_old_password_opens_nothing(
    hub_app: Flask, client: FlaskClient, old: Old
) -> None:
    elsewhere, owner = hub_app.test_client(), somebody(old)
    sign_in(elsewhere, owner)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        actor = identity.actor_for(old.account_id, assurance=Assurance.LOW)
        _, token = identity.create_token(actor=actor, name="ERP", scopes=["org"])
    bind(hub_app, client)
    assert elsewhere.get("/t/signed").status_code == 303
    called = hub_app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert called.status_code == 401
    again = hub_app.test_client()
    assert sign_in(again, owner).status_code == 422 and is_out(again)
    assert come_in(hub_app.test_client(), "jiangsu", "e06").location == "/home"


def test_bank_data_rest_for_24_hours_and_the_page_says_until_when(
    hub_app: Flask, client: FlaskClient, old: Old
) -> None:
    bind(hub_app, client)
    new = {"bank_name": "长江示例银行", "number": "6200000000005678"}
    refused = client.post("/account/organization/bank", data=new)
    assert refused.status_code == 409 and "account.bank_locked" in refused.text
    with hub_app.app_context(), scope.everything():
        until = identity.bank_locked_until(identity.get_organization(old.unit_id))
        assert until is not None and timedelta(hours=23, minutes=59) < until - business_now() <= timedelta(hours=24)
        assert identity.payout_account(old.unit_id) is None
    said = f"{until:%Y-%m-%d %H:%M}"
    for path in ("/account/organization/bank", "/account/organization", "/account/identities"):
        assert said in client.get(path).text
    assert "holder.set_bank_account" not in client.get("/account/organization/bank").text
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.get_organization(old.unit_id).bank_locked_until = business_now() - timedelta(seconds=1)
        identity.get_account(old.account_id).phone_changed_at = business_now() - timedelta(hours=24, seconds=1)
    assert client.post("/account/organization/bank", data=new).status_code == 303


@pytest.mark.parametrize("locked", ["unit", "person"])
def test_a_change_of_phone_locks_bank_data_for_the_unit_and_for_the_person(
    hub_app: Flask, old: Old, locked: str
) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account, unit = identity.get_account(old.account_id), identity.get_organization(old.unit_id)
        by = identity.actor_for(account.id)
        assert identity.change_phone(account=account, phone="199-0000-9999", by=by, reason="asked")
        assert not identity.change_phone(account=account, phone="19900009999", by=by, reason="asked")
        if locked == "unit":
            account.phone_changed_at = None
        else:
            unit.bank_locked_until = None
        with pytest.raises(BankDataLocked):
            identity.set_bank_account(organization=unit, holder_name="x", bank_name="y", number="12345678", by=by)
    assert texts_to(hub_app, OLD_PHONE) == ["phone_changed"] and texts_to(hub_app, "19900009999") == []
    assert events_of(hub_app, old.account_id).count("account.contact_changed") == 1


def test_an_old_account_with_an_authenticator_gives_its_code_too(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    secret = pyotp.random_base32()
    with hub_app.app_context(), unit_of_work():
        identity.get_account(old.account_id).totp_secret = secret
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    code = newest_code(hub_app)
    assert give_code(client, page, code).status_code == 422
    assert give_code(client, page, code, authenticator="000000").status_code == 422
    assert identities_of(hub_app, old.account_id) == []
    assert give_code(client, page, code, authenticator=pyotp.TOTP(secret).now()).status_code == 303


def test_a_colleague_without_a_hub_account_is_entered_once_the_old_one_is_bound_and_the_region_is_master(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, old: Old
) -> None:
    change_person(regions["jiangsu"], "e06", "e06b", subject="js-0000006-b", phone="19900000206")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.get_organization(old.unit_id).identity_region = "jiangsu"
    meet(hub_app.test_client(), key="e06b")
    bind(hub_app, client)
    assert come_in(hub_app.test_client(), "jiangsu", "e06b").location == "/home"
    with hub_app.app_context(), scope.everything():
        assert len(identity.people_of(old.unit_id)) == 2


def test_codes_follow_the_phone_that_the_only_region_asserts(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, old: Old
) -> None:
    bind(hub_app, client)
    change_person(regions["jiangsu"], "e06", phone="19900000306")
    come_in(hub_app.test_client(), "jiangsu", "e06")
    with hub_app.app_context(), scope.everything():
        assert identity.get_account(old.account_id).phone == "19900000306"
    assert texts_to(hub_app, REGION_PHONE) == ["bind_code", "phone_changed"]


def test_what_portals_hold_offline_ends_too(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    scopes = ["openid", "org", "offline_access"]
    with hub_app.app_context(), scope.everything(), unit_of_work():
        portal, _ = register_client(draft=replace(DRAFT, scopes=tuple(scopes)), by=THE_HUB)
        account = identity.get_account(old.account_id)
        session, _ = identity.open_session(account=account, assurance=Assurance.LOW, browser="test")
        given = give_grant(portal, session, sid="sid-bind", scopes=scopes).id
        session.ended_at = utc_now() - timedelta(days=1)  # it ran out by time: the grant outlived it
    bind(hub_app, client)
    with hub_app.app_context(), scope.everything():
        assert db.session.get_one(OAuthGrant, given).revoked_at is not None
