"""The database under everything: append-only tables, scopes, guarded moves."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.kernel.states import StateChange


@pytest.mark.parametrize("statement", ["UPDATE state_change SET reason = 'x'", "DELETE FROM state_change"])
def test_the_application_cannot_change_what_is_append_only(session: None, statement: str) -> None:
    db.session.add(
        StateChange(
            id=new_id(),
            subject="order",
            subject_id=new_id(),
            to_state="PLACED",
            actor_name=THE_HUB.name,
            at=business_now(),
        )
    )
    db.session.flush()
    with pytest.raises((IntegrityError, ProgrammingError), match=r"append-only|permission denied"):
        db.session.execute(text(statement))
