"""A year with many decisions is replayed by a job that says how far it is; few are replayed at once."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.kernel.jobs import run_until_idle
from hub.policy import import_region_policies
from hub.policy.amendments import drafting, publishing, simulation
from hub.policy.amendments.errors import NotSimulated, ReplayRunning
from hub.policy.amendments.reading import read_draft
from hub.policy.amendments.tables import Amendment
from hub.policy.service import decide
from tests.policy.test_amendments import EDITOR, RATE, SOURCE, changed, order


@pytest.fixture
def hub_app(committing_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A hub with a draft and five decisions, in which more than one is many."""
    monkeypatch.setattr(simulation, "AT_ONCE", 1)
    monkeypatch.setattr(simulation, "PROGRESS_EVERY", 1)
    with committing_app.app_context(), scope.everything():
        with unit_of_work():
            import_region_policies(by=THE_HUB)
            for day in range(1, 6):
                decide(order(date(2024, 3, day), 1_000_000), subject="order", subject_id=new_id())
            changed()
        yield committing_app


def draft() -> Amendment:
    return db.session.query(Amendment).one()


def test_a_job_replays_and_its_report_can_be_submitted(hub_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[int] = []
    monkeypatch.setattr(simulation, "_say", lambda _id, _run, done: said.append(done))
    with unit_of_work():
        assert simulation.simulate(amendment=draft(), by=EDITOR) is None
        assert draft().replay is not None and draft().replay["total"] == 5  # type: ignore[index]
    with pytest.raises(ReplayRunning), unit_of_work():
        simulation.simulate(amendment=draft(), by=EDITOR)
    run_until_idle(hub_app)
    with unit_of_work():
        done = draft()
        assert said == [5] and done.replay is not None and done.replay["over"]
        assert done.simulation is not None and done.simulation["after_fen"] == 2_000_000
        publishing.submit_amendment(amendment=done, by=EDITOR)


def test_how_far_it_is_is_seen_from_outside_before_it_ends(hub_app: Flask) -> None:
    with unit_of_work():
        simulation.simulate(amendment=draft(), by=EDITOR)
    with unit_of_work():
        one = draft()
        assert one.replay is not None
        simulation._say(one.id, one.replay["run"], 3)
        simulation._say(one.id, "another run", 4)
        db.session.expire_all()
        assert draft().replay["done"] == 3  # type: ignore[index]


def test_what_was_changed_meanwhile_is_simulated_anew(hub_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work():
        simulation.simulate(amendment=draft(), by=EDITOR)
        drafting.set_value(amendment=draft(), path=RATE, typed="41%", source=SOURCE, by=EDITOR)
    real = simulation._replayed

    def meanwhile(*given: object, **more: object) -> object:
        report = real(*given, **more)  # type: ignore[arg-type]
        with hub_app.app_context(), scope.everything(), unit_of_work():
            drafting.set_value(amendment=draft(), path=RATE, typed="45%", source=SOURCE, by=EDITOR)
        return report

    monkeypatch.setattr(simulation, "_replayed", meanwhile)
    run_until_idle(hub_app)
    assert not read_draft(draft()).simulated
    with pytest.raises(NotSimulated):
        publishing.submit_amendment(amendment=draft(), by=EDITOR)


def test_a_lost_replay_does_not_stand_in_the_way_for_ever(hub_app: Flask) -> None:
    with unit_of_work():
        simulation.simulate(amendment=draft(), by=EDITOR)
        one = draft()
        one.replay = {**(one.replay or {}), "started_at": "2020-01-01T00:00:00+00:00"}
        db.session.flush()
        assert not simulation.is_replaying(one)
        assert isinstance(ReplayRunning(), HubError)
