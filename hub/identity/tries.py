"""Counts tries in the database, before the try is judged: parallel tries cannot race past the limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text

from hub.identity.errors import TooManyTries, TooSoon
from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
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


# The same for tries that only become slower: each of the later ones makes the next one wait twice as long.
TAKE_PACED = text("""
INSERT INTO try_counter AS c (kind, name_hash, tries, first_at, locked_until)
VALUES (:kind, :name, 1, :now, NULL)
ON CONFLICT (kind, name_hash) DO UPDATE SET
  tries = CASE WHEN c.first_at <= :window_start THEN 1 ELSE c.tries + 1 END,
  first_at = CASE WHEN c.first_at <= :window_start THEN :now ELSE c.first_at END,
  locked_until = CASE
    WHEN c.first_at > :window_start AND c.tries + 1 >= :slow AND c.tries + 1 < :coded
    THEN CAST(:now AS timestamptz) + make_interval(secs => :wait * power(2, c.tries + 1 - :slow)) END
WHERE c.locked_until IS NULL OR c.locked_until <= :now
RETURNING tries
""")
LOCKED_UNTIL = text("SELECT locked_until FROM try_counter WHERE kind = :kind AND name_hash = :name")


@dataclass(frozen=True)
class Limit:
    """How many tries in a window; the one that reaches the limit locks for ``lock``."""

    kind: str
    tries: int
    window: timedelta = timedelta(minutes=15)
    lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Pace:
    """Tries that grow slower and then need a code, so that no stranger can lock an account (design.md §8.15).

    From the try numbered ``slow`` on the next one waits ``wait_s`` seconds, twice as long each time; from the one
    numbered ``coded`` on nothing waits any more, and a right password alone opens nothing.
    """

    kind: str
    slow: int = 3
    coded: int = 6
    wait_s: int = 2
    window: timedelta = timedelta(hours=1)


SIGN_IN = Pace("password.sign_in")
# Asking for a password again, of somebody who is signed in or has come in by a region.
PASSWORD_BY_ACCOUNT = Limit("password.account", 5)
PASSWORD_BY_ADDRESS = Limit("password.address", 30)
SECOND_FACTOR = Limit("second_factor", 5)
CODE_BY_PHONE = Limit("code.phone", 5)
CODE_BY_ADDRESS = Limit("code.address", 30)
CODE_BY_ACCOUNT = Limit("code.account", 5)
TEXTS_BY_PHONE = Limit("text.phone", 5)
TEXTS_BY_PHONE_A_DAY = Limit("text.phone.day", 10, timedelta(hours=12), timedelta(hours=12))
UPLOADS_BY_ADDRESS = Limit("upload.address", 30)
UPLOADS_BY_ADDRESS_A_DAY = Limit("upload.address.day", 120, timedelta(hours=12), timedelta(hours=12))
REQUESTS_BY_ADDRESS = Limit("request.address", 5, timedelta(hours=1), timedelta(hours=1))
TEXTS_BY_ADDRESS = Limit("text.address", 30)
TEXTS_BY_ADDRESS_A_DAY = Limit("text.address.day", 300, timedelta(hours=12), timedelta(hours=12))
# Calls of programs that were refused, and requests pushed without a secret: a portal that works is never counted.
PROGRAMS_BY_ADDRESS = Limit("program.address", 60, timedelta(minutes=1), timedelta(minutes=1))
INVITATIONS_BY_UNIT = Limit("text.invited", 30, timedelta(hours=12), timedelta(hours=12))


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


def take_text(*, to: str, address: str) -> None:
    """Count a text to a phone that a stranger names, ``to`` with its purpose: texts cost money, and bother people.

    Raises:
        TooManyTries: this phone gets, or this address asks for, too many at once or in a day.
    """
    take_try(TEXTS_BY_PHONE, to)
    take_try(TEXTS_BY_PHONE_A_DAY, to)
    take_asked_text(address)


def take_asked_text(address: str) -> None:
    """Count a text for whoever asks for it; raises as ``take_text``."""
    take_try(TEXTS_BY_ADDRESS, address)
    take_try(TEXTS_BY_ADDRESS_A_DAY, address)


def take_paced_try(pace: Pace, name: str) -> int:
    """Count one try and say which it is; from ``pace.coded`` on only a code can make it good. Commit before judging.

    Raises:
        TooSoon: it came before the wait was over; the error says how long that is.
    """
    now = utc_now()
    values = {
        "kind": pace.kind,
        "name": _hashed(name),
        "now": now,
        "window_start": now - pace.window,
        "slow": pace.slow,
        "coded": pace.coded,
        "wait": pace.wait_s,
    }
    tries: int | None = db.session.execute(TAKE_PACED, values).scalar_one_or_none()
    if tries is None:
        raise TooSoon(seconds=_seconds_left(pace, name, now))
    return tries


def refuse_while_locked(limit: Limit, name: str) -> None:
    """Refuse where somebody guesses at the moment, without counting a try.

    Raises:
        TooManyTries: the limit was reached and the lock has not run out.
    """
    until = db.session.execute(LOCKED_UNTIL, {"kind": limit.kind, "name": _hashed(name)}).scalar_one_or_none()
    if until is not None and until > utc_now():
        raise TooManyTries()


def _seconds_left(pace: Pace, name: str, now: datetime) -> int:
    until = db.session.execute(LOCKED_UNTIL, {"kind": pace.kind, "name": _hashed(name)}).scalar_one_or_none()
    return max(1, ceil((until - now).total_seconds())) if until else 1


def forget_tries(limit: Limit | Pace, name: str) -> None:
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
    # Keyed: all phone numbers there are can be hashed within the hour.
    return blind_index("try_counter.name", name)
