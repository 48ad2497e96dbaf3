"""Binding an old account as a person sees it: each step and each refusal, accessible and inside the screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from adapters.contract import Assertion, Person
from hub import identity
from hub.identity import linking_tickets
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from tests.identity.coming_in import newest_code, wrong_code
from tests.longer import LANGUAGES

MARK = "the-mark-of-this-browser"
E06 = "91320509MA9QY1064N"


@pytest.fixture
def ticket(live_app: Flask) -> Iterator[str]:
    """The address of a bind page, as after a login of E06 at its region in a browser of this mark."""
    with live_app.app_context(), scope.everything(), unit_of_work():
        unit = identity.find_organization_by_uscc(E06)
        assert unit is not None
        person = Person(name="宋测试", phone="19900000106")
        assertion = Assertion(issuer="jiangsu", subject="js-0000006", uscc=E06, person=person)
        _, secret = linking_tickets.open_ticket(
            region="jiangsu", assertion=assertion, unit=unit, browser=MARK, next_path=None
        )
    yield f"/login/link/{secret}"
    with live_app.app_context(), unit_of_work():
        db.session.execute(text("DELETE FROM try_counter"))


def look(window: Any, name: str, faults: list[str]) -> None:
    for width in (1366, 390):
        window.page.set_viewport_size({"width": width, "height": 900})
        if window.width() > width:
            faults.append(f"{name}: wider than {width}")
        window.shot(f"link-{name}-{width}")
    faults += [f"{name}: {fault}" for fault in window.axe()]


def send(window: Any, action: str, **values: str) -> None:
    form = window.page.locator(f'form[data-action="{action}"]')
    for name, value in values.items():
        form.locator(f'[name="{name}"]').fill(value)
    with window.page.expect_navigation():
        form.locator("button[type=submit]").click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_refusal_of_binding_is_accessible(
    live_app: Flask, live: str, window: Any, ticket: str, language: str
) -> None:
    shown, faults, short = window(language=language), [], language[:2]
    shown.open(ticket)
    look(shown, f"{short}-another-browser", faults)
    assert shown.page.locator('[data-error="account.link_ticket_refused"]').count() == 1
    shown.context.add_cookies([{"name": "hub_login", "value": MARK, "url": live}])
    shown.open(ticket)
    look(shown, f"{short}-open", faults)
    send(shown, "account.prove_old", username="e06", password="not the password")
    look(shown, f"{short}-wrong-password", faults)
    assert shown.page.locator('[name="username"]').input_value() == "e06"
    send(shown, "account.prove_old", username="e06", password=_password("e06"))
    look(shown, f"{short}-proved", faults)
    send(shown, "account.send_link_code")
    send(shown, "account.bind", code=wrong_code(live_app))
    look(shown, f"{short}-wrong-code", faults)
    assert newest_code(live_app) and shown.page.locator('[data-error="account.code_refused"]').count() == 1
    shown.open(f"{ticket}/office")
    send(shown, "account.ask_office")
    look(shown, f"{short}-office-incomplete", faults)
    assert faults == [] and shown.abroad == []


def _password(username: str) -> str:
    from hub.stories import book

    return str(book.account(username)["password"])
