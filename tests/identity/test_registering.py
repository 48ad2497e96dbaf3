"""What a registration keeps, records and refuses: licence, place, agreement, persons, review (CSJ-13, JS-21)."""

import io
import threading
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, text

from hub import identity, policy
from hub.identity import IdentityRequest, RequestState, identity_requests
from hub.identity.models import Agreement
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_today
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.messages import SmsOutbox
from schemas.terms import Role
from tests.identity.conftest import MakePerson, new_uscc
from tests.identity.test_registration import ask_code, card_number, licence, register, typed

JIANGSU = "320102"  # reviewed by the province


def value_of(page: str, name: str) -> str:
    found = html.fromstring(page).xpath("//*[@name=$name]/@value", name=name)
    return str(found[0]) if found else ""


def texts_to(app: Flask, phone: str) -> list[str]:
    run_until_idle(app)
    with app.app_context():
        found = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at))
        return [sent.text for sent in found if sent.phone == phone.replace("-", "")]


def test_a_unit_does_not_register_without_its_licence(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9101)
    code = ask_code(hub_app, client, fields)
    answer = client.post("/register", data={**fields, "code": code})
    assert answer.status_code == 422 and "account.licence_missing" in answer.text


def test_a_licence_uploaded_once_is_kept_through_errors(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9102, document_number="1")
    code = ask_code(hub_app, client, fields)
    wrong = client.post("/register", data={**fields, "code": code, "licence": licence()})
    assert wrong.status_code == 422 and "营业执照已上传：营业执照.pdf" in wrong.text
    mended = {
        **fields,
        "document_number": card_number("340503", 9102),
        "code": code,
        "kept": value_of(wrong.text, "kept"),
    }
    assert client.post("/register", data=mended).location == "/account/organization"
    with hub_app.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(fields["uscc"])
        assert unit is not None
        stored = identity.find_licence(unit)
        assert stored is not None and (stored.name, stored.organization_id) == ("营业执照.pdf", unit.id)


def test_what_was_kept_in_another_browser_is_nothing_here(hub_app: Flask, client: FlaskClient) -> None:
    page = client.post("/register/place", data={"licence": licence()}).text
    assert value_of(page, "kept")
    other = hub_app.test_client()
    other.get("/register")
    assert "营业执照已上传" not in other.post("/register/place", data={"kept": value_of(page, "kept")}).text


@pytest.mark.parametrize("content", [b"<html>no licence</html>", b"PK\x03\x04 zipped", b""])
def test_a_licence_is_judged_by_its_content(client: FlaskClient, content: bytes) -> None:
    answer = client.post("/register/place", data={"licence": (io.BytesIO(content), "licence.pdf"), "name": "留下来"})
    assert answer.status_code == 422 and 'value="留下来"' in answer.text and "data-error" in answer.text


def test_the_place_is_chosen_in_three_steps(client: FlaskClient) -> None:
    page = html.fromstring(client.post("/register/place", data={"province": "340000", "name": "甲"}).text)
    assert page.xpath("//select[@name='city']/option[@value='340500']/text()") == ["马鞍山市"]
    assert not page.xpath("//select[@name='division']")
    page = html.fromstring(client.post("/register/place", data={"province": "340000", "city": "340500"}).text)
    assert page.xpath("//select[@name='division']/option[@value='340503']/text()") == ["花山区"]
    assert page.xpath("//select[@name='city']/option[@selected]/@value") == ["340500"]


