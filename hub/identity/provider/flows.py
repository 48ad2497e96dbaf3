"""The three grants (RFC 6749 §4.1, §4.4, §6), with what the library leaves open closed: PKCE always, once, and renewed.

Numbers are those of identity.md D2.
"""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import compare_digest
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from hub.identity.provider.claims import make_id_token
from hub.identity.provider.client_auth import ASSERTION, METHODS, Client
from hub.identity.provider.codes import RedeemedCode, keep_code, redeem_code
from hub.identity.provider.grants import is_alive
from hub.identity.provider.issuer import issuer
from hub.identity.provider.scopes import OPENID
from hub.identity.provider.tables import OAuthGrant
from hub.identity.provider.tokens import KeptToken, rotate, use_refresh_token
from hub.identity.secrets import new_secret

_S256 = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class CodeFlow(AuthorizationCodeGrant):
    """The code flow. The code is used up before anything else is judged (3), and its own time counts (5)."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(METHODS)

    def generate_authorization_code(self) -> str:
        """256 bits."""
        return new_secret()

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep it for the grant that was opened for this answer."""
        asked = request.payload.data
        keep_code(
            code=code,
            grant=request.user,
            redirect_uri=asked["redirect_uri"],
            code_challenge=asked["code_challenge"],
            nonce=asked.get("nonce"),
        )

    def query_authorization_code(self, code: str, client: Client) -> RedeemedCode | None:
        """Use the code up."""
        return redeem_code(code=code, client=client.row)

    def delete_authorization_code(self, authorization_code: RedeemedCode) -> None:
        """Nothing: it is used up already, and stays as proof against whoever sends it again."""

    def authenticate_user(self, authorization_code: RedeemedCode) -> OAuthGrant | None:
        """The grant, when nothing has stopped it meanwhile."""
        return authorization_code.grant if is_alive(authorization_code.grant) else None


class RefreshFlow(RefreshTokenGrant):
    """Renewal: a new refresh token each time, and the end of the family when an old one comes again (4, 14)."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(METHODS)
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> KeptToken | None:
        """The token when it may be used now."""
        return use_refresh_token(secret=refresh_token, client=self.request.client.row)

    def authenticate_user(self, refresh_token: KeptToken) -> OAuthGrant | None:
        """Its grant."""
        return refresh_token.grant

    def revoke_old_credential(self, refresh_token: KeptToken) -> None:
        """It has a successor now."""
        rotate(refresh_token)


class ServiceFlow(ClientCredentialsGrant):
    """A region's program acts for itself; it proves itself by its key (contracts.md §5)."""

    TOKEN_ENDPOINT_AUTH_METHODS = [ASSERTION]

    def validate_requested_scope(self) -> None:
        """Only what is registered; nothing asked for means all of it."""
        asked = set((self.request.payload.scope or "").split())
        allowed = set(self.request.client.service_scope().split())
        if not allowed or asked - allowed:
            raise InvalidScopeError()


class Pkce(CodeChallenge):
    """PKCE for everybody, S256 only, in constant time (1, 2)."""

    def validate_code_challenge(self, grant: CodeFlow, redirect_uri: str) -> None:  # noqa: ARG002
        """Refuse a missing, plain or malformed challenge."""
        asked = grant.request.payload.data
        if not _S256.fullmatch(asked.get("code_challenge", "")):
            raise InvalidRequestError("A code_challenge of 43 characters is needed.")
        if asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256.")

    def validate_code_verifier(self, grant: CodeFlow, result: Any) -> None:  # noqa: ARG002
        """Refuse whoever did not begin this login."""
        verifier = grant.request.form.get("code_verifier", "")
        if not _VERIFIER.fullmatch(verifier):
            raise InvalidRequestError("A code_verifier of 43 to 128 characters is needed.")
        made = urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=")
        if not compare_digest(made, grant.request.authorization_code.code_challenge.encode("ascii")):
            raise InvalidGrantError("The code_verifier does not fit.")


class IdToken:
    """Adds the ID token to the answer of a login and of its renewal; the nonce belongs to the first one only (17)."""

    def __call__(self, grant: Any) -> None:
        """Attach to a grant of the library."""
        grant.register_hook("after_create_token_response", self.add)

    def add(self, grant: Any, answer: tuple[int, dict[str, Any], Any]) -> None:
        """Sign one when the login asked for ``openid``."""
        opened: OAuthGrant = grant.request.user
        token = answer[1]
        if OPENID in opened.scopes:
            code: RedeemedCode | None = grant.request.authorization_code
            token["id_token"] = make_id_token(
                grant=opened,
                client=grant.request.client.row,
                issuer=issuer(),
                nonce=code.row.nonce if code else None,
                access_token=token["access_token"],
            )


def register_grants(server: AuthorizationServer) -> None:
    """Attach the grants to the library's server."""
    server.register_grant(CodeFlow, [Pkce(required=True), IdToken()])
    server.register_grant(RefreshFlow, [IdToken()])
    server.register_grant(ServiceFlow)
