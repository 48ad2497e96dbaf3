"""A code that fails the check digit is admitted by an office on evidence, for who asked, and by nothing else (G-46)."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from adapters.contract import Assertion
from hub import identity
from hub.identity import IdentityRequest, RequestKind, RequestState, Way, evidence, identity_requests
from hub.identity.errors import CodeFailsCheck
from hub.identity.linking_rules import Denial
from hub.identity.registration import Administrator
from hub.identity.request_words import wanted_by
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson, sign_in
from tests.identity.test_registering import texts_to, value_of
from tests.identity.test_registration import ask_code, licence, register, typed

OLD = "M000000001234567X8"
FORM = "/register/legacy_code"
WHY = "代码由登记机关于 2015 年核发，营业执照上即为此代码。"


def asking(app: Flask, client: FlaskClient, n: int, uscc: str, **changes: str) -> Any:
    """What a person sends after the registration refused their code: the same fields, a reason, a code, the licence."""
    fields = typed(n, uscc=uscc, **changes)
    code = ask_code(app, client, fields)
    return client.post(FORM, data={**fields, "why": WHY, "code": code, "licence": licence()})


def number_in(page: str) -> str:
    found = re.search(r'data-no="([^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def find(no: str) -> IdentityRequest:
    return db.session.scalars(select(IdentityRequest).where(IdentityRequest.no == no)).one()


def decide(app: Flask, officer: Any, no: str, how: str, reason: str = "与营业执照核对一致。") -> None:
    decisions = {
        "approve": identity_requests.approve_request,
        "reject": identity_requests.reject_request,
        "return": identity_requests.return_request,
    }
    with app.app_context(), unit_of_work(), scope.everything():
        by = identity.actor_for(officer.account_id)
        decisions[how](request=find(no), by=by, reason=reason)


@pytest.fixture
def officer(person: MakePerson) -> Any:
    return person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)


def test_the_refusal_leads_to_the_office_and_keeps_what_was_typed(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9301, uscc=OLD)
    refused = client.post("/register", data={**fields, "licence": licence()})
    assert refused.status_code == 422 and "统一社会信用代码有误" in refused.text
    assert html.fromstring(refused.text).xpath(f"//button[@formaction='{FORM}/place']")
    page = client.post(f"{FORM}/place", data={**fields, "kept": value_of(refused.text, "kept")})
    assert page.status_code == 200 and "营业执照已上传：营业执照.pdf" in page.text and "data-error" not in page.text
    for name in ("uscc", "name", "real_name", "phone"):
        assert value_of(page.text, name) == fields[name], name
    assert html.fromstring(page.text).xpath("//select[@name='division']/option[@selected]/@value") == ["340500"]


def test_what_the_office_admits_is_registered_with_the_same_phone_only(
    hub_app: Flask, client: FlaskClient, officer: Any
) -> None:
    fields = typed(9302, uscc=OLD)
    asked = asking(hub_app, client, 9302, OLD)
    assert asked.status_code == 200, asked.text
    no = number_in(asked.text)
    with hub_app.app_context(), scope.everything():
        request = find(no)
        assert (request.kind, request.area, request.state) == (
            RequestKind.LEGACY_CODE,
            "maanshan",
            RequestState.SUBMITTED,
        )
        assert {line.name for line in wanted_by(request)} >= {"uscc", "name", "division", "phone", "why"}
        (kept,) = evidence.list_evidence(request)
        assert kept.name == "营业执照.pdf" and kept.organization_id == request.id
    assert register(hub_app, client, fields).status_code == 422
    office = hub_app.test_client()
    sign_in(office, officer, code=officer.code())
    page = office.get(f"/area/requests/{no}").text
    assert all(text in page for text in ("旧代码登记", OLD, WHY)) and fields["phone"] not in page
    (file,) = html.fromstring(page).xpath("//a[contains(@href, '/files/')]/@href")
    assert office.get(file).data.startswith(b"%PDF")
    decide(hub_app, officer, no, "approve")
    (*_, told) = texts_to(hub_app, fields["phone"])
    assert no in told and f"/register?uscc={OLD}" in told
    assert value_of(client.get(f"/register?uscc={OLD}").text, "uscc") == OLD
    stranger = register(hub_app, hub_app.test_client(), typed(9303, uscc=OLD))
    assert stranger.status_code == 422 and "统一社会信用代码有误" in stranger.text
    done = register(hub_app, client, fields)
    assert (done.status_code, done.location) == (303, "/account/organization"), done.text
    with hub_app.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(OLD)
        assert unit is not None and (unit.area, unit.name) == ("maanshan", fields["name"])


@pytest.mark.parametrize("how", ["reject", "return"])
def test_the_answer_no_is_told_with_its_reason(hub_app: Flask, client: FlaskClient, officer: Any, how: str) -> None:
    n = 9310 if how == "reject" else 9311
    uscc = f"M00000000{n}00000"
    no = number_in(asking(hub_app, client, n, uscc).text)
    decide(hub_app, officer, no, how, "营业执照不清晰")
    fields = typed(n, uscc=uscc)
    (*_, told) = texts_to(hub_app, fields["phone"])
    assert no in told and "营业执照不清晰" in told
    assert register(hub_app, client, fields).status_code == 422
    again = asking(hub_app, client, n, uscc)
    assert again.status_code == 200 and number_in(again.text) != no
    with hub_app.app_context(), scope.everything():
        assert find(no).state is (RequestState.REJECTED if how == "reject" else RequestState.WITHDRAWN)


def test_a_code_is_looked_at_once_at_a_time(hub_app: Flask, client: FlaskClient) -> None:
    uscc = "M00000000932000000"
    assert asking(hub_app, client, 9320, uscc).status_code == 200
    second = asking(hub_app, hub_app.test_client(), 9321, uscc)
    assert second.status_code == 409 and "request.already_open" in second.text


def test_a_code_that_passes_needs_no_office(hub_app: Flask, client: FlaskClient) -> None:
    answer = asking(hub_app, client, 9330, typed(9330)["uscc"])
    assert answer.status_code == 409 and "account.code_needs_no_office" in answer.text


def test_nothing_is_asked_without_licence_code_or_reason(hub_app: Flask, client: FlaskClient) -> None:
    fields = {**typed(9340, uscc="M00000000934000000"), "why": WHY}
    code = ask_code(hub_app, client, fields)
    for missing in ({"code": code}, {"code": "000000", "licence": licence()}, {"code": code, "why": ""}):
        assert client.post(FORM, data={**fields, **missing}).status_code == 422
    with hub_app.app_context(), scope.everything():
        assert not db.session.scalars(select(IdentityRequest).where(IdentityRequest.area == "maanshan")).all() or all(
            identity_requests.asked_of(one)["uscc"] != fields["uscc"]
            for one in db.session.scalars(
                select(IdentityRequest).where(IdentityRequest.kind == RequestKind.LEGACY_CODE)
            )
        )


def test_the_service_itself_refuses_a_code_that_no_office_admitted(hub_app: Flask) -> None:
    who = Administrator("legacy9350", "示例人", "RESIDENT_ID", "1", "19900019350", "an easy sentence to keep")
    with hub_app.app_context(), scope.everything(), pytest.raises(CodeFailsCheck), unit_of_work():
        identity.register_unit(uscc="M00000000935000000", name="旧代码单位", division="340500", administrator=who)


def test_an_assertion_with_such_a_code_stays_refused_even_when_the_unit_is_registered(
    hub_app: Flask, client: FlaskClient, officer: Any
) -> None:
    uscc = "M00000000936000000"
    decide(hub_app, officer, number_in(asking(hub_app, client, 9360, uscc).text), "approve")
    assert register(hub_app, client, typed(9360, uscc=uscc)).status_code == 303
    said = Assertion(issuer="https://region.example", subject="legacy-9360", uscc=uscc, org_name="旧代码单位")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        decision = identity.broker.accept_assertion(region="shanghai", assertion=said).decision
    assert (decision.way, decision.denial) == (Way.DENY, Denial.BAD_USCC)
