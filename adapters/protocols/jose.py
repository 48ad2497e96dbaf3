"""Signatures of regions: keys fetched from a pinned address, algorithms fixed by us and never by the message."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.errors import BadAnswer
from adapters.protocols.kept import DOCUMENTS
from adapters.transport import Http

KEY_KINDS = ("EC", "RSA", "OKP")
Checked = TypeVar("Checked")


def read_keys(document: dict[str, Any]) -> KeySet:
    """The public signing keys of a key document: asymmetric ones only, so that none can be taken for an HMAC secret.

    Raises:
        BadAnswer: not a key set, or none of its keys can be used.
    """
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > 50:
        raise BadAnswer("The key document holds no list of keys.")
    usable = [key for key in listed if _usable(key)]
    if not usable:
        raise BadAnswer("The key document holds no usable signing key.")
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadAnswer("The key document cannot be read.") from error


def renew_keys(http: Http, url: str) -> None:
    """Fetch the keys at ``url`` before anybody needs them.

    Raises:
        RegionUnavailable, BadAnswer: they cannot be had and there is no last good copy.
    """
    DOCUMENTS.renew(url, lambda: _fetched(http, url), read_keys)


def checked_with_keys(http: Http, url: str, check: Callable[[KeySet], Checked]) -> Checked:
    """Run ``check`` with the kept keys; when it fails once more with keys fetched anew, for a key that was rotated.

    Raises:
        BadAnswer: the signature is wrong under both.
    """
    keys = DOCUMENTS.get(url, lambda: _fetched(http, url), read_keys)
    try:
        return check(keys)
    except (JoseError, ValueError, KeyError, TypeError):
        pass
    newer = DOCUMENTS.get(url, lambda: _fetched(http, url), read_keys, newer_than=keys)
    try:
        return check(newer)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadAnswer(f"The signature was refused ({type(error).__name__}).") from None


def verify_detached(http: Http, url: str, payload: bytes, signature: str | None, *, algorithms: Sequence[str]) -> None:
    """Refuse unless ``signature`` (detached JWS, RFC 7515 appendix F) of ``payload`` is right.

    Raises:
        BadAnswer: missing or wrong.
    """
    if not signature:
        raise BadAnswer("The message is not signed.")
    # With content of its own the library would check that, and not the message that came.
    if signature.count(".") != 2 or ".." not in signature:
        raise BadAnswer("The signature is not detached.")

    def check(keys: KeySet) -> Any:
        return jws.deserialize_compact(signature, keys, algorithms=list(algorithms), payload=payload)

    checked_with_keys(http, url, check)


def _fetched(http: Http, url: str) -> dict[str, Any]:
    return http.get(url, keep=False).object()


def _usable(key: Any) -> bool:
    if not isinstance(key, dict) or key.get("kty") not in KEY_KINDS or key.get("use", "sig") != "sig":
        return False
    return not (key["kty"] == "RSA" and len(str(key.get("n", ""))) < 340)  # 2048 bits in base64url
