"""A name that nobody has costs what a name that somebody has costs: no clock tells which usernames exist."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from hub.identity import passwords
from hub.kernel.db import db
from tests.identity.conftest import MakePerson


class Hasher:
    """argon2, counted."""

    def __init__(self, inner: Any, calls: Counter[str]) -> None:
        self.inner, self.calls = inner, calls

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += name in ("hash", "verify")
        return getattr(self.inner, name)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    monkeypatch.setattr(passwords, "_hasher", Hasher(passwords._hasher, counted))
    return counted


def statements_of(app: Flask, client: FlaskClient, path: str, data: dict[str, str]) -> Counter[str]:
    """How often a request reads, inserts, changes, by the first word and the table."""
    seen: Counter[str] = Counter()

    def note(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        seen[f"{words[0]} {words[2]}" if words[0] in ("INSERT", "DELETE") else words[0]] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.post(path, data=data)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_wrong_password_is_compared_once_whether_or_not_somebody_has_the_name(
    client: FlaskClient, person: MakePerson, calls: Counter[str], known: bool
) -> None:
    name = person().username if known else "nobody-has-this-name"
    calls.clear()
    assert client.post("/login/hub", data={"username": name, "password": "wrong"}).status_code == 422
    assert +calls == {"verify": 1}


def test_recovery_does_the_same_for_a_name_of_nobody(
    hub_app: Flask, client: FlaskClient, person: MakePerson, calls: Counter[str]
) -> None:
    known = person().username
    client.get("/recover")
    calls.clear()
    done = [
        statements_of(hub_app, client, "/recover", {"name": name})
        for name in (known, "nobody-has-this-name", "19900009999")
    ]
    assert +calls == {}
    # The text is sent by a job: the request writes a proof and the job in every case. A phone is not looked up.
    assert done[0] == done[1]
    assert done[0] - done[2] <= Counter({"SELECT": 1}) and not done[2] - done[0]
