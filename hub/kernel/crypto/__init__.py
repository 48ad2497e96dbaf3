"""Encryption of columns, blind indexes and signatures behind one provider; algorithm and key id stand with each value.

``EncryptedText("person.phone")`` is a column type, ``blind_index`` finds an encrypted value, ``sign`` and ``verify``
make and check detached JWS, ``public_jwks`` is what others need to check ours.
"""

from collections.abc import Mapping
from typing import Any

from hub.kernel.crypto.columns import EncryptedText
from hub.kernel.crypto.pairs import new_pair, sign_with
from hub.kernel.crypto.provider import CryptoProvider, NotDecryptable, provider

__all__ = [
    "CryptoProvider",
    "EncryptedText",
    "NotDecryptable",
    "blind_index",
    "new_pair",
    "provider",
    "public_jwks",
    "sign",
    "sign_with",
    "verify",
]


def blind_index(column: str, value: str) -> str:
    """A keyed hash by which an encrypted value is looked up; normalize the value before, and the same way always."""
    return provider().blind_index(column, value)


def sign(payload: bytes, *, purpose: str) -> str:
    """A detached JWS over ``payload`` that is good for ``purpose`` only."""
    return provider().sign(payload, purpose=purpose)


def verify(payload: bytes, signature: str, *, purpose: str, jwks: Mapping[str, Any] | None = None) -> bool:
    """Whether ``signature`` was made over exactly this payload for this purpose, by us or by a key of ``jwks``."""
    return provider().verify(payload, signature, purpose=purpose, jwks=jwks)


def public_jwks() -> dict[str, Any]:
    """Our public keys as a JWK set."""
    return provider().public_jwks()
