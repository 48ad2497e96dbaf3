"""Binding by an office that was shown evidence, where nobody can give the old password or no code can be sent."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import identity
from hub.audit import AuditEvent
from hub.identity import IdentityRequest, RequestKind, RequestState, identity_requests
from hub.kernel import scope
from hub.kernel.db import db
from schemas.terms import Role
from tests.federation.platforms import Platform
from tests.identity.coming_in import come_in, is_out
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.linking.steps import (
    OLD_PHONE,
    REGION_PHONE,
    Old,
    ask_code,
    ask_office,
    change_person,
    give_code,
    identities_of,
    make_old,
    meet,
    prove,
    somebody,
    texts_to,
)


@pytest.fixture
def reviewer(hub_app: Flask, person: MakePerson) -> FlaskClient:
    """An officer of the area, signed in."""
    officer: Somebody = person(Role.REVIEWER_INITIAL, area="wujiang", totp=True)
    browser = hub_app.test_client()
    sign_in(browser, officer)
    return browser


def request_of(app: Flask) -> IdentityRequest:
    with app.app_context(), scope.everything():
        newest = select(IdentityRequest).where(IdentityRequest.kind == RequestKind.LINK)
        found = db.session.scalars(newest.order_by(IdentityRequest.submitted_at.desc())).first()
        assert found is not None
        return found


def decide(app: Flask, reviewer: FlaskClient, how: str, reason: str = "已核对授权书") -> Any:
    return reviewer.post(f"/area/requests/{request_of(app).no}/{how}", data={"reason": reason})


def test_the_office_binds_the_old_account_that_was_named(
    hub_app: Flask, client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    asked = ask_office(client, meet(client))
    request = request_of(hub_app)
    assert asked.status_code == 200 and request.no in asked.text and is_out(client)
    assert (request.area, request.organization_id, request.state) == ("wujiang", old.unit_id, RequestState.SUBMITTED)
    assert len(request.evidence) == 1 and identities_of(hub_app, old.account_id) == []
    shown = reviewer.get(f"/area/requests/{request.no}").text
    assert "授权书.pdf" in shown and "old-e06" in shown and REGION_PHONE not in shown
    assert decide(hub_app, reviewer, "approve").status_code == 303
    assert [one.region for one in identities_of(hub_app, old.account_id)] == ["jiangsu"]
    assert come_in(client, "jiangsu", "e06").location == "/home"
    assert sign_in(hub_app.test_client(), somebody(old)).status_code == 422
    assert texts_to(hub_app, OLD_PHONE) == ["account_linked"] and texts_to(hub_app, REGION_PHONE) == ["link_approved"]
    with hub_app.app_context(), scope.everything():
        linked = select(AuditEvent).where(AuditEvent.event == "account.linked", AuditEvent.subject_id == old.account_id)
        assert db.session.scalars(linked).one().reason == request.no
        assert identity.bank_locked_until(identity.get_organization(old.unit_id)) is not None


def test_whoever_never_had_an_account_is_entered_as_an_agent(
    hub_app: Flask, client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    ask_office(client, meet(client), old_username="")
    assert decide(hub_app, reviewer, "approve").status_code == 303
    assert come_in(client, "jiangsu", "e06").location == "/home"
    with hub_app.app_context(), scope.everything():
        people = {person.id: person for person in identity.people_of(old.unit_id)}
        newcomer = next(person for number, person in people.items() if number != old.account_id)
        assert [grant.role for grant in identity.list_grants(newcomer.id)] == [Role.HOLDER_AGENT]
    assert sign_in(hub_app.test_client(), somebody(old)).status_code == 303  # the old account is as it was


def test_the_name_of_an_account_of_another_unit_binds_nothing(
    hub_app: Flask, client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    make_old(hub_app, "stranger", uscc="91340500MA9QY11013")
    ask_office(client, meet(client), old_username="stranger")
    refused = decide(hub_app, reviewer, "approve")
    assert refused.status_code == 409 and "account.link_other_unit" in refused.text
    assert request_of(hub_app).state is RequestState.SUBMITTED


def test_without_a_phone_no_code_is_sent_and_only_the_office_is_left(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    change_person(regions["jiangsu"], "e06", phone="")
    page = meet(client)
    assert "account.send_link_code" not in client.get(page).text
    assert prove(client, page).status_code == 303
    assert [ask_code(client, page).status_code, give_code(client, page, "000000").status_code] == [409, 409]
    assert texts_to(hub_app, OLD_PHONE) == []
    assert ask_office(client, page).status_code == 200
    assert decide(hub_app, reviewer, "approve").status_code == 303
    assert come_in(client, "jiangsu", "e06").location == "/home"


def test_a_refusal_binds_nothing_and_is_told(
    hub_app: Flask, client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    ask_office(client, meet(client))
    assert decide(hub_app, reviewer, "reject", "授权书未盖章").status_code == 303
    assert texts_to(hub_app, REGION_PHONE) == ["link_rejected"]
    assert identities_of(hub_app, old.account_id) == []
    assert sign_in(hub_app.test_client(), somebody(old)).status_code == 303


def test_what_was_returned_is_answered_by_the_same_account_of_the_region(
    hub_app: Flask, client: FlaskClient, reviewer: FlaskClient, old: Old
) -> None:
    ask_office(client, meet(client))
    no = request_of(hub_app).no
    assert decide(hub_app, reviewer, "return", "请补盖公章").status_code == 303
    assert texts_to(hub_app, REGION_PHONE) == ["link_returned"]
    assert no in ask_office(client, meet(client)).text
    again = request_of(hub_app)
    assert (again.no, again.state, len(again.evidence)) == (no, RequestState.SUBMITTED, 2)
    assert decide(hub_app, reviewer, "approve").status_code == 303


def test_the_same_is_not_asked_twice_and_a_colleague_may_ask_too(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, old: Old
) -> None:
    change_person(regions["jiangsu"], "e06", "e06b", subject="js-0000006-b")
    ask_office(client, meet(client))
    page = meet(client)
    refused = ask_office(client, page)
    assert refused.status_code == 409 and "request.already_open" in refused.text
    assert client.get(page).status_code == 200  # the ticket is as it was
    other = hub_app.test_client()
    assert ask_office(other, meet(other, key="e06b"), old_username="").status_code == 200


def test_evidence_is_judged_by_its_content_and_the_ticket_works_once(
    hub_app: Flask, client: FlaskClient, old: Old
) -> None:
    from io import BytesIO

    page = meet(client)
    for evidence in ((BytesIO(b"MZ" + b"\0" * 64), "授权书.pdf"), (BytesIO(b""), "授权书.pdf")):
        sent = client.post(f"{page}/office", data={"note": "x", "evidence": evidence})
        assert sent.status_code == 422, sent.text
    assert ask_office(client, page).status_code == 200
    assert ask_office(client, page).status_code == 410
    stranger = hub_app.test_client()
    assert stranger.get(f"{page}/office").status_code == 410


def test_nobody_else_decides(hub_app: Flask, client: FlaskClient, person: MakePerson, old: Old) -> None:
    ask_office(client, meet(client))
    officer: Somebody = person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    elsewhere = hub_app.test_client()
    sign_in(elsewhere, officer)
    assert decide(hub_app, elsewhere, "approve").status_code in (403, 404)
    assert identities_of(hub_app, old.account_id) == []
    with hub_app.app_context(), scope.everything():
        assert identity_requests.asked_of(request_of(hub_app))["subject"] == "js-0000006"
