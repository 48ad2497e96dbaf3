"""Signing in with a hub account: password, then for staff a code that counts once. Failures are answered, not raised.

Whoever calls takes the try first and commits it (``hub.identity.tries``), then asks here and commits the outcome.
"""

import pyotp
from sqlalchemy import or_, update

from hub import audit, messages
from hub.identity.actors import actor_for, find_account_by_username
from hub.identity.models import Account, WebSession
from hub.identity.passwords import hash_password, is_password, needs_new_hash
from hub.identity.roles import is_staff, list_grants
from hub.identity.sessions import open_session, renew_session
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Assurance

TOTP_SECONDS = 30


def check_password(username: str, password: str) -> Account | None:
    """The account when username and password belong together and it may sign in; otherwise None, and an audit row."""
    account = find_account_by_username(username)
    kept = account.password_hash if account and account.disabled_at is None else None
    if not is_password(password, kept):
        if account is not None:
            record_failure(account, "password")
        return None
    assert account is not None and kept is not None
    if needs_new_hash(kept):
        account.password_hash = hash_password(password)
    return account


def begin_session(account: Account, *, browser: str) -> tuple[WebSession, str]:
    """The session after a right password; staff, and whoever has an authenticator, give a code before it opens."""
    waits = is_staff(list_grants(account.id)) or account.totp_secret is not None
    session, secret = open_session(
        account=account, assurance=Assurance.SUBSTANTIAL, browser=browser, awaits_second_factor=waits, methods=["pwd"]
    )
    if not waits:
        record_login(account, session)
    return session, secret


def confirm_second_factor(session: WebSession, code: str, *, browser: str) -> tuple[WebSession, str] | None:
    """The session, open and under a new secret, when the code is right and was never used; otherwise None."""
    account = db.session.get_one(Account, session.account_id)
    if not use_totp(account, code):
        record_failure(account, "second_factor")
        return None
    now = utc_now()
    session.opened_at, session.second_factor_at, session.browser = session.opened_at or now, now, browser[:200]
    secret = renew_session(session, method="otp")
    record_login(account, session)
    return session, secret


def use_totp(account: Account, code: str) -> bool:
    """Whether the code is the authenticator's now (or a step beside), and no code of that step was used before."""
    if not account.totp_secret or not (code.isascii() and code.isdigit() and len(code) == 6):
        return False
    now = int(utc_now().timestamp()) // TOTP_SECONDS
    totp = pyotp.TOTP(account.totp_secret)
    for step in (now, now - 1, now + 1):
        if pyotp.utils.strings_equal(totp.at(step * TOTP_SECONDS), code):
            return _spend_step(account, step)
    return False


def _spend_step(account: Account, step: int) -> bool:
    spent = db.session.execute(
        update(Account)
        .where(Account.id == account.id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return spent is not None


def record_login(account: Account, session: WebSession) -> None:
    """Write down who came in, and how."""
    actor = actor_for(account.id, session.organization_id)
    audit.record(
        "account.logged_in",
        by=actor,
        subject="account",
        subject_id=account.id,
        organizations=(actor.organization_id,) if actor.organization_id else (),
        after={"by": session.region or "hub", "second_factor": session.second_factor_at is not None},
    )


def record_failure(account: Account, what: str) -> None:
    """Write down a failed try on an account that exists."""
    audit.record("account.login_failed", by=THE_HUB, subject="account", subject_id=account.id, reason=what)


def record_lock(username: str) -> None:
    """Write down that tries on an account are paused, and tell its owner; of a username of nobody nothing is kept."""
    account = find_account_by_username(username)
    if account is None:
        return
    audit.record("account.locked", by=THE_HUB, subject="account", subject_id=account.id, reason="too many tries")
    messages.tell(
        "account.locked", account_id=account.id, subject="account", subject_no=username, path="/account/sessions"
    )
