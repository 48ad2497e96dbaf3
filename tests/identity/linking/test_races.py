"""Many at once, by real threads on PostgreSQL: the counter is not raced past, and one of several wins."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from hub.identity import ExternalIdentity
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.coming_in import newest_code
from tests.identity.linking.steps import (
    OLD_PHONE,
    Old,
    ask_code,
    give_code,
    identities_of,
    in_threads,
    make_old,
    meet,
    prove,
    texts_to,
)


def test_parallel_password_tries_do_not_race_past_the_limit(hub_app: Flask, old: Old) -> None:
    first = hub_app.test_client()
    page, mark = meet(first), first.get_cookie("hub_login")
    assert mark is not None
    statuses: list[int] = []

    def guess() -> None:
        browser = hub_app.test_client()
        browser.set_cookie("hub_login", mark.value)
        statuses.append(prove(browser, page, password="wrong sentence").status_code)

    in_threads(*[guess] * 10)
    assert statuses.count(422) == 5 and statuses.count(429) == 5


def test_of_two_tabs_that_bind_at_once_one_wins(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    code, mark = newest_code(hub_app), client.get_cookie("hub_login")
    assert mark is not None
    statuses: list[int] = []

    def redeem() -> None:
        tab = hub_app.test_client()
        tab.set_cookie("hub_login", mark.value)
        statuses.append(give_code(tab, page, code).status_code)

    in_threads(*[redeem] * 4)
    assert statuses.count(303) == 1, statuses
    assert all(status in (410, 422, 429) for status in statuses if status != 303)
    assert len(identities_of(hub_app, old.account_id)) == 1
    assert texts_to(hub_app, OLD_PHONE) == ["account_linked"]


def test_two_browsers_that_bind_the_same_region_account_to_two_old_ones_end_with_one(hub_app: Flask, old: Old) -> None:
    make_old(hub_app, "colleague", role=Role.HOLDER_AGENT)
    ready = []
    for username in (old.username, "colleague"):
        browser = hub_app.test_client()
        page = meet(browser)
        prove(browser, page, username)
        ready.append((browser, page))
    codes = []
    for browser, page in ready:
        ask_code(browser, page)
        codes.append(newest_code(hub_app))
    with hub_app.app_context(), unit_of_work():  # a newer text ends the older code: as if both had come in time
        db.session.execute(text("UPDATE one_time_code SET used_at = NULL"))
    statuses: list[int] = []

    def redeem(number: int) -> None:
        browser, page = ready[number]
        statuses.append(give_code(browser, page, codes[number]).status_code)

    in_threads(lambda: redeem(0), lambda: redeem(1))
    assert sorted(statuses) == [303, 409]
    with hub_app.app_context(), scope.everything():
        living = select(ExternalIdentity).where(ExternalIdentity.ended_at.is_(None))
        assert len(db.session.scalars(living).all()) == 1
