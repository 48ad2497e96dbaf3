"""What a transaction remembers, and when it forgets."""

import pytest
from sqlalchemy import event, text

from hub.kernel.clock import business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.memory import remembered
from hub.kernel.numbers import NumberBlock


class Undone(Exception):
    """Breaks off a savepoint."""


def remember() -> None:
    db.session.execute(text("SELECT 1"))
    remembered()["it"] = "remembered"


@pytest.mark.usefixtures("session")
def test_a_flush_and_a_savepoint_forget_nothing():
    remember()
    with db.session.begin_nested():
        db.session.add(NumberBlock(series="memory", day=business_now().date(), next_number=1))
    db.session.flush()
    assert remembered()["it"] == "remembered"


@pytest.mark.usefixtures("session")
def test_what_was_undone_is_forgotten():
    remember()
    with pytest.raises(Undone), db.session.begin_nested():
        raise Undone
    assert "it" not in remembered()


@pytest.mark.usefixtures("session")
def test_the_next_unit_of_work_remembers_nothing():
    with unit_of_work():
        remember()
    assert "it" not in remembered()


@pytest.mark.usefixtures("session")
def test_business_time_is_read_once_however_often_a_transaction_writes():
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    for number in range(3):
        business_now()
        db.session.add(NumberBlock(series=f"memory-{number}", day=business_now().date(), next_number=1))
        db.session.flush()
    assert sum("clock_timestamp" in statement for statement in said) == 1
