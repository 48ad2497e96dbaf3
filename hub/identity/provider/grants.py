"""What one login gave one client: opened with the code, looked at whenever a token is used, revoked as a whole."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from hub import audit
from hub.identity.actors import actor_for
from hub.identity.models import Account, WebSession
from hub.identity.provider.errors import SessionOver
from hub.identity.provider.rules import amr_of
from hub.identity.provider.tables import OAuthClient, OAuthGrant
from hub.identity.secrets import new_secret
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db

CODE_REPLAYED = "code used twice"
REFRESH_REUSED = "refresh token used again"
BY_CLIENT = "revoked by the client"
BY_PERSON = "revoked by its person"


def open_grant(
    *,
    client: OAuthClient,
    session: WebSession,
    organization_id: UUID | None,
    scopes: Collection[str],
    agreed_by: str,
) -> OAuthGrant:
    """A new family for this login; ``agreed_by`` says whether its person was asked now, before, or not at all.

    Raises:
        SessionOver: the session ended meanwhile; its end would not have found this grant.
    """
    living = select(WebSession.id).where(WebSession.id == session.id, WebSession.ended_at.is_(None))
    # Shared: an end that is under way is waited for, and one that begins now waits until it can see the grant.
    if db.session.execute(living.with_for_update(read=True)).first() is None:
        raise SessionOver()
    grant = OAuthGrant(
        client_id=client.id,
        account_id=session.account_id,
        organization_id=organization_id,
        session_id=session.id,
        sid=_sid_of(client, session),
        scopes=list(scopes),
        acr=session.assurance.value,
        amr=_amr_of(session),
        upstream_region=session.region,
        authenticated_at=session.authenticated_at,
        created_at=utc_now(),
    )
    db.session.add(grant)
    db.session.flush()
    audit.record(
        "account.logged_in",
        by=actor_for(session.account_id, organization_id, assurance=session.assurance),
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        organizations=(organization_id,),
        after={"by": session.region or "hub", "scopes": grant.scopes, "acr": grant.acr, "agreed": agreed_by},
    )
    return grant


def is_alive(grant: OAuthGrant) -> bool:
    """Whether what hangs on a grant still counts: not revoked, its client enabled, its person may sign in."""
    if grant.revoked_at is not None:
        return False
    client = db.session.get_one(OAuthClient, grant.client_id)
    account = db.session.get_one(Account, grant.account_id)
    return client.disabled_at is None and account.disabled_at is None and not account.awaits_review


def revoke_grant(grant: OAuthGrant, why: str, *, by: Actor = THE_HUB) -> bool:
    """End a family: code, access and refresh tokens at once; whether it was alive until now."""
    ended = db.session.execute(
        update(OAuthGrant)
        .where(OAuthGrant.id == grant.id, OAuthGrant.revoked_at.is_(None))
        .values(revoked_at=utc_now(), revoked_why=why)
        .returning(OAuthGrant.id)
    ).scalar_one_or_none()
    if ended is None:
        return False
    audit.record(
        "role.revoked",
        by=by,
        subject="client",
        subject_id=grant.client_id,
        organizations=(grant.organization_id,),
        before={"account": grant.account_id, "scopes": grant.scopes},
        reason=why,
    )
    return True


def list_grants_of(account_id: UUID) -> list[OAuthGrant]:
    """The grants of a person that were not revoked, newest first."""
    return list(
        db.session.scalars(
            select(OAuthGrant)
            .where(OAuthGrant.account_id == account_id, OAuthGrant.revoked_at.is_(None))
            .order_by(OAuthGrant.created_at.desc())
        )
    )


def _sid_of(client: OAuthClient, session: WebSession) -> str:
    """The session as this client knows it: the same for every login of one session, and of use to no other client."""
    known = db.session.scalar(
        select(OAuthGrant.sid).where(OAuthGrant.client_id == client.id, OAuthGrant.session_id == session.id).limit(1)
    )
    return known or new_secret()


def _amr_of(session: WebSession) -> list[str]:
    return amr_of(
        session.methods,
        region=session.region,
        second_factor=session.second_factor_at is not None,
        code=session.code_confirmed_at is not None,
    )
