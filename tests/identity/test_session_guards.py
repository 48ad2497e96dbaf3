"""What a session opens and what its cookie says: flags over https, the second factor on every route, roles at once."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from hub import identity
from hub.app import create_app
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from schemas.terms import Assurance, Role
from tests.conftest import application_url, clone_database, drop_database
from tests.identity.conftest import PASSWORD, MakePerson
from tests.identity.test_sessions import COOKIE, signed_in


@pytest.fixture
def https_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A hub behind https."""
    settings = load_settings("testing")
    name = clone_database()
    web = replace(settings.web, secure_cookies=True, base_url="https://localhost")
    app = create_app(replace(settings, web=web), database_url=application_url(name))
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def test_over_https_the_cookie_is_bound_to_this_host_and_hidden_from_scripts(https_hub: Flask) -> None:
    with https_hub.app_context(), scope.everything(), unit_of_work():
        identity.create_account(username="somebody", display_name="示例人", password=PASSWORD)
    browser = https_hub.test_client()
    sent = {"username": "somebody", "password": PASSWORD}
    answer = browser.post("/login/hub", data=sent, base_url="https://localhost")
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-hub_session=")]
    marks = {part.strip() for part in cookie.split(";")[1:]}
    assert marks == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_no_staff_route_opens_without_the_second_factor(hub_app: Flask, person: MakePerson) -> None:
    somebody = person(Role.ASSESSOR, area="maanshan")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        _, secret = identity.open_session(account=account, assurance=Assurance.SUBSTANTIAL, browser="")
    browser = hub_app.test_client()
    browser.set_cookie(COOKIE, secret)
    opened, tried = [], 0
    for rule in hub_app.url_map.iter_rules():
        guard = getattr(hub_app.view_functions[rule.endpoint], "guard", None)
        if not (isinstance(guard, tuple) or guard == "signed in") or rule.rule.startswith("/api"):
            continue
        method = min(rule.methods or {"GET"}, key=("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS").index)
        answer = browser.open(path_of(rule.rule), method=method)
        tried += 1
        if answer.status_code != 303 or not str(answer.location).startswith("/login/second-factor"):
            opened.append(f"{rule.rule} {answer.status_code} {answer.location}")
    assert tried > 100 and opened == []


def path_of(rule: str) -> str:
    """Some address of a rule; nothing need be there."""
    rule = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule)
    rule = re.sub(r"<uuid:[^>]*>", "00000000-0000-7000-8000-000000000000", rule)
    return re.sub(r"<[^>]*>", "1", rule)


def test_a_role_given_or_taken_counts_at_the_next_request(hub_app: Flask, person: MakePerson) -> None:
    somebody = person()
    browser = signed_in(hub_app, somebody)
    assert browser.get("/t/holder").status_code == 200
    with hub_app.app_context(), scope.everything(), unit_of_work():
        (grant,) = identity.list_grants(somebody.account_id)
        identity.revoke_role(grant=grant, by=identity.actor_for(somebody.account_id, None))
    assert browser.get("/t/holder").status_code == 403
