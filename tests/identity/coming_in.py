"""Coming in at the hub by a simulated region, as a browser does it, and looking at what came of it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from hub.audit import AuditEvent
from hub.identity import Organization, WebSession
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox


def leave(client: FlaskClient, region: str, target: str = "") -> str:
    """Start at the hub; returns the address at the region."""
    page = client.post(f"/login/{region}", data={"next": target})
    assert page.status_code == 200, page.text
    assert page.headers["Referrer-Policy"] == "same-origin" and "<script" not in page.text.split("</head>")[1]
    return str(page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0]).replace("&amp;", "&")


def at_region(address: str, key: str, **typed: str) -> str:
    """Log in there; returns the path and query with which the browser comes back."""
    data = {"username": key, "password": f"Region-{key}-2024", **typed}
    answer = requests.post(address, data=data, allow_redirects=False, timeout=30)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_in(client: FlaskClient, region: str, key: str, target: str = "") -> Any:
    """The whole way."""
    return client.get(at_region(leave(client, region, target), key))


def given(back: str) -> dict[str, str]:
    """What stands in the way back."""
    return dict(parse_qsl(urlsplit(back).query))


def nobody_is_in(app: Flask) -> None:
    """Forget the sessions so far."""
    with app.app_context(), unit_of_work():
        db.session.execute(delete(WebSession))


def recorded(app: Flask, correlation: str) -> AuditEvent:
    """What was written down under the number of a refusal."""
    with app.app_context(), scope.everything():
        return db.session.scalars(select(AuditEvent).where(AuditEvent.subject_no == correlation)).one()


def correlation_of(answer: Any) -> str:
    """The number that a page of refusal shows."""
    return str(answer.text.split('data-correlation="')[1].split('"')[0])


def is_out(client: FlaskClient) -> bool:
    """Nobody is signed in in this browser."""
    return client.get("/t/signed").status_code == 303 and client.get_cookie("hub_session") is None


def unit_of(app: Flask, uscc: str) -> Organization:
    """The unit with this code."""
    with app.app_context(), scope.everything():
        return db.session.scalars(select(Organization).where(Organization.uscc == uscc)).one()


def assert_nobody_came_in(app: Flask, client: FlaskClient, page: Any, says: str) -> None:
    """No session at all, a page with the error's code and a number, one audit row, under that number."""
    assert page.status_code >= 400 and client.get_cookie("hub_session") is None
    assert f'data-error="{says}"' in page.text, page.text
    with app.app_context(), scope.everything():
        assert db.session.scalars(select(WebSession)).all() == []
        rows = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_no == correlation_of(page))).all()
        assert [row.event for row in rows] == ["account.login_failed"]


def newest_code(app: Flask) -> str:
    """The code in the newest text message that has one."""
    with app.app_context(), scope.everything():
        for sent in db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at.desc())):
            words = "".join(c if c.isdigit() else " " for c in sent.text).split()
            codes = [word for word in words if len(word) == 6]
            if codes and sent.template.endswith("_code"):
                return codes[0]
    raise AssertionError("no code was sent")


def wrong_code(app: Flask) -> str:
    """Six digits that were not sent."""
    return "000000" if newest_code(app) != "000000" else "000001"
