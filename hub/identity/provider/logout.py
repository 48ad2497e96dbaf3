"""When a session ends, what hangs on it ends too, and every portal it signed in to is owed a logout token.

OpenID Connect Back-Channel Logout 1.0. The notices are rows of the same transaction; ``logout_delivery`` sends them.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from hub.identity.models import WebSession
from hub.identity.provider.logout_delivery import deliver_logout
from hub.identity.provider.scopes import OFFLINE
from hub.identity.provider.tables import LogoutNotice, OAuthClient, OAuthGrant, OAuthToken, PairwiseSubject
from hub.identity.sessions import PAST_LIMIT
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.jobs import enqueue

CLIENT_DISABLED = "client disabled"
SCOPE_TAKEN = "scope taken from the client"
SIGNED_OUT_EVERYWHERE = "signed out everywhere"


def tell_portals(session: WebSession, why: str) -> None:
    """Hook of ``sessions.ON_END``."""
    logout_grants(session.id, why)


def logout_grants(session_id: UUID, why: str) -> int:
    """End what a session gave to portals and owe each of them a notice; returns how many notices.

    A grant with offline_access outlives a session that merely ran out of time, never a logout. Its portal is told of
    the end in either case: the person is not signed in any more.
    """
    living = _living(OAuthGrant.session_id == session_id)
    _revoke([grant for grant in living if why != PAST_LIMIT or OFFLINE not in grant.scopes], why)
    return _owe_notices(living)


def end_left_over_grants(account_id: UUID) -> int:
    """End what a person once gave to portals from sessions that are over: what offline_access had left alive.

    Call it after those sessions were ended which may not be the person's own. What hangs on a living one stays.
    """
    living = select(WebSession.id).where(WebSession.account_id == account_id, WebSession.ended_at.is_(None))
    over = OAuthGrant.session_id.is_(None) | OAuthGrant.session_id.not_in(living)
    return _end((OAuthGrant.account_id == account_id) & over, SIGNED_OUT_EVERYWHERE)


def end_grants_by_region(account_id: UUID, region: str, why: str) -> int:
    """End what a person gave to portals after a login at this region, from sessions that are over too."""
    return _end((OAuthGrant.account_id == account_id) & (OAuthGrant.upstream_region == region), why)


def logout_consent(account_id: UUID, organization_id: UUID | None, client_id: UUID, why: str) -> int:
    """End what a person gave to one portal for one unit."""
    which = (OAuthGrant.account_id == account_id) & (OAuthGrant.client_id == client_id)
    return _end(which & OAuthGrant.organization_id.is_not_distinct_from(organization_id), why)


def end_grants_beyond(client: OAuthClient) -> int:
    """End every grant, and token of its own, with a scope that the client is no longer registered for.

    Its people stay signed in here, so it is owed no notice; it asks again for what is left.
    """
    living = _living((OAuthGrant.client_id == client.id) & ~OAuthGrant.scopes.contained_by(client.scopes))
    _revoke(living, SCOPE_TAKEN)
    own = (OAuthToken.client_id == client.id) & OAuthToken.grant_id.is_(None) & OAuthToken.revoked_at.is_(None)
    beyond = update(OAuthToken).where(own, ~OAuthToken.scopes.contained_by(client.scopes))
    db.session.execute(beyond.values(revoked_at=utc_now()))
    return len(living)


def end_grants_of_client(client: OAuthClient) -> int:
    """End every grant of a client that was disabled; it is told nothing, because nothing is sent to it any more."""
    living = _living(OAuthGrant.client_id == client.id)
    _revoke(living, CLIENT_DISABLED)
    return len(living)


def _end(which: ColumnElement[bool], why: str) -> int:
    living = _living(which)
    _revoke(living, why)
    return _owe_notices(living)


def _living(which: ColumnElement[bool]) -> list[OAuthGrant]:
    # Locked in one order, so that two ends of the same grants wait for each other and the second finds none.
    return list(
        db.session.scalars(
            select(OAuthGrant)
            .where(which, OAuthGrant.revoked_at.is_(None))
            .order_by(OAuthGrant.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _revoke(grants: Sequence[OAuthGrant], why: str) -> None:
    if grants:
        db.session.execute(
            update(OAuthGrant)
            .where(OAuthGrant.id.in_([grant.id for grant in grants]), OAuthGrant.revoked_at.is_(None))
            .values(revoked_at=utc_now(), revoked_why=why)
        )


def _owe_notices(grants: Sequence[OAuthGrant]) -> int:
    """One notice for each client and session id, to clients that asked for notices and know the person."""
    if not grants:
        return 0
    found = db.session.execute(
        select(OAuthGrant.client_id, OAuthGrant.sid, PairwiseSubject.subject)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .join(
            PairwiseSubject,
            (PairwiseSubject.sector == OAuthClient.sector) & (PairwiseSubject.account_id == OAuthGrant.account_id),
        )
        .where(
            OAuthGrant.id.in_([grant.id for grant in grants]),
            OAuthClient.backchannel_logout_uri.is_not(None),
            OAuthClient.disabled_at.is_(None),
        )
        .distinct()
    ).all()
    now = utc_now()
    for client_id, sid, subject in found:
        notice = LogoutNotice(client_id=client_id, sid=sid, subject=subject, created_at=now, next_try_at=now)
        db.session.add(notice)
        db.session.flush()
        enqueue(deliver_logout, notice_id=str(notice.id))
    return len(found)
