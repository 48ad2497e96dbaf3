"""Nothing that opens a door, and nobody's phone, is ever logged while people log in; and who signs out is out."""

import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from adapters.secrets import sample_secret
from hub.identity import LoginState, WebSession, upstream_of
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from tests.conformance.joined.hostile import OAUTH, OIDC, PEOPLE, come_in, leave, way_back
from tests.federation.platforms import Platform, forget


def spied(platform: Any, name: str) -> set[str]:
    """Keys that a table of the platform ever had."""
    kept: set[str] = set()

    class Watched(dict):  # type: ignore[type-arg]
        def __setitem__(self, key: str, value: object) -> None:
            kept.add(key)
            super().__setitem__(key, value)

    setattr(platform, name, Watched())
    return kept


def test_no_secret_of_a_login_is_logged_at_any_level(
    hub: Flask, regions: dict[str, Platform], caplog: pytest.LogCaptureFixture
) -> None:
    idp, oauth = regions[OIDC].state.idp, regions[OAUTH].state
    seen = [spied(idp, "codes"), spied(idp, "tokens"), spied(oauth, "codes"), spied(oauth, "access")]
    canaries = {sample_secret(name) for name in ("SHANGHAI_CLIENT_SECRET", "JIANGSU_CLIENT_SECRET")}
    canaries |= {f"Region-{key}-2024" for key in PEOPLE.values()}
    caplog.set_level(logging.DEBUG)
    for region in (OIDC, OAUTH):
        for fault in (None, "state", "html", "500"):
            browser = hub.test_client()
            back = way_back(leave(browser, region), region)
            if fault:
                regions[region].fault(fault, path="/")
            browser.get(back)
            regions[region].reset_faults()
            forget()
            canaries |= {cookie.value for name in ("hub_session", "hub_login") if (cookie := browser.get_cookie(name))}
            browser.post("/login/step-up/code")
            browser.post("/logout")
    canaries |= set().union(*seen) | secrets_in_the_database(hub)
    assert all(seen) and len(canaries) > 25
    # The development server in which a platform stands logs the addresses that it is asked for; that is not the hub.
    records = [record for record in caplog.records if record.name != "werkzeug"]
    logged = "\n".join(f"{record.getMessage()} {record.args} {record.exc_info}" for record in records)
    assert "hub.egress" in {record.name for record in records}, "the hub logs something at this level"
    assert sorted(canary[:6] for canary in canaries if canary in logged) == []


def secrets_in_the_database(hub: Flask) -> set[str]:
    """Verifiers, nonces, upstream tokens and the texts that were sent: kept encrypted, and here in the clear."""
    with hub.app_context(), scope.everything():
        states = db.session.execute(select(LoginState.code_verifier, LoginState.nonce)).all()
        found = {secret for row in states for secret in row}
        for session in db.session.scalars(select(WebSession)):
            upstream = upstream_of(session)
            found |= {upstream.id_token} if upstream and upstream.id_token else set()
        for sent in db.session.scalars(select(SmsOutbox)):
            found |= {sent.phone, *(word for word in sent.text.split() if word.isdigit() and len(word) == 6)}
        db.session.rollback()
    return {secret for secret in found if secret}


@pytest.mark.parametrize("kept", ["with metadata at hand", "with nothing at hand"])
def test_who_signs_out_while_the_region_is_down_is_out_here(
    hub: Flask, regions: dict[str, Platform], kept: str
) -> None:
    browser = hub.test_client()
    assert browser.get(way_back(leave(browser, OIDC), OIDC)).status_code == 303
    regions[OIDC].fault("down")
    if kept == "with nothing at hand":
        forget()
    answer = browser.post("/logout")
    assert answer.status_code == (200 if kept == "with metadata at hand" else 303)
    assert browser.get_cookie("hub_session") is None
    with hub.app_context(), unit_of_work():
        assert db.session.scalars(select(WebSession.id).where(WebSession.ended_at.is_(None))).all() == []


def test_a_region_without_a_logout_lets_people_out_here(hub: Flask) -> None:
    answer = come_in(hub, OAUTH)
    assert answer.status_code == 303
    browser = hub.test_client()
    browser.get(way_back(leave(browser, OAUTH), OAUTH))
    assert (browser.post("/logout").status_code, browser.get_cookie("hub_session")) == (303, None)
