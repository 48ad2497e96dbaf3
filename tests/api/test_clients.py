"""Programs that call for themselves: their webhooks, what is another's, how often they may call."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask

from hub.kernel.jobs import run_until_idle
from tests.api.test_access import code_of

EVENTS = ["order.placed", "notice.published"]


def test_a_client_looks_after_its_webhooks_by_itself_and_finds_no_others(api_app: Flask, service):
    mine, other = service("webhook.manage"), service("webhook.manage")
    asked = {"url": "http://127.0.0.1:1/hooks", "events": EVENTS}
    key = str(uuid4())
    added = mine.post("/webhooks", asked, key=key)
    assert added.status_code == 201 and added.get_json()["state"] == "ACTIVE", added.text
    assert mine.post("/webhooks", asked, key=key).get_json() == added.get_json()
    one = f"/webhooks/{added.get_json()['id']}"
    for call in (other.get(one), other.get(f"{one}/deliveries"), other.post(f"{one}/rotate", {})):
        assert (call.status_code, code_of(call)) == (404, "webhook.unknown")
    keys = api_app.test_client().get(f"/api/v1{one}/keys").get_json()["keys"]
    assert [(key["kid"], "d" in key) for key in keys] == [(added.get_json()["kid"], False)]
    rotated = mine.post(f"{one}/rotate", {"overlap_hours": 1}).get_json()
    assert rotated["previous_kid"] == added.get_json()["kid"] != rotated["kid"]
    tried = mine.post(f"{one}/test", {})
    assert (tried.status_code, tried.get_json()["event"]) == (202, "webhook.test")
    run_until_idle(api_app)
    (logged,) = mine.get(f"{one}/deliveries?limit=1").get_json()["items"]
    seen = mine.get(f"{one}/deliveries/{logged['id']}").get_json()
    assert seen["attempts"][0]["status"] is None and "webhook.test" in seen["attempts"][0]["body"]
    assert mine.post(f"{one}/deliveries/{logged['id']}/redeliver", {}).status_code in (202, 409)
    assert mine.post(f"{one}/remove", {}).get_json()["state"] == "REMOVED"
    assert mine.get("/webhooks").get_json()["items"] == []
    assert code_of(api_app.test_client().get(f"/api/v1{one}/keys")) == "webhook.unknown"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://10.0.0.1/", "events": EVENTS}, "url"),
        ({"url": "https://a.example/", "events": ["order.price_set"]}, "events"),
        ({"url": "https://a.example/", "events": []}, "events"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_with_the_field(service, body: dict, field: str):
    answer = service("webhook.manage").post("/webhooks", body)
    assert answer.status_code == 422 and field in answer.text, answer.text


def test_a_token_of_a_person_does_nothing_for_a_client_and_the_other_way_round(program, service):
    assert code_of(program("e10").get("/webhooks")) == "token.not_a_client"
    assert code_of(service("webhook.manage").get("/orders")) == "token.refused"
    assert code_of(service("webhook.manage").get("/settlements")) == "token.scope"
    assert service("settlement.read", region="shanghai").get("/settlements").get_json() == {"items": [], "next": None}


def test_what_was_read_is_changed_only_while_it_is_still_so(service):
    mine = service("webhook.manage")
    added = mine.post("/webhooks", {"url": "https://a.example/", "events": EVENTS}).get_json()
    one = f"/webhooks/{added['id']}"
    tag = mine.get(one).headers["ETag"]
    unchanged = mine.client.get(f"/api/v1{one}", headers=mine.headers() | {"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    changed = {"url": "https://b.example/", "events": EVENTS}
    assert mine.post(f"{one}/change", changed, **{"If-Match": tag}).status_code == 200
    late = mine.post(f"{one}/change", added | changed | {"url": "https://c.example/"}, **{"If-Match": tag})
    assert code_of(late) in ("precondition.changed", "input.fields")
    late = mine.post(f"{one}/change", {**changed, "url": "https://c.example/"}, **{"If-Match": tag})
    assert (late.status_code, code_of(late)) == (412, "precondition.changed")
    assert mine.get(one).get_json()["url"] == "https://b.example/"


def test_too_many_calls_wait_their_turn_and_another_client_does_not(api_app: Flask, service):
    settings = api_app.config["HUB"]
    strict = replace(settings.limits, per_client="2 per minute", anonymous="1 per minute", federation="1 per minute")
    one, other = service("webhook.manage"), service("webhook.manage")
    anybody = api_app.test_client()
    api_app.config["HUB"] = replace(settings, limits=strict)
    try:
        answers = [one.get("/webhooks") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert code_of(answers[-1]) == "calls.too_many" and 1 <= int(answers[-1].headers["Retry-After"]) <= 61
        assert other.get("/webhooks").status_code == 200
        statuses = [anybody.get("/api/v1/regions").status_code for _ in range(2)]
        assert statuses[-1] == 429
        told = [anybody.post("/federation/nowhere/orders", data=b"{}").status_code for _ in range(2)]
        assert told == [404, 429]
    finally:
        api_app.config["HUB"] = settings


def test_a_region_reports_a_change_once(service):
    region = service("region.report", region="shanghai")
    told = {"message_id": f"m-{uuid4()}", "usccs": ["91310118MA9QY10489"]}
    assert region.post("/region-reports/facts", told).get_json() == {"accepted": 1, "known": 0}
    assert region.post("/region-reports/facts", told).get_json() == {"accepted": 0, "known": 1}
