"""Server-side sessions: opened at sign-in, checked at every request on the real clock, ended by one function.

However a session ends, ``ON_END`` is called in the same transaction, so that whoever hangs on it is told.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

from adapters.contract import UpstreamSession
from hub.identity.actors import standing
from hub.identity.errors import AccountNotFound
from hub.identity.models import Account, ExternalIdentity, RoleGrant, WebSession
from hub.identity.roles import is_staff, list_grants
from hub.identity.rules import PEOPLE_LIMITS, STAFF_LIMITS, SessionLimits, is_session_alive
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db
from schemas.terms import STAFF_ROLES, Assurance

SEEN_EVERY = timedelta(seconds=60)
LOGGED_OUT = "logout"
REPLACED = "signed in anew"
PAST_LIMIT = "past its limit"
DISABLED = "account disabled"
ENDED_AT_REGION = "ended at the region"
SWEEP_LIMIT = 500
# Called with each session that has ended, and why, before the transaction commits. What one raises undoes the end.
ON_END: list[Callable[[WebSession, str], None]] = []


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
    methods: Sequence[str] = (),
) -> tuple[WebSession, str]:
    """A new session with a new secret, which only the cookie will hold; an older one is never taken over.

    ``methods`` are words of RFC 8176, "fed" for a region. ``authenticated_at`` is when the person last proved who they
    are (now by default, never later); a region may say that this was a while ago.
    """
    now = utc_now()
    secret = new_secret()
    session = WebSession(
        secret_hash=hash_of(secret),
        account_id=account.id,
        organization_id=organization_id,
        assurance=assurance,
        region=region,
        upstream=json.dumps(asdict(upstream)) if upstream else None,
        upstream_index=_upstream_index(region, upstream) if region and upstream else None,
        browser=browser[:200],
        created_at=now,
        seen_at=now,
        opened_at=None if awaits_second_factor else now,
        second_factor_at=now if second_factor else None,
        authenticated_at=min(authenticated_at or now, now),
        methods=list(methods),
    )
    db.session.add(session)
    db.session.flush()
    return session, secret


_BY_SECRET = (
    select(WebSession, Account)
    .join(Account, Account.id == WebSession.account_id)
    .where(
        WebSession.secret_hash == bindparam("secret_hash"),
        WebSession.ended_at.is_(None),
        Account.disabled_at.is_(None),
    )
    .execution_options(populate_existing=True)
)


def find_session(secret: str | None) -> WebSession | None:
    """The living session of a cookie, open or awaiting its second factor; None when there is none any more."""
    if not secret:
        return None
    found = db.session.execute(_BY_SECRET, {"secret_hash": hash_of(secret)}).one_or_none()
    # The account comes with the session, so that its roles are all that is still to be read.
    return found.WebSession if found is not None and _is_alive(found.WebSession, utc_now()) else None


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


def renew_session(session: WebSession, *, method: str) -> str:
    """Another secret for a session that was just raised by ``method``: whoever held the old one is out.

    The session keeps its id, so portals that hang on it notice nothing.
    """
    secret = new_secret()
    session.secret_hash = hash_of(secret)
    session.methods = methods_with(session.methods, method)
    db.session.flush()
    return secret


def methods_with(methods: Sequence[str], method: str) -> list[str]:
    """The methods of a session after one more; a password and something else together are "mfa" (RFC 8176)."""
    found = [*methods, *([] if method in methods else [method])]
    several = "pwd" in found and not {"otp", "sms"}.isdisjoint(found)
    return [*found, "mfa"] if several and "mfa" not in found else found


def end_session(session: WebSession, why: str) -> None:
    """End one session; its cookie opens nothing any more."""
    _end(WebSession.id == session.id, why)


def end_sessions(
    account_id: UUID,
    *,
    why: str,
    keep: WebSession | None = None,
    only: UUID | None = None,
    region: str | None = None,
) -> int:
    """End a person's sessions (one, all but ``keep``, or those begun at ``region``); returns how many were open."""
    which = WebSession.account_id == account_id
    if region is not None:
        which &= WebSession.region == region
    if keep is not None:
        which &= WebSession.id != keep.id
    if only is not None:
        which &= WebSession.id == only
    return _end(which, why)


def end_overdue_sessions() -> int:
    """End sessions that nobody may use any more but nobody has ended: idle, too old, of a disabled account.

    At most ``SWEEP_LIMIT`` of each kind; returns how many, so that whoever calls can go on until there are none.
    """
    now = utc_now()
    disabled = WebSession.account_id.in_(select(Account.id).where(Account.disabled_at.is_not(None)))
    staff = WebSession.account_id.in_(
        select(RoleGrant.account_id).where(RoleGrant.revoked_at.is_(None), RoleGrant.role.in_(STAFF_ROLES))
    )
    overdue = or_(_past(PEOPLE_LIMITS, now), and_(staff, _past(STAFF_LIMITS, now)))
    return _end(disabled, DISABLED, at_most=SWEEP_LIMIT) + _end(overdue, PAST_LIMIT, at_most=SWEEP_LIMIT)


def _past(limits: SessionLimits, now: datetime) -> ColumnElement[bool]:
    return or_(WebSession.seen_at <= now - limits.idle, WebSession.created_at <= now - limits.absolute)


def _end(which: ColumnElement[bool], why: str, at_most: int | None = None) -> int:
    # Locked in one order: two people who end each other's sessions at once must not wait for each other.
    found = select(WebSession.id).where(which, WebSession.ended_at.is_(None)).order_by(WebSession.id).limit(at_most)
    living = found.with_for_update()
    ended = db.session.scalars(
        update(WebSession)
        .where(WebSession.id.in_(db.session.scalars(living).all()), WebSession.ended_at.is_(None))
        .values(ended_at=utc_now(), ended_why=why)
        .returning(WebSession)
        .execution_options(populate_existing=True)
    ).all()
    for session in ended:
        for tell in ON_END:
            tell(session, why)
    return len(ended)


def _is_alive(session: WebSession, now: datetime) -> bool:
    limits = STAFF_LIMITS if is_staff(standing(session.account_id)[1]) else PEOPLE_LIMITS
    return is_session_alive(created_at=session.created_at, seen_at=session.seen_at, now=now, limits=limits)


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
    """A region says that a session of its own has ended: those that began with it end here too.

    Whoever sends such a message need not have proved anything yet, as with CAS: one that names a session costs a look
    into an index, and one that names a person reads that person's sessions only.
    """
    living = select(WebSession).where(WebSession.region == region, WebSession.ended_at.is_(None))
    if ended.sid is not None:
        living = living.where(WebSession.upstream_index == _upstream_index(region, ended))
    if ended.subject:
        mine = select(ExternalIdentity.account_id).where(
            ExternalIdentity.region == region,
            ExternalIdentity.issuer == ended.issuer,
            ExternalIdentity.subject == ended.subject,
        )
        living = living.where(WebSession.account_id.in_(mine))
    elif ended.sid is None:
        return
    for session in db.session.scalars(living).all():
        began = upstream_of(session)
        if began is not None and began.issuer == ended.issuer and ended.sid in (None, began.sid):
            end_session(session, ENDED_AT_REGION)


def _upstream_index(region: str, upstream: UpstreamSession) -> str | None:
    if upstream.sid is None:
        return None
    return blind_index("web_session.upstream", "\n".join((region, upstream.issuer, upstream.sid)))
