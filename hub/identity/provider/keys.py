"""The keys that sign ID and logout tokens: published a day before they sign, kept until their last token has run out.

Which key signs follows from the rows and the real clock alone, so that a job that did not run stops no login.
"""

import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Connection, bindparam, insert, select, text

from hub import audit
from hub.identity.provider.client_errors import KeyWaiting
from hub.identity.provider.tables import SigningKey
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, utc_now
from hub.kernel.db import db, own_transaction
from hub.kernel.ids import new_id

ALGORITHM = "ES256"
PUBLISHED_BEFORE = timedelta(hours=24)
SIGNS_FOR = timedelta(days=90)
# The longest token signed here lasts fifteen minutes; portals keep a key set for hours, and clocks differ.
KEPT_AFTER = timedelta(hours=24)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7402113306518222)")


_SIGNS_AT = (
    select(SigningKey)
    .where(SigningKey.signs_from <= bindparam("now"), SigningKey.removed_at.is_(None))
    .order_by(SigningKey.signs_from.desc(), SigningKey.id.desc())
    .limit(1)
)


def signing_key() -> SigningKey:
    """The key that signs now; the first one is made here, once, however many processes ask at the same moment."""
    found = _signing(utc_now())
    if found is None:
        with own_transaction() as connection:
            _make_first(connection)
        found = _signing(utc_now())
        assert found is not None
    return found


def public_jwks() -> dict[str, Any]:
    """The public keys that portals shall accept: the one that signs, the next, and those before that still count."""
    signing_key()
    return {"keys": [key.public_jwk for key in list_keys() if key.removed_at is None]}


def sign_jwt(claims: dict[str, Any], *, typ: str = "JWT") -> str:
    """A signed token over ``claims``; its header names the key."""
    key = signing_key()
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": typ}
    return jwt.encode(header, claims, _private(key.kid, key.private_jwk), algorithms=[ALGORITHM])


def read_own_jwt(token: str, *, typ: str = "JWT") -> dict[str, Any] | None:
    """The claims of a token that this hub signed, run out or not (an ``id_token_hint``); None when it is none.

    A key withdrawn in an emergency proves nothing any more; one that was merely retired long ago still does.
    """
    keys = [key.public_jwk for key in list_keys() if not _withdrawn(key)]
    if not keys:
        return None
    try:
        read = jwt.decode(token, KeySet.import_key_set({"keys": keys}), algorithms=[ALGORITHM])
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return dict(read.claims) if read.header.get("typ") == typ else None


def list_keys() -> list[SigningKey]:
    """Every key there has been, newest first."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.signs_from.desc(), SigningKey.id.desc())))


def rotate_when_due(*, by: Actor) -> SigningKey | None:
    """Publish the next key a day before it is wanted, retire and remove those before; the new key, if one was made.

    Two processes at once make one key: the second waits here and then finds it.
    """
    keys, now = _locked_keys(), utc_now()
    _settle(keys, now, by=by)
    newest = keys[0] if keys else None
    if newest is not None and newest.signs_from + SIGNS_FOR - PUBLISHED_BEFORE > now:
        return None
    return _add_key(signs_from=now + PUBLISHED_BEFORE if newest else now, by=by, reason="scheduled")


def announce_key(*, by: Actor, reason: str) -> SigningKey:
    """Publish a new key now; it signs after a day, when portals have fetched it.

    Raises:
        KeyWaiting: one is published already.
    """
    signing_key()
    keys, now = _locked_keys(), utc_now()
    if keys[0].signs_from > now:
        raise KeyWaiting(from_=f"{keys[0].signs_from.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return _add_key(signs_from=now + PUBLISHED_BEFORE, by=by, reason=reason)


def replace_keys_now(*, by: Actor, reason: str) -> SigningKey:
    """An emergency: every key is withdrawn from the key set at once, and a new one signs from this moment.

    What the old keys signed counts no more; portals fetch the new key when they meet its id.
    """
    keys, now = _locked_keys(), utc_now()
    for key in keys:
        if key.removed_at is None:
            key.removed_at = now
            key.retired_at = now
    return _add_key(signs_from=now, by=by, reason=reason, withdrawn=[key.kid for key in keys if key.removed_at == now])


def _signing(now: datetime) -> SigningKey | None:
    return db.session.scalars(_SIGNS_AT, {"now": now}).one_or_none()


def _withdrawn(key: SigningKey) -> bool:
    return key.removed_at is not None and key.removed_at == key.retired_at


def _make_first(connection: Connection) -> None:
    connection.execute(_ONE_AT_A_TIME)
    if connection.execute(select(SigningKey.id).where(SigningKey.removed_at.is_(None)).limit(1)).first() is None:
        now = utc_now()
        connection.execute(insert(SigningKey).values(**_new_key(created_at=now, signs_from=now)))


def _locked_keys() -> list[SigningKey]:
    db.session.execute(_ONE_AT_A_TIME)
    return list(
        db.session.scalars(
            select(SigningKey)
            .order_by(SigningKey.signs_from.desc(), SigningKey.id.desc())
            .execution_options(populate_existing=True)
        )
    )


def _settle(keys: list[SigningKey], now: datetime, *, by: Actor) -> None:
    """Write down which keys no longer sign, and remove those whose last token has run out."""
    successor: SigningKey | None = None
    for key in (key for key in keys if key.removed_at is None and key.signs_from <= now):
        if successor is not None and key.retired_at is None:
            key.retired_at = max(successor.signs_from, key.signs_from)
            _record(successor, by=by, reason="scheduled", signs_since=successor.signs_from, retired=key.kid)
        if key.retired_at is not None and key.retired_at + KEPT_AFTER < now:
            key.removed_at = now
            _record(key, by=by, reason="scheduled", removed_at=now)
        successor = key
    db.session.flush()


def _add_key(*, signs_from: datetime, by: Actor, reason: str, **facts: Any) -> SigningKey:
    key = SigningKey(**_new_key(created_at=utc_now(), signs_from=signs_from))
    db.session.add(key)
    db.session.flush()
    _record(key, by=by, reason=reason, signs_from=signs_from, **facts)
    return key


def _new_key(*, created_at: datetime, signs_from: datetime) -> dict[str, Any]:
    key = ECKey.generate_key("P-256", private=True)
    kid = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHM}
    return {
        "id": new_id(),
        "kid": kid,
        "algorithm": ALGORITHM,
        "private_jwk": json.dumps(key.as_dict(private=True)),
        "public_jwk": public,
        "created_at": created_at,
        "signs_from": signs_from,
    }


@lru_cache(maxsize=8)
def _private(kid: str, private_jwk: str) -> ECKey:
    return ECKey.import_key(json.loads(private_jwk), {"kid": kid})


def _record(key: SigningKey, *, by: Actor, reason: str, **facts: Any) -> None:
    audit.record("key.rotated", by=by, subject="key", subject_id=key.id, subject_no=key.kid, reason=reason, after=facts)
