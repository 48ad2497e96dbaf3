"""Housekeeping on the real clock: what can no longer be used is removed, and nothing else hangs on it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from hub.identity.models import AccessToken, LinkTicket, LoginState, OneTimeCode, PhoneProof, TryCounter, WebSession
from hub.identity.provider.housekeeping import purge_provider
from hub.identity.sessions import SWEEP_LIMIT, end_overdue_sessions
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled

KEPT = timedelta(days=30)
SECRETS_KEPT = timedelta(days=1)


@scheduled("sessions.end", every_seconds=60, clock="real", catch_up="latest")
def end_sessions_that_are_over(*, fire_at: datetime, key: str | None) -> None:
    """End what went idle, grew too old or belongs to a disabled account, so that portals hear of it too."""
    ended = SWEEP_LIMIT
    while ended >= SWEEP_LIMIT:
        with unit_of_work():
            ended = end_overdue_sessions()


@scheduled("sessions.purge", cron="0 4 * * *", clock="real", catch_up="latest")
def purge_sessions(*, fire_at: datetime, key: str | None) -> None:
    """Remove sessions that ended or went idle a month ago, and tries whose window is over."""
    now = utc_now()
    with unit_of_work():
        db.session.execute(delete(WebSession).where(WebSession.seen_at < now - KEPT))
        locked = or_(TryCounter.locked_until.is_(None), TryCounter.locked_until < now)
        db.session.execute(delete(TryCounter).where(TryCounter.first_at < now - SECRETS_KEPT, locked))


@scheduled("tokens.purge", cron="0 4 * * *", clock="real", catch_up="latest")
def purge_tokens(*, fire_at: datetime, key: str | None) -> None:
    """Remove access tokens a month after their end; logins and bindings under way, and codes, a day after theirs."""
    now = utc_now()
    with unit_of_work():
        db.session.execute(delete(AccessToken).where(AccessToken.expires_at < now - KEPT))
        db.session.execute(delete(LinkTicket).where(LinkTicket.expires_at < now - SECRETS_KEPT))
        db.session.execute(delete(LoginState).where(LoginState.created_at < now - SECRETS_KEPT))
        db.session.execute(delete(PhoneProof).where(PhoneProof.expires_at < now - SECRETS_KEPT))
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < now - SECRETS_KEPT))
        purge_provider(now=now)