def test_two_who_register_one_unit_at_once_make_one_unit(hub_app: Flask) -> None:
    uscc, statuses, barrier = new_uscc("340500", 9110), Counter[int](), threading.Barrier(4)
    ready = []
    for n in range(9110, 9114):
        browser, fields = hub_app.test_client(), typed(n, uscc=uscc)
        ready.append((browser, {**fields, "code": ask_code(hub_app, browser, fields), "licence": licence()}))

    def press(browser: FlaskClient, fields: dict[str, Any]) -> None:
        barrier.wait()
        statuses[browser.post("/register", data=fields).status_code] += 1

    threads = [threading.Thread(target=press, args=one) for one in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {303: 1, 409: 3}


def test_what_was_agreed_to_is_kept_with_version_and_time(hub_app: Flask, client: FlaskClient) -> None:
    without = typed(9115, agreed="")
    del without["agreed"]
    assert register(hub_app, client, without).status_code == 422
    register(hub_app, client, typed(9116))
    with hub_app.app_context(), scope.everything():
        account = identity.find_account_by_username("registrant9116")
        assert account is not None
        found = db.session.scalars(select(Agreement).where(Agreement.account_id == account.id)).all()
        assert {(row.document, row.version) for row in found} == set(identity.agreements.DOCUMENTS)
        assert all(row.agreed_at for row in found)
    assert "版本" in client.get("/terms").text


def test_the_document_number_is_not_readable_in_the_database(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9117)
    register(hub_app, client, fields)
    with hub_app.app_context():
        raw = db.session.execute(text("SELECT document_number::text FROM account WHERE username = 'registrant9117'"))
        assert fields["document_number"] not in str(raw.scalar_one())


@pytest.fixture
def admitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """An area's policy whose holder types name persons, as the county voucher's do."""
    here = policy.admitted_kinds

    def admitted(division: str, on: object) -> frozenset[str]:
        return here(division, on) | ({"individual"} if division.startswith("3405") else set())

    monkeypatch.setattr(policy, "admitted_kinds", admitted)


def person_of(n: int, **changes: str) -> dict[str, str]:
    fields = typed(n, **changes)
    return {name: value for name, value in fields.items() if name not in ("uscc", "name")}


def test_a_person_registers_where_a_programme_admits_persons(
    hub_app: Flask, client: FlaskClient, admitting: None
) -> None:
    fields = person_of(9120, division="340503")
    code = ask_code(hub_app, client, fields)
    answer = client.post("/register/individual", data={**fields, "code": code})
    assert (answer.status_code, answer.location) == (303, "/account/organization"), answer.text
    with hub_app.app_context(), scope.everything():
        account = identity.find_account_by_username("registrant9120")
        assert account is not None
        unit = identity.organizations_of(account.id)[0]
        assert (unit.kind, unit.area, unit.identity_number) == ("individual", "maanshan", fields["document_number"])
        assert len(unit.uscc) == 18 and unit.uscc.startswith("ZR340503")
    again = {**person_of(9121, division="340503"), "document_number": fields["document_number"]}
    other = hub_app.test_client()
    refused = other.post("/register/individual", data={**again, "code": ask_code(hub_app, other, again)})
    assert refused.status_code == 409


def test_a_person_is_refused_where_no_programme_admits_persons(
    hub_app: Flask, client: FlaskClient, admitting: None
) -> None:
    fields = person_of(9122, division="320509")
    answer = client.post("/register/individual", data={**fields, "code": ask_code(hub_app, client, fields)})
    assert answer.status_code == 422 and "account.individuals_not_admitted" in answer.text


def reviewed(n: int, **changes: str) -> dict[str, str]:
    return typed(n, division=JIANGSU, **{"uscc": new_uscc(JIANGSU, n), **changes})


def request_of(username: str) -> IdentityRequest:
    account = identity.find_account_by_username(username)
    assert account is not None
    return db.session.scalars(select(IdentityRequest).where(IdentityRequest.account_id == account.id)).one()


def reviewer(person: MakePerson) -> Any:
    officer = person(Role.REVIEWER_INITIAL, area="jiangsu", totp=True)
    return identity.actor_for(officer.account_id)


def test_nobody_signs_in_before_the_office_has_approved(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    fields = reviewed(9130)
    answer = register(hub_app, client, fields)
    assert answer.location == "/register/submitted" and client.get(answer.location).status_code == 200
    assert client.get("/t/signed").status_code == 303
    waiting = client.post("/login/hub", data={"username": "registrant9130", "password": fields["password"]})
    with hub_app.app_context(), scope.everything():
        request = request_of("registrant9130")
        until, no, today = request.due_on, request.no, business_today()
    assert until is not None and until > today
    assert waiting.status_code == 403 and no in waiting.text and until.isoformat() in waiting.text
    wrong = client.post("/login/hub", data={"username": "registrant9130", "password": "something else"})
    assert wrong.status_code == 422 and no not in wrong.text
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity_requests.approve_request(request=request_of("registrant9130"), by=reviewer(person))
    assert "已通过审核" in texts_to(hub_app, fields["phone"])[-1]
    right = client.post("/login/hub", data={"username": "registrant9130", "password": fields["password"]})
    assert right.location == "/home"


def test_a_text_does_not_let_in_before_the_approval_either(hub_app: Flask, client: FlaskClient) -> None:
    fields = reviewed(9131)
    register(hub_app, client, fields)
    client.post("/login/sms", data={"phone": fields["phone"]})
    code = "".join(c for c in texts_to(hub_app, fields["phone"])[-1] if c.isdigit())[:6]
    answer = client.post("/login/code", data={"code": code})
    assert answer.status_code == 403 and "account.awaits_review" in answer.text
    assert client.get("/t/signed").status_code == 303


@pytest.mark.parametrize("step", ["reject", "return"])
def test_who_was_refused_is_told_why_and_may_register_again(
    hub_app: Flask, client: FlaskClient, person: MakePerson, step: str
) -> None:
    n = 9132 if step == "reject" else 9134
    fields = reviewed(n)
    register(hub_app, client, fields)
    decide = identity_requests.reject_request if step == "reject" else identity_requests.return_request
    with hub_app.app_context(), scope.everything(), unit_of_work():
        decide(request=request_of(f"registrant{n}"), by=reviewer(person), reason="执照看不清")
    assert "执照看不清" in texts_to(hub_app, fields["phone"])[-1]
    again = register(hub_app, hub_app.test_client(), {**fields, "name": "更正后的名称"})
    assert again.location == "/register/submitted", again.text
    with hub_app.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(fields["uscc"])
        assert unit is not None and unit.name == "更正后的名称" and len(identity.people_of(unit.id)) == 1
        assert request_of(f"registrant{n}").state is RequestState.SUBMITTED


def test_a_unit_under_review_is_not_registered_a_second_time(hub_app: Flask, client: FlaskClient) -> None:
    fields = reviewed(9136)
    register(hub_app, client, fields)
    answer = register(hub_app, hub_app.test_client(), reviewed(9137, uscc=fields["uscc"]))
    assert answer.status_code == 409 and "account.organization_exists" in answer.text


def test_the_pages_of_the_regions_are_linked(hub_app: Flask, client: FlaskClient) -> None:
    from hub.federation import directory

    linked = [region for region in directory.list_regions() if region.link("register")]
    page = client.get("/register").text
    assert linked and all(str(region.link("register")) in page for region in linked)


def test_a_unit_that_came_by_other_means_is_not_given_away(hub_app: Flask, client: FlaskClient) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.create_organization(uscc=new_uscc("340500", 9140), name="示例", division="340500", by=THE_HUB)
    assert register(hub_app, client, typed(9140)).status_code == 409


@pytest.mark.parametrize(
    ("path", "data", "limit"),
    [
        ("/register/code", {"phone": "199-0006-0001"}, identity.tries.TEXTS_BY_PHONE_A_DAY.tries),
        ("/recover/account/code", {"phone": "199-0006-0002"}, identity.tries.TEXTS_BY_PHONE_A_DAY.tries),
        ("/login/sms", {"phone": "199-0006-0003"}, identity.tries.TEXTS_BY_ADDRESS_A_DAY.tries),
        ("/recover", {"name": "199-0006-0004"}, identity.tries.TEXTS_BY_ADDRESS_A_DAY.tries),
    ],
)
def test_texts_that_a_stranger_asks_for_end_for_the_day(
    hub_app: Flask, client: FlaskClient, path: str, data: dict[str, str], limit: int
) -> None:
    """The quarter-hour limits alone would let one address send thousands a day."""
    sent = max(0, limit - 12)
    with hub_app.app_context(), unit_of_work():
        for _ in range(sent):
            identity.tries.take_try(identity.tries.TEXTS_BY_ADDRESS_A_DAY, "127.0.0.1")
    while client.post(path, data=data).status_code in (200, 303):
        sent += 1
        with hub_app.app_context(), unit_of_work():  # a quarter of an hour goes by
            db.session.execute(text("DELETE FROM try_counter WHERE kind IN ('text.phone', 'text.address')"))
    assert sent == limit
