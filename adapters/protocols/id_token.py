"""What an ID token or logout token must say before anybody is believed (OpenID Connect Core §3.1.3.7)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.errors import BadAnswer
from adapters.login import LoginRequest

LEEWAY_SECONDS = 30
MAX_AGE_SECONDS = 600
SUBJECT_MAX_CHARS = 255
DIGESTS = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


@dataclass(frozen=True)
class Expected:
    """Whose token it must be, for whom, and the moment (Unix seconds) at which it is looked at."""

    issuer: str
    client_id: str
    now: int


def check_token(claims: Mapping[str, Any], expected: Expected) -> None:
    """Refuse a token of another issuer, for anybody else too, expired, or issued at an impossible time.

    Raises:
        BadAnswer: with the claim that is wrong.
    """
    if claims.get("iss") != expected.issuer:
        raise BadAnswer("The token is of another issuer (iss).")
    ours = expected.client_id
    if claims.get("aud") not in (ours, [ours]) or claims.get("azp", ours) != ours:
        raise BadAnswer("The token is not for us alone (aud, azp).")
    expires, issued = claims.get("exp"), claims.get("iat")
    if type(expires) is not int or type(issued) is not int:
        raise BadAnswer("The token says not when it was issued or expires (iat, exp).")
    if expected.now > expires + LEEWAY_SECONDS:
        raise BadAnswer("The token has expired (exp).")
    if issued > expected.now + LEEWAY_SECONDS or issued < expected.now - MAX_AGE_SECONDS:
        raise BadAnswer("The token was issued in the future or long ago (iat).")
    starts = claims.get("nbf", issued)
    if type(starts) is not int or starts > expected.now + LEEWAY_SECONDS:
        raise BadAnswer("The token is not valid yet (nbf).")


def check_id_token(claims: Mapping[str, Any], expected: Expected, nonce: str) -> None:
    """The same, and that it belongs to this login and names somebody.

    Raises:
        BadAnswer: with the claim that is wrong.
    """
    check_token(claims, expected)
    if not same(claims.get("nonce"), nonce):
        raise BadAnswer("The ID token belongs to another login (nonce).")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > SUBJECT_MAX_CHARS:
        raise BadAnswer("The ID token names nobody (sub).")


def freshness_asked(request: LoginRequest) -> dict[str, str]:
    """What a request says when a session that the provider has is not enough (OpenID Connect Core §3.1.2.1)."""
    asked = {"prompt": "login"} if request.anew else {}
    return asked if request.max_age is None else {**asked, "max_age": str(request.max_age)}


def check_age(claims: Mapping[str, Any], max_age: str | None, expected: Expected) -> None:
    """Where we asked how long ago the person may have logged in, refuse a login that is older or not dated.

    Raises:
        BadAnswer: it is (OpenID Connect Core §3.1.3.7, 13).
    """
    if max_age is None:
        return
    logged_in = claims.get("auth_time")
    if type(logged_in) is not int or expected.now - logged_in > int(max_age) + LEEWAY_SECONDS:
        raise BadAnswer("The person logged in longer ago than was asked for (auth_time).")


def check_at_hash(algorithm: str, claims: Mapping[str, Any], access_token: str) -> None:
    """Refuse an access token that is not the one the ID token was issued with.

    Raises:
        BadAnswer: the hash differs.
    """
    if "at_hash" not in claims:
        return  # optional in the code flow (Core §3.1.3.6)
    digest = DIGESTS.get(algorithm[-3:], hashlib.sha512)(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if not same(claims["at_hash"], half):
        raise BadAnswer("The access token is not the one of the ID token (at_hash).")


def same(given: Any, expected: str | None) -> bool:
    """Whether both are the same non-empty text, compared in constant time."""
    if not isinstance(given, str) or not expected:
        return False
    return hmac.compare_digest(given.encode(), expected.encode())
