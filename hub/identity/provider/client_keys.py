"""Which public keys a client may register: by value, asymmetric, long enough, and never with their private half."""

from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

KEYS_MAX = 10
_CURVES = {"EC": ("P-256", "P-384", "P-521"), "OKP": ("Ed25519",)}
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def jwks_fault(jwks: dict[str, Any] | None) -> tuple[str, str] | None:
    """Why a set of public keys cannot be taken (RFC 7517): by value, public, asymmetric and long enough."""
    keys = (jwks or {}).get("keys")
    if not isinstance(keys, list) or not 1 <= len(keys) <= KEYS_MAX or not all(isinstance(key, dict) for key in keys):
        return (
            f'请给出公钥集（JWKS），形如 {{"keys": [...]}}，含 1 至 {KEYS_MAX} 把公钥。',
            f'Give a key set (JWKS) like {{"keys": [...]}} of 1 to {KEYS_MAX} public keys.',
        )
    if any(_PRIVATE & set(key) for key in keys):
        return "其中含有私钥：私钥绝不能交给平台，请只粘贴公钥。", "It holds a private key: paste public keys only."
    if not all(_usable(key) for key in keys):
        return (
            "仅接受 EC（P-256 及以上）、Ed25519 或 2048 位以上的 RSA 签名公钥。",
            "Only signing keys are taken: EC (P-256 or longer), Ed25519, or RSA of 2048 bits or more.",
        )
    kids = [key.get("kid") for key in keys]
    if len(keys) > 1 and (None in kids or len(set(map(str, kids))) != len(kids)):
        return "有多把公钥时，每把须有不同的 kid。", "Of several keys each needs a kid of its own."
    return None


def _usable(key: dict[str, Any]) -> bool:
    if key.get("use", "sig") != "sig":
        return False
    kind = key.get("kty")
    if kind in _CURVES:
        fits = key.get("crv") in _CURVES[str(kind)]
    else:
        fits = kind == "RSA" and len(str(key.get("n", ""))) >= 342  # 2048 bits in base64url
    if not fits:
        return False
    try:
        KeySet.import_key_set({"keys": [key]})
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True
