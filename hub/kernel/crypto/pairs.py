"""Key pairs of their own for one purpose each (ES256): made here, kept by whoever needs them, used for detached JWS."""

import json
from functools import lru_cache
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

ALGORITHM = "ES256"


def new_pair() -> tuple[str, dict[str, Any]]:
    """A fresh pair: the private key as JSON text (encrypt it), and the public one as a JWK that names itself."""
    key = ECKey.generate_key("P-256", private=True)
    public = {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}
    return json.dumps(key.as_dict(private=True)), public


def sign_with(private_jwk: str, payload: bytes, *, kid: str, purpose: str) -> str:
    """A detached JWS (RFC 7515 appendix F) over ``payload``; its header names the key and the purpose."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": f"hub.{purpose}+jws"}
    head, _, signature = jws.serialize_compact(header, payload, _read(private_jwk), algorithms=[ALGORITHM]).split(".")
    return f"{head}..{signature}"


@lru_cache(maxsize=64)
def _read(private_jwk: str) -> ECKey:
    return ECKey.import_key(json.loads(private_jwk))
