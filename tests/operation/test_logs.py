"""Nothing that people typed or that they are stands in the log; what an operator needs to find a fault does."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from flask import Flask
from sqlalchemy import text

from hub.kernel import logs
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job, run_until_idle
from hub.stories.logins import sign_in
from hub.stories.story import Person
from tests.conftest import own_application
from tests.web.sample import ClientDriver, sample_database

CANARIES = {
    "name": "欧阳金丝雀", "phone": "19900007531", "id": "320102199003077570", "email": "canary@example.cn",
    "unit": "金丝雀科技有限公司", "password": "Canary-Password-2024", "token": "canary.token-in-a-header",
    "secret": "canary-client-secret", "note": "笼中的话", "account": "6222020200112233445",
}  # fmt: skip


@job("test.canary", attempts=1)
def quoted_by_the_database(*, name: str, phone: str) -> None:
    with unit_of_work():
        found = text("INSERT INTO region_document (key, document) VALUES (:key, CAST(:document AS jsonb))")
        db.session.execute(found, {"key": name, "document": json.dumps({"phone": phone})})


@contextmanager
def log_of_the_process(app: Flask) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    kept, level, stream = list(root.handlers), root.level, io.StringIO()
    settings = app.config["HUB"]
    stderr, sys.stderr = sys.stderr, stream
    try:
        json_lines = replace(settings, logging=replace(settings.logging, format="json"))
        logs.configure_logging(json_lines, process="web")
        yield stream
    finally:
        sys.stderr = stderr
        root.handlers[:] = kept
        root.setLevel(level)


def with_a_fault(app: Flask) -> None:
    """A page whose address holds a name and that fails."""
    app.add_url_rule("/fails/<name>", "fails", lambda **_: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False


def walk(app: Flask) -> None:
    """Registration, sign-in, search, portal, API, an address nobody knows, and a job that the database refuses."""
    stranger, member = ClientDriver(app), ClientDriver(app)
    page = stranger.open("/register")
    form = page.form("account.register")
    assert form is not None
    form.action = urljoin(page.url, "/register/code")
    values = {field: CANARIES["name"] for field in ("display_name", "contact_name", "person_name")}
    values |= {"phone": CANARIES["phone"], "id_number": CANARIES["id"], "email": CANARIES["email"]}
    values |= {"password": CANARIES["password"], "password_again": CANARIES["password"], "unit_name": CANARIES["unit"]}
    named = {name: value for name, value in values.items() if name in form.names} if hasattr(form, "names") else values
    stranger.submit(page, form, named, {})
    sign_in(member, Person("E10", "E10", "hub"))
    wrong = stranger.open("/login/hub")
    sent = {"username": CANARIES["phone"], "password": CANARIES["password"]}
    stranger.submit(wrong, wrong.form("account.login"), sent, {})
    with app.test_client() as client:
        client.get(f"/services?q={CANARIES['name']}&phone={CANARIES['phone']}")
        client.get(f"/nothing/{CANARIES['name']}/{CANARIES['id']}")
        client.get(f"/fails/{CANARIES['name']}")
        client.get("/api/v1/orders", headers={"Authorization": f"Bearer {CANARIES['token']}"})
        client.post("/api/v1/orders", json={"note": CANARIES["note"], "account": CANARIES["account"]})
        client.get(f"/oauth/authorize?client_id={CANARIES['name']}&state={CANARIES['token']}")
        basic = {"client_id": "nobody", "client_secret": CANARIES["secret"], "code": CANARIES["token"]}
        client.post("/oauth/token", data={"grant_type": "authorization_code", **basic})
        client.post("/federation/nowhere/orders", data=CANARIES["note"])
    with app.app_context(), unit_of_work():
        enqueue(quoted_by_the_database, name=CANARIES["name"], phone=CANARIES["phone"])
    run_until_idle(app)


@pytest.fixture(scope="module")
def lines() -> list[dict]:
    """The log of a walk by people with names like no other, line by line."""
    with own_application(sample_database(), pages=with_a_fault) as app, log_of_the_process(app) as stream:
        walk(app)
        return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_nothing_of_a_person_and_no_secret_stands_in_the_log(lines):
    said = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    assert [line for line in said.splitlines() if any(value in line for value in CANARIES.values())] == []
    assert len(lines) > 12


def test_what_an_operator_needs_to_find_a_fault_is_there(lines):
    requests = [line for line in lines if line["event"] == "request"]
    assert {"holder_admin"} <= {word for line in requests for word in line["role"].split()}
    assert all({"at", "method", "route", "status", "ms", "request_id", "process"} <= line.keys() for line in requests)
    (broken,) = [line for line in requests if line["status"] == 500]
    (fault,) = [line for line in lines if line["level"] == "error" and line.get("request_id") == broken["request_id"]]
    assert fault["error"] == "ZeroDivisionError: division by zero" and "test_logs.py" in fault["trace"][-1]
    given_up = [line for line in lines if line.get("job") == "test.canary" and line["level"] == "error"]
    assert given_up and "NotNullViolation" in given_up[0]["event"] and logs.REMOVED in given_up[0]["event"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call 199 0000 1234 now", "call […] now"),
        ("id 32010219900307757X", "id […]"),
        ("postgresql://hub:secret@db/hub", "postgresql://[…]@db/hub"),
        ("Key exists. DETAIL:  Failing row contains (王…)\nand more", "Key exists. […]"),
        ("batch 20240315 of 12345678.90 took 12.5 ms", "batch 20240315 of 12345678.90 took 12.5 ms"),
        ("order 0198c0de-1234-7000-8000-123456789012", "order 0198c0de-1234-7000-8000-123456789012"),
    ],
)
def test_numbers_of_people_are_taken_out_and_those_of_things_stay(said, kept):
    assert logs.redacted(said) == kept
