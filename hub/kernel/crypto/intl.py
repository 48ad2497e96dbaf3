"""The profile ``intl``: AES-256-GCM, HMAC-SHA-256, Ed25519; every key is derived for one use.

``data_key`` and ``signing_seed`` may hold several secrets separated by blanks: the first is used, all are accepted.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from hub.kernel.crypto.provider import NotDecryptable
from hub.settings import Secrets

VERSION = "1"
ALGORITHM = "A256GCM"
SIGNATURE = "Ed25519"


def _derive(secret: str, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"voucher-hub/{use}".encode()).derive(secret.encode())


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id" + key).hexdigest()[:8]


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class IntlProvider:
    """Keys derived from the settings' secrets, kept for the life of the application."""

    def __init__(self, secrets: Secrets) -> None:
        keys = [_derive(secret, "column encryption") for secret in secrets.data_key.split()]
        self._data_keys = {_key_id(key): AESGCM(key) for key in keys}
        self._data_kid = _key_id(keys[0])
        self._index_secret = secrets.index_key
        self._index_keys: dict[str, bytes] = {}
        self._signing_keys = [_signing_key(seed) for seed in secrets.signing_seed.split()]

    def encrypt(self, column: str, value: str, *, row: str) -> str:
        """``version.alg.kid.row.nonce.ciphertext``; column and header are authenticated with it."""
        header = f"{VERSION}.{ALGORITHM}.{self._data_kid}.{row}"
        nonce = os.urandom(12)
        sealed = self._data_keys[self._data_kid].encrypt(nonce, value.encode(), _authenticated(column, header))
        return f"{header}.{_encode(nonce)}.{_encode(sealed)}"

    def decrypt(self, column: str, envelope: str) -> tuple[str, str]:
        """The value and the row that it was encrypted for.

        Raises:
            NotDecryptable: it is not what we wrote for this column.
        """
        try:
            version, algorithm, kid, row, nonce, sealed = envelope.split(".")
            if (version, algorithm) != (VERSION, ALGORITHM):
                raise NotDecryptable(column=column)
            header = f"{version}.{algorithm}.{kid}.{row}"
            plain = self._data_keys[kid].decrypt(_decode(nonce), _decode(sealed), _authenticated(column, header))
        except (ValueError, KeyError, NotBase64, InvalidTag) as error:
            raise NotDecryptable(column=column) from error
        return plain.decode(), row

    def blind_index(self, column: str, value: str) -> str:
        """HMAC-SHA-256 with a key of the column's own."""
        if column not in self._index_keys:
            self._index_keys[column] = _derive(self._index_secret, f"blind index/{column}")
        return hmac.new(self._index_keys[column], value.encode(), hashlib.sha256).hexdigest()

    def sign(self, payload: bytes, *, purpose: str) -> str:
        """``header..signature``; the header names algorithm, key and purpose."""
        key = self._signing_keys[0]
        header = {"alg": SIGNATURE, "kid": key.kid, "typ": _type(purpose)}
        head, _, signature = jws.serialize_compact(header, payload, key, algorithms=[SIGNATURE]).split(".")
        return f"{head}..{signature}"

    def verify(self, payload: bytes, signature: str, *, purpose: str, jwks: Mapping[str, Any] | None = None) -> bool:
        """Whether it fits; anything malformed does not."""
        keys = KeySet.import_key_set(dict(jwks)) if jwks is not None else KeySet(list(self._signing_keys))  # type: ignore[arg-type]
        head, dots, tail = signature.partition("..")
        if not dots:
            return False
        try:
            checked = jws.deserialize_compact(f"{head}.{_encode(payload)}.{tail}", keys, algorithms=[SIGNATURE])
        except (JoseError, ValueError):
            return False
        return checked.protected.get("typ") == _type(purpose)

    def public_jwks(self) -> dict[str, Any]:
        """The public half of every signing key."""
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": SIGNATURE} for key in self._signing_keys]}

    def key_ids(self) -> dict[str, list[str]]:
        """Names of the keys by which others can tell that they hold the same: never anything of a key."""
        index = _key_id(_derive(self._index_secret, "blind index"))
        return {"data": list(self._data_keys), "signing": [str(k.kid) for k in self._signing_keys], "index": [index]}


def _authenticated(column: str, header: str) -> bytes:
    return f"{column}\n{header}".encode()


def _type(purpose: str) -> str:
    return f"hub.{purpose}+jws"


def _signing_key(seed: str) -> OKPKey:
    private = Ed25519PrivateKey.from_private_bytes(_derive(seed, "signing"))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = OKPKey.import_key(pem)
    return OKPKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()})
