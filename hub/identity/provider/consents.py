"""What a person let a portal see and do for one unit: given once, remembered, withdrawn at any time."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from hub import audit
from hub.identity.provider.tables import OAuthClient, OAuthConsent
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db


def find_consent(*, account_id: UUID, client: OAuthClient, organization_id: UUID | None) -> OAuthConsent | None:
    """The consent that counts now, or None."""
    return db.session.scalars(
        select(OAuthConsent).where(
            OAuthConsent.account_id == account_id,
            OAuthConsent.client_id == client.id,
            OAuthConsent.organization_id.is_not_distinct_from(organization_id),
            OAuthConsent.withdrawn_at.is_(None),
        )
    ).one_or_none()


def covers(consent: OAuthConsent | None, scopes: Collection[str]) -> bool:
    """Whether everything asked for was agreed to before."""
    return consent is not None and set(scopes) <= set(consent.scopes)


def give_consent(
    *, account_id: UUID, client: OAuthClient, organization_id: UUID | None, scopes: Collection[str], by: Actor
) -> OAuthConsent:
    """Remember what a person agreed to; an earlier consent for the same unit grows by what is new."""
    earlier = find_consent(account_id=account_id, client=client, organization_id=organization_id)
    if earlier is not None and covers(earlier, scopes):
        return earlier
    before = list(earlier.scopes) if earlier else []
    if earlier is not None:
        _end(earlier)
    consent = OAuthConsent(
        account_id=account_id,
        organization_id=organization_id,
        client_id=client.id,
        scopes=sorted({*before, *scopes}),
        given_at=utc_now(),
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(
        "role.delegated",
        by=by,
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        organizations=(organization_id,),
        before={"scopes": before},
        after={"scopes": consent.scopes},
    )
    return consent


def withdraw_consent(*, consent: OAuthConsent, by: Actor) -> None:
    """Take a consent back; what it opened is ended by ``connected.withdraw``."""
    if not _end(consent):
        return
    audit.record(
        "role.revoked",
        by=by,
        subject="client",
        subject_id=consent.client_id,
        organizations=(consent.organization_id,),
        before={"scopes": consent.scopes},
        reason="consent withdrawn",
    )


def list_consents_of(account_id: UUID) -> list[OAuthConsent]:
    """The consents of a person that count, newest first."""
    return list(
        db.session.scalars(
            select(OAuthConsent)
            .where(OAuthConsent.account_id == account_id, OAuthConsent.withdrawn_at.is_(None))
            .order_by(OAuthConsent.given_at.desc())
        )
    )


def _end(consent: OAuthConsent) -> bool:
    ended = db.session.execute(
        update(OAuthConsent)
        .where(OAuthConsent.id == consent.id, OAuthConsent.withdrawn_at.is_(None))
        .values(withdrawn_at=utc_now())
        .returning(OAuthConsent.id)
    ).scalar_one_or_none()
    return ended is not None
