"""The provider's front door: what pages and the API use of it. Clients and keys are administered through theirs."""

from hub.identity.provider.authorization import (
    AnswerIs,
    Asked,
    NoWayBack,
    answer_declined,
    answer_error,
    answer_with_code,
    consent_required,
    login_required,
    read_again,
    read_authorization,
)
from hub.identity.provider.client_auth import Client
from hub.identity.provider.ending import LogoutAsked, LogoutNotOurs, fits, read_logout
from hub.identity.provider.endpoints import (
    introspection_response,
    push_response,
    revocation_response,
    token_response,
    userinfo_response,
)
from hub.identity.provider.errors import LogoutRequestRefused, PortalRequestExpired, PortalRequestRefused
from hub.identity.provider.issuer import discovery, issuer
from hub.identity.provider.keys import public_jwks
from hub.identity.provider.logins import (
    Standing,
    finish_login,
    record_decline,
    remember_agreement,
    standing_of,
    unit_of,
)
from hub.identity.provider.requests import KeptRequest, find_kept, keep_request, note_agreement
from hub.identity.provider.rules import Step
from hub.identity.provider.tables import OAuthClient, OAuthGrant
from hub.identity.provider.tokens import ACCESS_PREFIX, actor_of_access_token, client_of_token

__all__ = [
    "ACCESS_PREFIX",
    "AnswerIs",
    "Asked",
    "Client",
    "KeptRequest",
    "LogoutAsked",
    "LogoutNotOurs",
    "LogoutRequestRefused",
    "NoWayBack",
    "OAuthClient",
    "OAuthGrant",
    "PortalRequestExpired",
    "PortalRequestRefused",
    "Standing",
    "Step",
    "actor_of_access_token",
    "answer_declined",
    "answer_error",
    "answer_with_code",
    "client_of_token",
    "consent_required",
    "discovery",
    "find_kept",
    "finish_login",
    "fits",
    "introspection_response",
    "issuer",
    "keep_request",
    "login_required",
    "note_agreement",
    "public_jwks",
    "push_response",
    "read_again",
    "read_authorization",
    "read_logout",
    "record_decline",
    "remember_agreement",
    "revocation_response",
    "standing_of",
    "token_response",
    "unit_of",
    "userinfo_response",
]
