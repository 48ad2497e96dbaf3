"""What portals are told about a person: little in the ID token, more on request and by scope (docs/api names them)."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from hub.identity.actors import actor_for, get_account, without_staff_roles
from hub.identity.organizations import get_organization
from hub.identity.provider.keys import sign_jwt
from hub.identity.provider.rules import ID_TOKEN_LASTS
from hub.identity.provider.subjects import subject_for
from hub.identity.provider.tables import OAuthClient, OAuthGrant
from hub.identity.rules import mask_name
from hub.kernel.clock import utc_now

ORG_CLAIMS = ("org_id", "uscc", "org_name", "org_region", "org_area", "org_division")
PERSON_CLAIMS = ("name", "roles")
LOGIN_CLAIMS = ("acr", "amr", "auth_time", "sid", "upstream_region")


def make_id_token(
    *, grant: OAuthGrant, client: OAuthClient, issuer: str, nonce: str | None, access_token: str | None
) -> str:
    """The signed ID token (OIDC Core §2). ``auth_time`` is when the person logged in, at a refresh too."""
    now = int(utc_now().timestamp())
    claims = {
        "iss": issuer,
        "sub": subject_for(client.sector, grant.account_id),
        "aud": client.client_id,
        "iat": now,
        "exp": now + int(ID_TOKEN_LASTS.total_seconds()),
        **login_claims(grant),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    if access_token is not None:
        claims["at_hash"] = _half_hash(access_token)
    if "org" in grant.scopes and grant.organization_id is not None:
        claims["org_id"] = str(grant.organization_id)
    return sign_jwt(claims)


def login_claims(grant: OAuthGrant) -> dict[str, Any]:
    """How, when and how surely the person logged in."""
    claims: dict[str, Any] = {
        "auth_time": int(grant.authenticated_at.timestamp()),
        "acr": grant.acr,
        "amr": list(grant.amr),
        "sid": grant.sid,
    }
    if grant.upstream_region is not None:
        claims["upstream_region"] = grant.upstream_region
    return claims


def userinfo(*, grant: OAuthGrant, client: OAuthClient, scopes: frozenset[str]) -> dict[str, Any]:
    """What the userinfo endpoint answers: as things are now, for the scopes of the token that asks."""
    claims: dict[str, Any] = {"sub": subject_for(client.sector, grant.account_id)}
    if grant.upstream_region is not None:
        claims["upstream_region"] = grant.upstream_region
    actor = actor_for(grant.account_id, grant.organization_id)
    if "org" in scopes and actor.organization_id is not None:
        unit = get_organization(actor.organization_id)
        values = (str(unit.id), unit.uscc, unit.name, unit.region, unit.area, unit.division)
        claims |= {name: value for name, value in zip(ORG_CLAIMS, values, strict=True) if value is not None}
    name = get_account(grant.account_id).display_name
    claims["name"] = name if "person" in scopes else mask_name(name)
    if "person" in scopes:
        # Staff act with a second factor; without one the portal need not know what else they are.
        shown = actor if {"otp", "mfa"} & set(grant.amr) else without_staff_roles(actor)
        claims["roles"] = sorted({granted.role.value for granted in shown.roles})
    return claims


def introspection(token: Any, *, issuer: str) -> dict[str, Any]:
    """What a client is told about a working token of its own (RFC 7662 §2.2)."""
    claims: dict[str, Any] = {
        "active": True,
        "scope": token.get_scope(),
        "client_id": token.client.client_id,
        "token_type": "Bearer" if token.row.kind == "access" else "refresh_token",
        "iat": int(token.row.created_at.timestamp()),
        "exp": int(token.row.expires_at.timestamp()),
        "iss": issuer,
        "aud": token.client.client_id,
    }
    if token.grant is None:
        return claims | ({"region": token.client.region} if token.client.region else {})
    claims["sub"] = subject_for(token.client.sector, token.grant.account_id)
    return claims | login_claims(token.grant)


def _half_hash(access_token: str) -> str:
    """``at_hash`` for ES256: the left half of SHA-256 (OIDC Core §3.1.3.6)."""
    return urlsafe_b64encode(sha256(access_token.encode("ascii")).digest()[:16]).rstrip(b"=").decode()
