"""Counts tries in the database, before the try is judged: parallel tries cannot race past the limit."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import text

from hub.identity.errors import TooManyTries
from hub.kernel.clock import utc_now
from hub.kernel.db import db

# One statement takes a try or finds the lock: a new window starts at 1, the try that reaches the limit locks.
TAKE = text("""
INSERT INTO try_counter AS c (kind, name_hash, tries, first_at, locked_until)
VALUES (:kind, :name, 1, :now, NULL)
ON CONFLICT (kind, name_hash) DO UPDATE SET
  tries = CASE WHEN c.locked_until IS NOT NULL OR c.first_at <= :window_start THEN 1 ELSE c.tries + 1 END,
  first_at = CASE WHEN c.locked_until IS NOT NULL OR c.first_at <= :window_start THEN :now ELSE c.first_at END,
  locked_until = CASE
    WHEN c.locked_until IS NULL AND c.first_at > :window_start AND c.tries + 1 >= :limit
    THEN CAST(:lock_until AS timestamptz) END
WHERE c.locked_until IS NULL OR c.locked_until <= :now
RETURNING tries
""")


@dataclass(frozen=True)
class Limit:
    """How many tries in a window; the one that reaches the limit locks for ``lock``."""

    kind: str
    tries: int
    window: timedelta = timedelta(minutes=15)
    lock: timedelta = timedelta(minutes=15)


PASSWORD_BY_ACCOUNT = Limit("password.account", 5)
PASSWORD_BY_ADDRESS = Limit("password.address", 30)
SECOND_FACTOR = Limit("second_factor", 5)
CODE_BY_PHONE = Limit("code.phone", 5)
CODE_BY_ADDRESS = Limit("code.address", 30)
TEXTS_BY_PHONE = Limit("text.phone", 5)
TEXTS_BY_ADDRESS = Limit("text.address", 30)


def take_try(limit: Limit, name: str) -> int:
    """Count one try and say which it is. Commit before judging it, so that others see it.

    Raises:
        TooManyTries: the limit was reached and the lock has not run out.
    """
    now = utc_now()
    values = {
        "kind": limit.kind,
        "name": _hashed(name),
        "now": now,
        "limit": limit.tries,
        "window_start": now - limit.window,
        "lock_until": now + limit.lock,
    }
    tries: int | None = db.session.execute(TAKE, values).scalar_one_or_none()
    if tries is None:
        raise TooManyTries()
    return tries


def forget_tries(limit: Limit, name: str) -> None:
    """Start counting anew: the right password or code was given."""
    db.session.execute(
        text("DELETE FROM try_counter WHERE kind = :kind AND name_hash = :name"),
        {"kind": limit.kind, "name": _hashed(name)},
    )


def give_back(limit: Limit, name: str) -> None:
    """Take one try back: it succeeded, and only failures count for an address."""
    db.session.execute(
        text(
            "UPDATE try_counter SET tries = tries - 1, locked_until = NULL"
            " WHERE kind = :kind AND name_hash = :name AND tries > 0"
        ),
        {"kind": limit.kind, "name": _hashed(name)},
    )


def _hashed(name: str) -> str:
    return sha256(name.encode()).hexdigest()
