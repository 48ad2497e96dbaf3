"""In production money stops when sealing is late, with a sentence; elsewhere nothing stops, and reading never does."""

import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from hub import audit, ledger
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from tests.audit.makers import seal_all, write_events
from tests.ledger.makers import Voucher, at


@pytest.fixture
def production(hub_app: Flask) -> Flask:
    """The same hub with the word production, and a clock where vouchers of 2021 are valid."""
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at("2021-03-04T10:00:00+08:00")
    settings = hub_app.config["HUB"]
    hub_app.config["HUB"] = replace(settings, hub=replace(settings.hub, environment="production"))
    return hub_app


def grant(app: Flask) -> None:
    app.extensions.pop("sealing", None)  # what was asked a moment ago
    with app.app_context(), scope.everything(), unit_of_work():
        Voucher(1_000).grant()


def age_sealing(app: Flask, minutes: int) -> None:
    with app.app_context(), unit_of_work():
        wanted = f"UPDATE seal_progress SET sealed_until = clock_timestamp() - interval '{minutes} minutes'"
        db.session.execute(text(wanted))


def seal_until_in_time(app: Flask, limit_seconds: float = 120.0) -> None:
    """Seal until that counts as in time; a transaction of another database may hold the horizon a while."""
    deadline = time.monotonic() + limit_seconds
    with app.app_context(), scope.everything():
        while audit.seal_status().is_late:
            assert time.monotonic() < deadline, "somebody held the horizon"
            audit.seal_pending()
            db.session.rollback()


def test_money_waits_in_production_until_sealing_has_begun(production):
    with pytest.raises(audit.SealingLate):
        grant(production)
    with production.app_context(), scope.everything():
        assert db.session.execute(text("SELECT count(*) FROM ltx")).scalar_one() == 0


@pytest.mark.parametrize(("minutes", "stops"), [(0, False), (14, False), (16, True), (600, True)])
def test_money_stops_in_production_fifteen_minutes_after_the_last_sealing(production, minutes, stops):
    seal_all(production)
    age_sealing(production, minutes)
    if not stops:
        grant(production)
        return
    with pytest.raises(audit.SealingLate) as refused:
        grant(production)
    assert refused.value.status == 503
    assert "封存" in refused.value.text("zh")
    assert "sealed" in refused.value.text("en")
    write_events(production, 1)  # what happens is still recorded
    with production.app_context(), scope.everything():
        assert ledger.verify() == []
        assert audit.seal_status().is_late


def test_money_goes_on_as_soon_as_sealing_does(production):
    seal_all(production)
    age_sealing(production, 60)
    with pytest.raises(audit.SealingLate):
        grant(production)
    seal_until_in_time(production)
    grant(production)


def test_outside_production_nothing_waits_for_sealing(hub_app):
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at("2021-03-04T10:00:00+08:00")
    grant(hub_app)
