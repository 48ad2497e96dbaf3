"""Server-side sessions: opened at sign-in, checked at every request on the real clock, ended by their owner."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from adapters.contract import UpstreamSession
from hub.identity.errors import AccountNotFound
from hub.identity.models import Account, ExternalIdentity, WebSession
from hub.identity.roles import is_staff, list_grants
from hub.identity.rules import PEOPLE_LIMITS, STAFF_LIMITS, is_session_alive
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Assurance

SEEN_EVERY = timedelta(seconds=60)


def open_session(
    *,
    account: Account,
    assurance: Assurance,
    browser: str,
    awaits_second_factor: bool = False,
    second_factor: bool = False,
    organization_id: UUID | None = None,
    region: str | None = None,
    upstream: UpstreamSession | None = None,
    authenticated_at: datetime | None = None,
) -> tuple[WebSession, str]:
    """A new session with a new secret, which only the cookie will hold; an older one is never taken over."""
    now = utc_now()
    secret = new_secret()
    session = WebSession(
        secret_hash=hash_of(secret),
        account_id=account.id,
        organization_id=organization_id,
        assurance=assurance,
        region=region,
        upstream=json.dumps(asdict(upstream)) if upstream else None,
        browser=browser[:200],
        created_at=now,
        seen_at=now,
        opened_at=None if awaits_second_factor else now,
        second_factor_at=now if second_factor else None,
        authenticated_at=authenticated_at or now,
    )
    db.session.add(session)
    db.session.flush()
    return session, secret


def find_session(secret: str | None) -> WebSession | None:
    """The living session of a cookie, open or awaiting its second factor; None when there is none any more."""
    if not secret:
        return None
    session = db.session.scalars(
        select(WebSession)
        .join(Account, Account.id == WebSession.account_id)
        .where(WebSession.secret_hash == hash_of(secret), WebSession.ended_at.is_(None), Account.disabled_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if session is None:
        return None
    limits = STAFF_LIMITS if is_staff(list_grants(session.account_id)) else PEOPLE_LIMITS
    alive = is_session_alive(created_at=session.created_at, seen_at=session.seen_at, now=utc_now(), limits=limits)
    return session if alive else None


def is_seen_long_ago(session: WebSession) -> bool:
    """Whether the last use should be written down again; not at every request."""
    return utc_now() - session.seen_at > SEEN_EVERY


def mark_seen(session: WebSession) -> None:
    """Write down that the session is in use."""
    db.session.execute(update(WebSession).where(WebSession.id == session.id).values(seen_at=utc_now()))


def list_sessions(account_id: UUID) -> list[WebSession]:
    """The sessions of a person that are still open, last used first."""
    found = db.session.scalars(
        select(WebSession)
        .where(WebSession.account_id == account_id, WebSession.ended_at.is_(None), WebSession.opened_at.is_not(None))
        .order_by(WebSession.seen_at.desc())
    )
    limits = STAFF_LIMITS if is_staff(list_grants(account_id)) else PEOPLE_LIMITS
    now = utc_now()
    return [
        session
        for session in found
        if is_session_alive(created_at=session.created_at, seen_at=session.seen_at, now=now, limits=limits)
    ]


def end_session(session: WebSession, why: str) -> None:
    """End one session; its cookie opens nothing any more."""
    db.session.execute(
        update(WebSession)
        .where(WebSession.id == session.id, WebSession.ended_at.is_(None))
        .values(ended_at=utc_now(), ended_why=why)
    )


def end_sessions(account_id: UUID, *, why: str, keep: WebSession | None = None, only: UUID | None = None) -> int:
    """End a person's sessions (one of them, or all but ``keep``); returns how many were open."""
    ending = update(WebSession).where(WebSession.account_id == account_id, WebSession.ended_at.is_(None))
    if keep is not None:
        ending = ending.where(WebSession.id != keep.id)
    if only is not None:
        ending = ending.where(WebSession.id == only)
    ended = db.session.execute(ending.values(ended_at=utc_now(), ended_why=why).returning(WebSession.id)).all()
    return len(ended)


def choose_organization(session: WebSession, organization_id: UUID) -> None:
    """Act for one of the units the person belongs to.

    Raises:
        AccountNotFound: the person does not belong to it.
    """
    if organization_id not in {grant.organization_id for grant in list_grants(session.account_id)}:
        raise AccountNotFound()
    session.organization_id = organization_id
    db.session.flush()


def upstream_of(session: WebSession) -> UpstreamSession | None:
    """What the region needs to end its own session, when the person came in by a region."""
    return UpstreamSession(**json.loads(session.upstream)) if session.upstream else None


def end_upstream_sessions(region: str, ended: UpstreamSession) -> None:
    """A region says that a session of its own has ended: those that began with it end here too."""
    living = select(WebSession).where(WebSession.region == region, WebSession.ended_at.is_(None))
    if ended.subject:
        mine = select(ExternalIdentity.account_id).where(
            ExternalIdentity.region == region,
            ExternalIdentity.issuer == ended.issuer,
            ExternalIdentity.subject == ended.subject,
        )
        living = living.where(WebSession.account_id.in_(mine))
    for session in db.session.scalars(living):
        began = upstream_of(session)
        if began is not None and began.issuer == ended.issuer and ended.sid in (None, began.sid):
            end_session(session, "ended at the region")
