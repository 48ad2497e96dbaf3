"""Housekeeping removes what is over and leaves what may still be used."""

from datetime import timedelta

from sqlalchemy import func, select

from hub.identity.jobs import purge_sessions, purge_tokens
from hub.identity.models import LoginState, OneTimeCode, TryCounter, WebSession
from hub.identity.registration import create_account
from hub.identity.sessions import open_session
from hub.identity.tries import PASSWORD_BY_ACCOUNT, take_try
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Assurance


def count(table: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_only_what_is_over_is_removed(session: None) -> None:
    now = utc_now()
    account = create_account(username="purged", display_name="示例人", password="a sentence to be removed")
    for age in (timedelta(), timedelta(days=31)):
        opened, _ = open_session(account=account, assurance=Assurance.LOW, browser="")
        opened.seen_at = now - age
        db.session.add(
            LoginState(
                state_hash=str(age), browser_hash="", region="", nonce="", code_verifier="", created_at=now - age
            )
        )
        db.session.add(
            OneTimeCode(
                purpose="x", phone_index="", bound_to="", code_hash="", created_at=now - age, expires_at=now - age
            )
        )
        take_try(PASSWORD_BY_ACCOUNT, str(age))
    db.session.flush()
    db.session.execute(TryCounter.__table__.update().where(TryCounter.tries == 1).values(first_at=now - timedelta(2)))
    purge_sessions(fire_at=now, key=None)
    purge_tokens(fire_at=now, key=None)
    assert [count(table) for table in (WebSession, LoginState, OneTimeCode, TryCounter)] == [1, 1, 1, 0]
