"""Registering a unit: the code beside its field, what was typed is kept, a second registration names nobody (S23)."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import identity
from hub.identity import OneTimeCode
from hub.kernel import scope
from hub.kernel.db import db
from hub.messages import SmsOutbox
from tests.identity.conftest import new_uscc

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def typed(n: int, **changes: str) -> dict[str, str]:
    fields = {
        "uscc": new_uscc("340500", n),
        "name": f"登记单位{n}",
        "division": "340500",
        "username": f"registrant{n}",
        "real_name": "示例人",
        "phone": f"199-0001-{n:04d}",
        "password": "an easy sentence to keep",
        "password_again": "an easy sentence to keep",
        "document_number": card_number("340503", n),
        "agreed": "true",
    }
    return {**fields, **changes}


def card_number(division: str, n: int) -> str:
    """The number of an identity card of nobody: an infant, with its check character."""
    from stdnum.cn import ric

    base = f"{division}202501{1 + n % 28:02d}{n % 1000:03d}"
    return base + ric.calc_check_digit(base + "0")


def licence() -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF), "营业执照.pdf"


def ask_code(app: Flask, client: FlaskClient, fields: dict[str, str]) -> str:
    client.get("/register")
    page = client.post("/register/code", data={"phone": fields["phone"]})
    assert page.status_code == 200, page.text
    with app.app_context(), scope.everything():
        sent = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at.desc())).first()
        assert sent is not None and sent.phone == fields["phone"].replace("-", "")
        found = re.search(r"\d{6}", sent.text)
        assert found is not None
        return found.group()


def register(app: Flask, client: FlaskClient, fields: dict[str, str]) -> Any:
    code = ask_code(app, client, fields)
    return client.post("/register", data={**fields, "code": code, "licence": licence()})


def test_a_registered_unit_is_signed_in_and_its_place_is_frozen(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9001)
    answer = register(hub_app, client, fields)
    assert (answer.status_code, answer.location) == (303, "/account/organization"), answer.text
    page = client.get("/account/organization").text
    assert "马鞍山 340500" in page and 'data-missing="6"' in page
    with hub_app.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(fields["uscc"])
        assert unit is not None and (unit.area, unit.region, unit.kind) == ("maanshan", "anhui", "enterprise")
        unit_id = unit.id
    moved = client.post("/account/organization/edit", data={**profile(), "division": "320509"})
    assert moved.status_code == 409 and "holder.division_frozen" in moved.text
    with hub_app.app_context(), scope.everything():
        assert identity.get_organization(unit_id).division == "340500"


def profile() -> dict[str, str]:
    return {
        "registered_address": "示例路 8 号",
        "legal_representative": "示例代表",
        "contact_name": "示例联系人",
        "contact_phone": "199-0001-7777",
        "revenue": "3000000.00",
    }


def test_the_profile_is_complete_when_nothing_is_missing(hub_app: Flask, client: FlaskClient) -> None:
    register(hub_app, client, typed(9002))
    assert client.post("/account/organization/edit", data=profile()).status_code == 303
    assert 'data-missing="1"' in client.get("/account/organization").text
    bank = {"bank_name": "长江示例银行", "number": "6200 0000 0000 1234"}
    assert client.post("/account/organization/bank", data={**bank, "bank_name": "@SUM(1)"}).status_code == 422
    assert client.post("/account/organization/bank", data=bank).status_code == 303
    page = client.get("/account/organization").text
    assert "data-missing" not in page and "1234" in page and "6200000000001234" not in page


def test_a_wrong_check_digit_is_refused_beside_its_field_and_the_rest_is_kept(client: FlaskClient) -> None:
    fields = typed(9003)
    wrong = fields["uscc"][:-1] + ("0" if fields["uscc"][-1] != "0" else "1")
    answer = client.post("/register", data={**fields, "uscc": wrong})
    assert answer.status_code == 422
    assert "统一社会信用代码有误" in answer.text
    for name in ("name", "username", "real_name", "phone"):
        assert f'value="{fields[name]}"' in answer.text
    assert f'value="{wrong}"' in answer.text and fields["password"] not in answer.text


def test_a_second_registration_is_told_how_to_join_and_names_nobody(hub_app: Flask, client: FlaskClient) -> None:
    first = typed(9004, real_name="不可说出")
    register(hub_app, client, first)
    second = typed(9005, uscc=first["uscc"])
    other = hub_app.test_client()
    answer = register(hub_app, other, second)
    assert answer.status_code == 409 and "account.organization_exists" in answer.text
    assert "本单位的管理员" in answer.text
    assert first["real_name"] not in answer.text and first["username"] not in answer.text
    assert other.get("/t/signed").status_code == 303


def test_areas_whose_identity_is_mastered_by_the_region_register_there(hub_app: Flask, client: FlaskClient) -> None:
    answer = register(hub_app, client, typed(9006, division="310118", uscc=new_uscc("310118", 9006)))
    assert answer.status_code == 409 and "account.register_at_region" in answer.text and "上海" in answer.text


def test_another_place_typed_does_not_lead_around_the_region_that_the_code_names(
    hub_app: Flask, client: FlaskClient
) -> None:
    answer = register(hub_app, client, typed(9013, division="340500", uscc=new_uscc("310118", 9013)))
    assert answer.status_code == 409 and "account.register_at_region" in answer.text and "上海" in answer.text


def test_a_place_that_the_page_does_not_offer_is_none(hub_app: Flask, client: FlaskClient) -> None:
    answer = register(hub_app, client, typed(9014, division="999999"))
    assert answer.status_code == 422 and "input.invalid" in answer.text


def test_a_place_without_an_office_of_its_own_belongs_to_its_region(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9007, division="340111", uscc=new_uscc("340111", 9007))
    assert register(hub_app, client, fields).status_code == 303
    with hub_app.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(fields["uscc"])
        assert unit is not None and (unit.division, unit.area, unit.region) == ("340111", None, "anhui")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "too short", "password_again": "too short"}, "account.password_refused"),
        ({"username": "a b"}, "account.username_refused"),
        ({"password_again": "another sentence"}, "input.invalid"),
        ({"name": "=HYPERLINK(1)"}, "input.invalid"),
        ({"name": " +1"}, "input.invalid"),
        ({"document_number": "340503199001011235"}, "input.invalid"),
        ({"document_kind": "PASSPORT", "document_number": "E1"}, "input.invalid"),
        ({"division": "340000"}, "input.invalid"),
        ({"division": "340503", "city": "340100"}, "input.invalid"),
    ],
)
def test_what_does_not_fit_is_said(hub_app: Flask, client: FlaskClient, changes: dict[str, str], code: str) -> None:
    answer = register(hub_app, client, typed(9008, **changes))
    assert answer.status_code == 422 and code in answer.text


def test_a_username_belongs_to_one_person(hub_app: Flask, client: FlaskClient) -> None:
    register(hub_app, client, typed(9010))
    answer = register(hub_app, hub_app.test_client(), typed(9011, username="ＲEGISTRANT9010"))
    assert answer.status_code == 409 and "account.username_taken" in answer.text


def test_a_code_is_good_for_the_browser_phone_and_purpose_it_was_sent_for(hub_app: Flask, client: FlaskClient) -> None:
    fields = typed(9012)
    code = ask_code(hub_app, client, fields)
    other = hub_app.test_client()
    other.get("/register")
    assert other.post("/register", data={**fields, "code": code}).status_code == 422
    assert client.post("/register", data={**fields, "phone": "199-0001-9999", "code": code}).status_code == 422
    assert client.post("/register", data=fields).status_code == 422
    with hub_app.app_context(), scope.everything():
        assert {row.purpose for row in db.session.scalars(select(OneTimeCode))} == {"register"}
    assert client.post("/register", data={**fields, "code": code, "licence": licence()}).status_code == 303


def test_a_registration_needs_a_phone_before_a_code(client: FlaskClient) -> None:
    answer = client.post("/register/code", data={"phone": "12", "name": "留下来"})
    assert answer.status_code == 422 and 'value="留下来"' in answer.text
