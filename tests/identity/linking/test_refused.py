"""How binding must not work: guesses, other tickets, codes and browsers, and many at once (S16, security.md A3)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from hub import identity
from hub.identity import LinkTicket
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from tests.federation.platforms import Platform
from tests.identity.coming_in import come_in, is_out, newest_code, wrong_code
from tests.identity.linking.steps import (
    PASSWORD,
    REGION_PHONE,
    Old,
    ask_code,
    bind,
    change_person,
    events_of,
    give_code,
    identities_of,
    make_old,
    meet,
    prove,
    texts_to,
)


def test_wrong_password_and_unknown_account_read_alike_and_take_the_same_work(
    hub_app: Flask, client: FlaskClient, old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.identity import passwords

    class Counting:
        """The hasher, counting."""

        def verify(self, *given: str) -> bool:
            judged.append(given)
            return hasher.verify(*given)

    judged: list[Any] = []
    hasher = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    page = meet(client)
    said = []
    for username, password in ((old.username, "a wrong sentence"), ("nobody-at-all", PASSWORD)):
        answer = prove(client, page, username, password)
        assert answer.status_code == 422
        said.append(answer.text.split('data-error="account.sign_in_refused">')[1].split("<")[0])
    assert said[0] == said[1] and len(judged) == 2
    assert ask_code(client, page).status_code == 409 and texts_to(hub_app, REGION_PHONE) == []


def test_password_tries_count_before_they_are_judged(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    statuses = [prove(client, page, password="wrong sentence").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert prove(client, page).status_code == 429
    assert give_code(client, page, "123456").status_code == 409


def test_the_fifth_wrong_code_locks_account_and_phone(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    right, wrong = newest_code(hub_app), wrong_code(hub_app)
    statuses = [give_code(client, page, wrong).status_code for _ in range(5)]
    assert statuses == [422] * 5
    locked = give_code(client, page, right)
    assert locked.status_code == 429 and locked.headers["Retry-After"] == "900" and is_out(client)
    with hub_app.app_context():
        counted = dict(db.session.execute(text("SELECT kind, tries FROM try_counter WHERE kind LIKE 'code.%'")).all())
    assert counted == {"code.account": 5, "code.phone": 5, "code.address": 5}
    assert events_of(hub_app, old.account_id).count("account.login_failed") == 5


def test_a_lock_is_judged_where_the_proof_is_used(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    for _ in range(5):
        prove(hub_app.test_client(), page, password="wrong")  # not this browser: nothing is counted for it
    guesser = hub_app.test_client()
    theirs = meet(guesser)
    for _ in range(5):
        prove(guesser, theirs, password="wrong")
    assert give_code(client, page, newest_code(hub_app)).status_code == 429
    assert identities_of(hub_app, old.account_id) == []


@pytest.mark.parametrize("how", ["another purpose", "another ticket", "another account", "used", "old"])
def test_only_the_code_for_this_ticket_and_account_counts(
    hub_app: Flask, client: FlaskClient, old: Old, how: str
) -> None:
    if how == "another account":
        make_old(hub_app, "colleague")
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    code = newest_code(hub_app)
    with hub_app.app_context(), unit_of_work():
        if how == "another purpose":
            identity.send_code(purpose="step_up", phone=REGION_PHONE, bound_to="x")
            db.session.execute(text("UPDATE one_time_code SET used_at = now() WHERE purpose = 'bind'"))
        if how == "used":
            db.session.execute(text("UPDATE one_time_code SET used_at = now()"))
        if how == "old":
            db.session.execute(text("UPDATE one_time_code SET expires_at = now()"))
    if how == "another purpose":
        code = newest_code(hub_app)
    if how == "another account":
        assert prove(client, page, "colleague").status_code == 303
    if how == "another ticket":
        page = meet(client)
        prove(client, page)
    answer = give_code(client, page, code)
    assert answer.status_code == 422 and "account.code_refused" in answer.text and is_out(client)
    assert identities_of(hub_app, old.account_id) == []


def test_a_second_account_of_the_region_cannot_use_the_ticket_of_the_first(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, old: Old
) -> None:
    change_person(regions["jiangsu"], "e06", "e06b", subject="js-0000006-b")
    first = meet(client)
    prove(client, first)
    ask_code(client, first)
    code = newest_code(hub_app)
    second = meet(client, key="e06b")
    assert second != first
    assert give_code(client, second, code).status_code == 409  # nothing was proved for this one
    assert give_code(client, first, code).status_code == 410  # and the first has ended in this browser
    assert identities_of(hub_app, old.account_id) == []


def test_a_ticket_opens_in_its_own_browser_only(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    thief = hub_app.test_client()
    come_in(thief, "jiangsu", "e01")
    answers = [thief.get(page), prove(thief, page), ask_code(thief, page), give_code(thief, page, newest_code(hub_app))]
    assert [answer.status_code for answer in answers] == [410] * 4
    assert all("account.link_ticket_refused" in answer.text for answer in answers)
    assert give_code(client, page, newest_code(hub_app)).status_code == 303


def test_a_ticket_lasts_a_quarter_of_an_hour_and_works_once(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    with hub_app.app_context(), unit_of_work():
        ticket = db.session.scalars(select(LinkTicket).order_by(LinkTicket.created_at.desc())).first()
        assert ticket is not None and ticket.expires_at - ticket.created_at <= timedelta(minutes=15)
        ticket.expires_at = utc_now()
    assert client.get(page).status_code == 410
    assert bind(hub_app, client).status_code == 303
    client.post("/logout")
    assert come_in(client, "jiangsu", "e06").location == "/home"


@pytest.mark.parametrize("missing", ["the password", "the code", "both"])
def test_neither_password_nor_code_can_be_left_out(hub_app: Flask, client: FlaskClient, old: Old, missing: str) -> None:
    page = meet(client)
    if missing == "the code":
        prove(client, page)
    if missing == "the password":
        assert ask_code(client, page).status_code == 409
    assert give_code(client, page, "000000").status_code in (409, 422)
    assert identities_of(hub_app, old.account_id) == [] and is_out(client)


def test_an_account_of_another_unit_is_not_bound(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    stranger = make_old(hub_app, "stranger", uscc="91340500MA9QY11013")
    page = meet(client)
    answer = prove(client, page, stranger.username)
    assert answer.status_code == 409 and "account.link_other_unit" in answer.text
    assert ask_code(client, page).status_code == 409


def test_an_account_that_was_disabled_on_the_way_is_not_bound(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    ask_code(client, page)
    with hub_app.app_context(), unit_of_work():
        identity.get_account(old.account_id).disabled_at = utc_now()
    assert give_code(client, page, newest_code(hub_app)).status_code == 422
    assert identities_of(hub_app, old.account_id) == []


def test_texts_are_limited_for_the_phone(hub_app: Flask, client: FlaskClient, old: Old) -> None:
    page = meet(client)
    prove(client, page)
    assert [ask_code(client, page).status_code for _ in range(6)] == [303] * 5 + [429]
