"""What a crypto profile can do; ``intl`` is the one there is, ``gm`` can stand beside it later."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask import current_app

from hub.kernel.errors import HubError


class NotDecryptable(HubError):
    """A stored value was changed, moved from another column or row, or encrypted with a key we do not have."""

    status = 500
    code = "crypto.not_decryptable"
    zh = "存储的加密数据无法解密（{column}），请联系平台管理员。"
    en = "A stored value of {column} cannot be decrypted: it was changed or moved, or its key is missing."


class CryptoProvider(Protocol):
    """A profile of algorithms with its keys."""

    def encrypt(self, column: str, value: str, *, row: str) -> str:
        """Encrypt a value for that column and row ("" when the row is not known)."""
        ...

    def decrypt(self, column: str, envelope: str) -> tuple[str, str]:
        """The value and the row it was encrypted for; raises NotDecryptable."""
        ...

    def blind_index(self, column: str, value: str) -> str:
        """A keyed hash, different for each column."""
        ...

    def sign(self, payload: bytes, *, purpose: str) -> str:
        """A detached JWS."""
        ...

    def verify(self, payload: bytes, signature: str, *, purpose: str, jwks: Mapping[str, Any] | None = None) -> bool:
        """Whether the detached JWS fits."""
        ...

    def public_jwks(self) -> dict[str, Any]:
        """The public keys."""
        ...

    def key_ids(self) -> dict[str, list[str]]:
        """Names of the keys, by use; the first of each is the one in use."""
        ...


def provider() -> CryptoProvider:
    """The application's provider, made from the settings at first use."""
    made: CryptoProvider | None = current_app.extensions.get("crypto")
    if made is None:
        from hub.kernel.crypto.intl import IntlProvider

        made = current_app.extensions["crypto"] = IntlProvider(current_app.config["HUB"].secrets)
    return made
