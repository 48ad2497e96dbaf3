"""Who the hub is towards portals, and what it says it can do: from the settings, never from a Host header."""

from typing import Any
from urllib.parse import urlencode

from flask import current_app

from hub.identity.provider.claims import LOGIN_CLAIMS, ORG_CLAIMS, PERSON_CLAIMS
from hub.identity.provider.client_auth import ASSERTION_ALGORITHMS, CONFIDENTIAL, METHODS
from hub.identity.provider.keys import ALGORITHM
from hub.identity.provider.scopes import PORTAL_SCOPES, SERVICE_SCOPES
from hub.settings import Settings
from schemas.terms import Assurance

ENDPOINTS = {
    "authorization_endpoint": "authorize",
    "pushed_authorization_request_endpoint": "par",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "introspection_endpoint": "introspect",
    "revocation_endpoint": "revoke",
    "jwks_uri": "jwks",
    "end_session_endpoint": "logout",
}
# Those at which a client proves itself.
PROVING = ("token", "introspection", "revocation")


def issuer() -> str:
    """Our name: the public address without a slash at its end."""
    settings: Settings = current_app.config["HUB"]
    return settings.web.base_url.rstrip("/")


def with_issuer(address: str) -> str:
    """The address with ``iss`` among its query (RFC 9207)."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'iss': issuer()})}"


def audiences() -> list[str]:
    """By what names a client assertion may address us (RFC 7523 §3, RFC 9126 §2)."""
    return [issuer(), *(f"{issuer()}/oauth/{name}" for name in ("token", "par", "introspect", "revoke"))]


def discovery() -> dict[str, Any]:
    """The metadata document (OpenID Connect Discovery 1.0 §3, RFC 8414 §2): only what is true."""
    document: dict[str, Any] = {
        "issuer": issuer(),
        **{name: f"{issuer()}/oauth/{path}" for name, path in ENDPOINTS.items()},
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": [*PORTAL_SCOPES, *SERVICE_SCOPES],
        "acr_values_supported": [level.value for level in Assurance],
        "claims_supported": ["iss", "sub", "aud", "iat", "exp", "nonce", *LOGIN_CLAIMS, *ORG_CLAIMS, *PERSON_CLAIMS],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["zh-CN", "en"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "require_pushed_authorization_requests": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    for endpoint in PROVING:
        methods = CONFIDENTIAL if endpoint == "introspection" else METHODS
        document[f"{endpoint}_endpoint_auth_methods_supported"] = list(methods)
        document[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ASSERTION_ALGORITHMS)
    return document
