"""Secrets of clients: made, kept as hashes, compared, and replaced with an overlap."""

from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from string import ascii_letters, digits

from hub.identity.provider.client_changes import locked_client, record_change
from hub.identity.provider.client_errors import AlreadySo, NoSecret, RotationUnderWay
from hub.identity.provider.tables import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, utc_now
from hub.kernel.db import db

# 44 of 62 characters hold 261 bits. Only letters and digits: strict clients percent-encode others (identity.md B4).
SECRET_LENGTH = 44
OVERLAP = timedelta(hours=24)
OVERLAP_AT_MOST = timedelta(days=7)


def new_client_secret() -> str:
    """A fresh client secret."""
    return "".join(choice(ascii_letters + digits) for _ in range(SECRET_LENGTH))


def hash_of_secret(secret: str) -> str:
    """The form in which a secret is kept."""
    # What a stranger sends may hold any code point, lone surrogates too.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def check_secret(client: OAuthClient, secret: str) -> bool:
    """Whether ``secret`` is the client's, or its previous one while that still counts; in constant time."""
    given = hash_of_secret(secret)
    right = compare_digest(given, client.secret_hash or "-")
    until = client.previous_secret_until
    counts = until is not None and utc_now() < until
    previous = compare_digest(given, client.previous_secret_hash or "-")
    return right or (previous and counts)


def rotate_secret(*, client: OAuthClient, by: Actor, overlap: timedelta = OVERLAP) -> str:
    """A new secret, shown once; the present one counts for ``overlap`` more, with none it is dead at once.

    Raises:
        NoSecret: the client has none.
        RotationUnderWay: an overlap runs already, so that somebody may still use the secret before.
    """
    client = locked_client(client)
    if client.secret_hash is None:
        raise NoSecret()
    now = utc_now()
    until = client.previous_secret_until
    if overlap and until is not None and until > now:
        raise RotationUnderWay(until=f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    secret = new_client_secret()
    client.previous_secret_hash = client.secret_hash if overlap else None
    client.previous_secret_until = now + min(overlap, OVERLAP_AT_MOST) if overlap else None
    client.secret_hash = hash_of_secret(secret)
    client.changed_at = now
    db.session.flush()
    record_change("client.secret_rotated", client, by=by, after={"previous_until": client.previous_secret_until})
    return secret


def end_previous_secret(*, client: OAuthClient, by: Actor) -> None:
    """End the overlap of a rotation now: everybody has the new secret, or the old one has leaked.

    Raises:
        AlreadySo: no previous secret counts.
    """
    client = locked_client(client)
    if client.previous_secret_hash is None:
        raise AlreadySo()
    client.previous_secret_hash = client.previous_secret_until = None
    db.session.flush()
    record_change("client.secret_rotated", client, by=by, after={"previous_until": None})
