"""Signing in with a hub account: password or text, then for staff a code that counts once. Failures are answered.

Whoever calls takes the try first and commits it (``hub.identity.tries``), then asks here and commits the outcome.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub import audit, messages
from hub.identity.actors import actor_for, find_account_by_username
from hub.identity.errors import AwaitsReview
from hub.identity.models import Account, IdentityRequest, RequestKind, WebSession
from hub.identity.passwords import hash_password, is_password, needs_new_hash
from hub.identity.second_factor import needs_second_factor, use_second_factor
from hub.identity.sessions import open_session, renew_session
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue, job
from hub.kernel.scope import everything
from schemas.terms import Assurance


def check_password(username: str, password: str) -> Account | None:
    """The account when username and password belong together and it may sign in; otherwise None, and an audit row."""
    account = find_account_by_username(username)
    kept = account.password_hash if account and account.disabled_at is None else None
    if not is_password(password, kept):
        record_failure(account, "password")
        return None
    assert account is not None and kept is not None
    if needs_new_hash(kept):
        account.password_hash = hash_password(password)
    return account


def begin_session(account: Account, *, browser: str, methods: Sequence[str] = ("pwd",)) -> tuple[WebSession, str]:
    """The session after a right password or text; staff, and whoever has an authenticator, give a code before it opens.

    Raises:
        AwaitsReview: the registration is not approved yet.
    """
    refuse_awaiting_review(account)
    waits = needs_second_factor(account)
    session, secret = open_session(
        account=account,
        assurance=Assurance.SUBSTANTIAL,
        browser=browser,
        awaits_second_factor=waits,
        methods=methods,
    )
    if not waits:
        record_login(account, session)
    return session, secret


def confirm_second_factor(session: WebSession, code: str, *, browser: str) -> tuple[WebSession, str] | None:
    """The session, open and under a new secret, when the code is right and was never used; otherwise None."""
    account = db.session.get_one(Account, session.account_id)
    if use_second_factor(account, code) is None:
        record_failure(account, "second_factor")
        return None
    return open_with_second_factor(session, browser=browser)


def open_with_second_factor(session: WebSession, *, browser: str) -> tuple[WebSession, str]:
    """The session, open and under a new secret: a second factor was given just now."""
    now = utc_now()
    session.opened_at, session.second_factor_at, session.browser = session.opened_at or now, now, browser[:200]
    secret = renew_session(session, method="otp")
    record_login(db.session.get_one(Account, session.account_id), session)
    return session, secret


def refuse_awaiting_review(account: Account) -> None:
    """Let nobody in whose registration is being reviewed (JS-21).

    Raises:
        AwaitsReview: it is; the error says until when.
    """
    if not account.awaits_review:
        return
    with everything():
        request = db.session.scalars(
            select(IdentityRequest)
            .where(IdentityRequest.account_id == account.id, IdentityRequest.kind == RequestKind.REGISTRATION)
            .order_by(IdentityRequest.submitted_at.desc())
        ).first()
    until = request.due_on.isoformat() if request and request.due_on else "—"
    raise AwaitsReview(no=request.no if request else "—", until=until)


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


def record_failure(account: Account | None, what: str) -> None:
    """Write down a failed try, also on a name that nobody has: the row takes its time in both cases."""
    subject_id = account.id if account else new_id()
    reason = what if account else "unknown username"
    audit.record("account.login_failed", by=THE_HUB, subject="account", subject_id=subject_id, reason=reason)


def record_guard(username: str) -> None:
    """From here on a sign-in with this name needs a code: the owner is told by a job, whether there is one or not."""
    account = find_account_by_username(username)
    enqueue(tell_guard, account_id=str(account.id) if account else None)


@job("account.tell_guard")
def tell_guard(*, account_id: str | None) -> None:
    """Write down and tell that many sign-ins failed; of a name of nobody nothing is kept."""
    with unit_of_work():
        account = db.session.get(Account, UUID(account_id)) if account_id else None
        if account is None:
            return
        audit.record("account.locked", by=THE_HUB, subject="account", subject_id=account.id, reason="too many tries")
        messages.tell(
            "account.locked",
            account_id=account.id,
            subject="account",
            subject_no=account.username or str(account.id),
            path="/account/sessions",
        )
