"""Who may call what, how odd requests are refused, and that one key has one effect."""

import json
from uuid import uuid4

import pytest
from flask import Flask

from schemas.terms import Assurance

ORDER = {"service": "V02", "quantity": 1}


def code_of(answer) -> str:
    assert answer.content_type == "application/problem+json", answer.get_data(as_text=True)
    problem = answer.get_json(force=True)
    assert problem["status"] == answer.status_code and problem["detail"] and problem["trace_id"]
    return problem["code"]


@pytest.mark.parametrize(
    "path", ["regions", "areas", "programmes", "policies?on=2024-05-06", "services", "public-notices"]
)
def test_what_is_public_needs_no_token(api_app: Flask, path: str):
    answer = api_app.test_client().get(f"/api/v1/{path}")
    assert answer.status_code == 200 and isinstance(answer.get_json()["items"], list)


@pytest.mark.parametrize(
    "path", ["me", "holder", "quotas", "vouchers", "applications", "orders", "redemptions", "messages"]
)
def test_what_belongs_to_somebody_needs_a_token(api_app: Flask, path: str):
    answer = api_app.test_client().get(f"/api/v1/{path}")
    assert answer.status_code == 401 and code_of(answer) == "token.missing"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic abc", "Bearer " + "x" * 5000, "Bearer \xe9"])
def test_a_wrong_token_is_refused(api_app: Flask, header: str):
    answer = api_app.test_client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401 and code_of(answer).startswith("token.")


def test_a_token_does_what_it_was_made_for_and_nothing_else(program):
    reader = program("e10", "order.read")
    assert reader.get("/orders").status_code == 200
    assert code_of(reader.get("/vouchers")) == "token.scope"
    assert code_of(reader.post("/orders", ORDER)) == "token.scope"


def test_writing_needs_a_sign_in_that_is_sure_enough(program):
    unsure = program("e10", assurance=Assurance.LOW)
    assert unsure.get("/orders").status_code == 200
    assert code_of(unsure.post("/orders", ORDER)) == "assurance.too_low"


def test_me_and_holder_tell_who_the_token_acts_for(program):
    me = program("e10", "org").get("/me").get_json()
    assert me["roles"] == ["holder_admin"] and me["scopes"] == ["org"] and len(me["organization"]["uscc"]) == 18
    holder = program("e10").get("/holder").get_json()
    assert holder["uscc"] == me["organization"]["uscc"] and holder["area"] == "maanshan"


def test_what_the_holder_could_use_comes_with_reasons(program):
    items = program("e10").get("/quotas").get_json()["items"]
    assert items and all(item["reasons_zh"] or item["vouchers"] for item in items)


def test_the_orders_of_others_are_not_found(program):
    placed = program("e10").post("/orders", ORDER)
    assert placed.status_code == 201, placed.get_data(as_text=True)
    no = placed.get_json()["no"]
    assert program("e10").get(f"/orders/{no}").get_json()["mode"] == "NONE"
    assert code_of(program("e11").get(f"/orders/{no}")) == "order.unknown"
    assert code_of(program("e11").post(f"/orders/{no}/cancel", {})) == "order.unknown"


def test_one_key_has_one_effect_and_one_answer(program):
    buyer, key = program("e10"), str(uuid4())
    before = len(buyer.get("/orders?limit=200").get_json()["items"])
    first, second = buyer.post("/orders", ORDER, key=key), buyer.post("/orders", ORDER, key=key)
    assert (first.status_code, second.status_code) == (201, 201) and first.data == second.data
    assert len(buyer.get("/orders?limit=200").get_json()["items"]) == before + 1
    other = buyer.post("/orders", ORDER | {"quantity": 2}, key=key)
    assert other.status_code == 422 and code_of(other) == "idempotency.other_body"


def test_a_post_without_its_key_is_refused(program):
    buyer = program("e10")
    answer = buyer.client.post("/api/v1/orders", json=ORDER, headers=buyer.headers())
    assert answer.status_code == 400 and code_of(answer) == "idempotency.key_missing"


def test_a_refused_attempt_leaves_its_key_free(program):
    buyer, key = program("e10"), str(uuid4())
    assert code_of(buyer.post("/orders", {"service": "V-none", "quantity": 1}, key=key)) == "service.unknown"
    assert buyer.post("/orders", ORDER, key=key).status_code == 201


def test_pages_of_a_list_show_everything_once(program):
    buyer = program("e10")
    for _ in range(3):
        assert buyer.post("/orders", ORDER).status_code == 201
    everything = [o["no"] for o in buyer.get("/orders?limit=200").get_json()["items"]]
    walked, cursor = [], ""
    while cursor is not None:
        page = buyer.get(f"/orders?limit=2&cursor={cursor}").get_json()
        walked += [o["no"] for o in page["items"]]
        cursor = page["next"]
    assert walked == everything and len(walked) == len(set(walked)) >= 3
    assert code_of(buyer.get("/orders?cursor=nonsense")) == "input.cursor"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"service": "V02", "quantity": NaN}',
        b'{"service": "V02", "service": "V03", "quantity": 1}',
        b'{"service": "V\\u0000", "quantity": 1}',
        b'{"service": "\\ud800", "quantity": 1}',
        b"[" * 40 + b"]" * 40,
        b"[" * 100_000,
        b'{"service": "V02", "quantity": ' + b"9" * 5000 + b"}",
        b'"\xff"',
        json.dumps([1] * 501).encode(),
    ],
)
def test_json_that_is_not_strict_is_refused(program, body: bytes):
    buyer = program("e10")
    sent = buyer.headers() | {"Idempotency-Key": str(uuid4())}
    answer = buyer.client.post("/api/v1/orders", data=body, content_type="application/json", headers=sent)
    assert answer.status_code == 400 and code_of(answer) == "input.json"


def test_another_content_type_is_told_so(program):
    buyer = program("e10")
    sent = buyer.headers() | {"Idempotency-Key": str(uuid4())}
    answer = buyer.client.post("/api/v1/orders", data=b"service=V02", content_type="text/plain", headers=sent)
    assert answer.status_code == 415 and code_of(answer) == "http.415"


def test_wrong_fields_are_named(program):
    answer = program("e10").post("/orders", {"service": "V02", "quantity": 0, "colour": "red"})
    problem = answer.get_json(force=True)
    assert answer.status_code == 422 and set(problem["errors"]) == {"quantity", "colour"}


@pytest.mark.parametrize("amount", [1.5, "300000", True, -1, 10**15])
def test_money_is_whole_fen(program, amount):
    answer = program("e10").post("/orders", ORDER | {"agreed_fen": amount})
    assert answer.status_code == 422 and "agreed_fen" in answer.get_json(force=True)["errors"]


def test_a_preview_explains_itself_and_stores_nothing(program):
    body = {"phase": "application", "programme": "delta", "area": "maanshan", "on": "2021-03-04", "facts": {}}
    answer = program("e10").post("/decisions/preview", body)
    decision = answer.get_json()
    assert answer.status_code == 200, decision
    assert decision["policy"].startswith("delta/maanshan") and decision["sentences_zh"] and decision["sentences_en"]


def test_a_preview_takes_no_fact_about_the_holder_and_none_of_another_type(program):
    body = {
        "phase": "order",
        "programme": "delta",
        "area": "maanshan",
        "facts": {"holder.area": "x", "order.total_fen": "1"},
    }
    answer = program("e10").post("/decisions/preview", body)
    assert answer.status_code == 422
    assert set(answer.get_json(force=True)["errors"]) == {"facts.holder.area", "facts.order.total_fen"}
