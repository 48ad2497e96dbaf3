"""What the provider no longer needs: requests, assertions, codes and tokens whose time is long over."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists

from hub.identity.provider.rules import REFRESH_LASTS
from hub.identity.provider.tables import ClientAssertion, OAuthCode, OAuthGrant, OAuthRequest, OAuthToken
from hub.kernel.db import db

# A code that was used stays as long as its family may live, to be recognised when somebody sends it again.
TOMBSTONES_KEPT = REFRESH_LASTS + timedelta(days=30)
REQUESTS_KEPT = timedelta(days=1)


def purge_provider(*, now: datetime) -> None:
    """Remove what is over; a grant goes when nothing hangs on it any more."""
    db.session.execute(delete(ClientAssertion).where(ClientAssertion.expires_at < now))
    db.session.execute(delete(OAuthRequest).where(OAuthRequest.expires_at < now - REQUESTS_KEPT))
    db.session.execute(delete(OAuthToken).where(OAuthToken.expires_at < now - TOMBSTONES_KEPT))
    db.session.execute(delete(OAuthCode).where(OAuthCode.expires_at < now - TOMBSTONES_KEPT))
    tokens = exists().where(OAuthToken.grant_id == OAuthGrant.id)
    codes = exists().where(OAuthCode.grant_id == OAuthGrant.id)
    over = OAuthGrant.created_at < now - TOMBSTONES_KEPT
    db.session.execute(delete(OAuthGrant).where(over, ~tokens, ~codes).execution_options(synchronize_session=False))
