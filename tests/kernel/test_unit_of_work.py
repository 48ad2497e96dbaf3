"""What is written is committed by a unit of work, or a test fails; business time moves only where it may."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hub.app import create_app
from hub.kernel import clock
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db, own_transaction, unit_of_work
from hub.kernel.numbers import NumberBlock
from hub.settings import load_settings
from tests.conftest import application_url
from tests.kernel.conftest import given_up


def _write(series: str) -> None:
    db.session.add(NumberBlock(series=series, day=datetime.now(SHANGHAI).date(), next_number=1))
    db.session.flush()


VIEWS = {
    "/saves": (200, lambda: _saves()),
    "/forgets": (500, lambda: _write("a")),
    "/forgets-by-statement": (500, lambda: db.session.execute(text("DELETE FROM number_block"))),
    "/forgets-after-saving": (500, lambda: (_saves(), _write("b"))),
    "/gives-up": (200, lambda: _gives_up()),
    "/reads": (200, lambda: db.session.execute(select(NumberBlock)).all()),
}


def _saves() -> None:
    with unit_of_work():
        _write(uuid4().hex)


def _gives_up() -> None:
    with given_up():
        _write("c")


def _with_views(app: Flask) -> Flask:
    for path, (_, body) in VIEWS.items():
        view = lambda body=body: (body(), "ok")[1]  # noqa: E731
        view.guard = "public"  # type: ignore[attr-defined]
        app.add_url_rule(path, path, view)
    return app


@pytest.fixture(scope="module")
def views_app(session_database: str) -> Flask:
    return _with_views(create_app(load_settings("testing"), database_url=application_url(session_database)))


@pytest.mark.parametrize("path", VIEWS)
def test_a_request_that_writes_and_does_not_commit_fails(views_app, path):
    assert views_app.test_client().get(path, base_url="http://127.0.0.1").status_code == VIEWS[path][0]


@pytest.mark.parametrize("path", VIEWS)
def test_also_inside_a_test_that_rolls_back_and_has_written_before(views_app, path):
    with views_app.app_context():
        _write(uuid4().hex)
        assert views_app.test_client().get(path, base_url="http://127.0.0.1").status_code == VIEWS[path][0]
        db.session.rollback()


def test_an_own_transaction_stays_when_the_unit_of_work_does_not(committing_app):
    with committing_app.app_context():
        with given_up():
            _write("rolled back")
            with own_transaction() as connection:
                connection.execute(text("INSERT INTO number_block VALUES ('kept', '2024-01-01', 1)"))
        assert db.session.execute(select(NumberBlock.series)).scalars().all() == ["kept"]


@pytest.fixture
def production_like(committing_app: Flask) -> Flask:
    settings = committing_app.config["HUB"]
    committing_app.config["HUB"] = replace(settings, testing=replace(settings.testing, clock_offset=False))
    return committing_app


def test_business_time_cannot_be_moved_in_production(production_like):
    with production_like.app_context():
        with pytest.raises(clock.ClockOffsetRefused), unit_of_work():
            clock.set_business_time(datetime(2021, 1, 1, tzinfo=SHANGHAI))
        assert abs((clock.business_now() - clock.utc_now()).total_seconds()) < 5


def test_a_moved_clock_found_in_production_stops_the_work(production_like):
    with production_like.app_context():
        with unit_of_work():
            db.session.execute(text("INSERT INTO clock_offset (id, \"offset\") VALUES (1, '1 day')"))
        with pytest.raises(clock.ClockOffsetRefused, match="clock_offset"):
            clock.business_today()


def test_what_the_database_refuses_is_told_without_the_values_that_were_sent(session):
    with pytest.raises(DBAPIError) as told:
        db.session.execute(
            text("SELECT 1 / (:one - 1) FROM (SELECT :phone) AS sent"), {"one": 1, "phone": "19900001234"}
        )
    assert "19900001234" not in str(told.value)
