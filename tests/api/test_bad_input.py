"""Requests that no program of good faith sends: each gets one sentence with a code, and nothing is done."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from hub.identity import portals
from hub.identity.provider.tables import OAuthToken
from hub.identity.secrets import hash_of
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from tests.api.test_access import code_of

ORDER = '{"service": "V15", "quantity": %s}'
NOT_JSON = {
    "deep": "[" * 5000 + "]" * 5000,
    "deep objects": '{"a":' * 40 + "1" + "}" * 40,
    "a name twice": '{"service": "V15", "quantity": 1, "quantity": 2}',
    "NaN": ORDER % "NaN",
    "Infinity": ORDER % "-Infinity",
    "NUL": json.dumps({"service": "V\0", "quantity": 1}),
    "half a character": '{"service": "V\\ud800", "quantity": 1}',
    "not UTF-8": b'{"service": "\xff", "quantity": 1}',
    "a number without end": ORDER % ("9" * 5000),
    "a list without end": json.dumps({"service": ["x"] * 501, "quantity": 1}),
    "cut off": '{"service": "V15"',
    "nothing": "",
}
WRONG_FIELDS = {
    "an array": "[]",
    "null": "null",
    "a text for a number": ORDER % '"1"',
    "true for a number": ORDER % "true",
    "half a thing": ORDER % "1.5",
    "too many": ORDER % "10000",
    "none": ORDER % "0",
    "an object for a text": '{"service": {"$ne": 1}, "quantity": 1}',
    "a field nobody knows": '{"service": "V15", "quantity": 1, "price_fen": 1}',
    "negative money": '{"service": "V15", "quantity": 1, "agreed_fen": -1}',
    "money as text": '{"service": "V15", "quantity": 1, "agreed_fen": "1"}',
}


@pytest.mark.parametrize(("body", "code"), [
    *[pytest.param(body, "input.json", id=name) for name, body in NOT_JSON.items()],
    *[pytest.param(body, "input.fields", id=name) for name, body in WRONG_FIELDS.items()],
])  # fmt: skip
def test_a_body_that_cannot_be_meant_is_refused(program, body: str | bytes, code: str):
    buyer = program("e10")
    before = [order["no"] for order in buyer.get("/orders?limit=200").get_json()["items"]]
    headers = buyer.headers() | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    answer = buyer.client.post("/api/v1/orders", data=body, headers=headers)
    assert answer.status_code in (400, 422) and code_of(answer) == code, answer.text
    assert [order["no"] for order in buyer.get("/orders?limit=200").get_json()["items"]] == before


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=201", "limit=1e9", "limit=-1", "limit=999999999999999999999", "limit=x"),
        *("cursor=x", "cursor=%00", "cursor=" + "A" * 5000, "cursor=%ff%fe", "state=NONE", "unknown=1"),
    ],
)
def test_a_page_that_cannot_be_meant_is_refused(program, query: str):
    answer = program("e10").get(f"/orders?{query}")
    assert answer.status_code in (400, 422) and code_of(answer).startswith(("input.", "http.400")), answer.text


FOREIGN = ["CSJ-0", "x" * 4000, "%00", "%ED%A0%80", "..%2f..%2fme", "' OR 1=1 --", "CSJ-1%0d%0aX: y", "١٢٣"]


@pytest.mark.parametrize("no", FOREIGN)
@pytest.mark.parametrize("path", ["/orders/{}", "/redemptions/{}", "/applications/{}", "/settlements/{}"])
def test_a_number_that_is_nobodys_is_not_found_or_refused_in_our_words(program, service, path: str, no: str):
    scopes = ("settlement.read",)
    caller = service(*scopes, region="shanghai") if "settlements" in path else program("e10")
    answer = caller.get(path.format(no))
    assert answer.status_code in (400, 404) and code_of(answer), answer.text


BAD_TOKENS = ["", "hubat_", "hubat_" + "x" * 43, "hubat_" + "y" * 9000, "eyJhbGciOiJub25lIn0.e30.", "null", "a b"]


@pytest.mark.parametrize("token", BAD_TOKENS)
@pytest.mark.parametrize("path", ["/orders", "/webhooks"])
def test_a_token_that_is_none_opens_nothing(api_app: Flask, path: str, token: str):
    answer = api_app.test_client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401 and code_of(answer) in ("token.refused", "token.missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_token_and_one_of_a_disabled_client_open_nothing(api_app: Flask, service):
    expired, stopped = service("webhook.manage"), service("webhook.manage")
    assert [one.get("/webhooks").status_code for one in (expired, stopped)] == [200, 200]
    with api_app.app_context(), scope.everything(), unit_of_work():
        row = db.session.query(OAuthToken).filter_by(secret_hash=hash_of(expired.token)).one()
        row.expires_at = utc_now() - timedelta(seconds=1)
        other = db.session.query(OAuthToken).filter_by(secret_hash=hash_of(stopped.token)).one()
        client = db.session.get_one(portals.OAuthClient, other.client_id)
        portals.disable_client(client=client, reason="test", by=THE_HUB)
    assert [code_of(one.get("/webhooks")) for one in (expired, stopped)] == ["token.refused"] * 2


def test_another_enterprises_order_is_not_found_by_any_verb(program):
    mine, other = program("e10"), program("e06")
    no = mine.post("/orders", {"service": "V15", "quantity": 1}).get_json()["no"]
    calls = [other.get(f"/orders/{no}")]
    for verb in ("cancel", "accept", "complete", "decline"):
        body = {"reason": "不是我的"} if verb in ("cancel", "decline") else {}
        calls.append(other.post(f"/orders/{no}/{verb}", body))
    calls.append(other.post("/redemptions", {"orders": [no]}))
    assert [(call.status_code, code_of(call)) for call in calls] == [(404, "order.unknown")] * len(calls)
    assert mine.get(f"/orders/{no}").get_json()["state"] == "PLACED"
