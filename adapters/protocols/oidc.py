"""The hub as OpenID Connect relying party: one module for every region that speaks it.

Issuer, hosts, algorithms and audience are pinned by us and never taken from the answer (identity.md B3, C, D3).
Only the code flow with PKCE S256 exists here; an answer that breaks any rule raises BadAnswer and logs nobody in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from adapters.contract import Callback, Clock, LoginRequest, Redirect, UpstreamSession
from adapters.errors import BadAnswer, RegionRefused
from adapters.protocols import id_token as checks
from adapters.protocols.jose import checked_with_keys, renew_keys
from adapters.protocols.kept import DOCUMENTS
from adapters.transport import Answer, Http


@dataclass(frozen=True)
class Provider:
    """One region's OpenID provider as we pin it. The last three fields bend to providers that are off-spec."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    algorithms: tuple[str, ...] = ("ES256",)
    scope: str = "openid org person"
    acr_values: str = ""
    discovery_url: str = ""
    secret_in_form: bool = False
    has_userinfo: bool = True


@dataclass(frozen=True)
class Metadata:
    """The validated part of the provider's discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    answers_with_iss: bool


@dataclass(frozen=True)
class Login:
    """A login that passed every check: the ID token's claims, userinfo's, and the token itself for logout."""

    claims: Mapping[str, Any]
    userinfo: Mapping[str, Any]
    id_token: str = field(repr=False)

    @property
    def auth_time(self) -> datetime | None:
        """When the person logged in at the region."""
        value = self.claims.get("auth_time")
        return datetime.fromtimestamp(value, UTC) if type(value) is int else None

    def session(self) -> UpstreamSession:
        """What ends this session at the region."""
        sid = self.claims.get("sid")
        return UpstreamSession(
            self.claims["iss"], self.claims["sub"], sid if isinstance(sid, str) else None, self.id_token
        )


class RelyingParty:
    """The hub at one provider."""

    def __init__(self, provider: Provider, http: Http, clock: Clock) -> None:
        self.provider, self.http, self.clock = provider, http, clock

    def begin(self, request: LoginRequest) -> Redirect:
        """Where the browser goes to log in."""
        params = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": request.return_url,
            "scope": self.provider.scope,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": request.code_challenge,
            "code_challenge_method": "S256",
        }
        if acr := request.acr or self.provider.acr_values:
            params["acr_values"] = acr
        params |= (fresh := checks.freshness_asked(request))
        remember = {"state": request.state, "nonce": request.nonce, "return_url": request.return_url, **fresh}
        return Redirect(f"{self.metadata().authorization_endpoint}?{urlencode(params)}", remember=remember)

    def finish(self, callback: Callback, remember: Mapping[str, str]) -> Login:
        """Exchange the code and check everything that came with it.

        Raises:
            RegionRefused: the provider said no, such as access_denied.
            BadAnswer: something is not as it must be.
        """
        metadata = self.metadata()
        code = self._code(callback.params, remember, metadata)
        tokens = self._tokens(metadata, code, remember)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not id_token:
            raise BadAnswer("The token answer holds no ID token.")
        if not isinstance(access_token, str) or str(tokens.get("token_type", "")).lower() != "bearer":
            raise BadAnswer("The token answer holds no bearer token.")
        header, claims = self._decoded(metadata, id_token)
        checks.check_id_token(claims, self._expected(), remember["nonce"])
        checks.check_at_hash(header["alg"], claims, access_token)
        checks.check_age(claims, remember.get("max_age"), self._expected())
        return Login(claims, self._userinfo(metadata, access_token, claims["sub"]), id_token)

    def end_session(self, session: UpstreamSession, return_url: str | None = None) -> Redirect | None:
        """Where the browser goes to log out at the region; None when the region has no logout."""
        endpoint = self.metadata().end_session_endpoint
        if endpoint is None or session.id_token is None:
            return None
        params = {"id_token_hint": session.id_token, "client_id": self.provider.client_id}
        if return_url:
            params["post_logout_redirect_uri"] = return_url
        return Redirect(f"{endpoint}?{urlencode(params)}")

    def read_logout_token(self, token: str) -> UpstreamSession:
        """Check a back-channel logout token (OpenID Connect Back-Channel Logout 1.0 §2.6)."""
        _, claims = self._decoded(self.metadata(), token)
        checks.check_token(claims, self._expected())
        events = claims.get("events")
        if not isinstance(events, dict) or "http://schemas.openid.net/event/backchannel-logout" not in events:
            raise BadAnswer("The logout token names no logout.")
        if "nonce" in claims or not isinstance(claims.get("jti"), str):
            raise BadAnswer("The logout token is an ID token, or has no id.")
        subject, sid = claims.get("sub"), claims.get("sid")
        if not (isinstance(subject, str) and subject) and not (isinstance(sid, str) and sid):
            raise BadAnswer("The logout token names neither a person nor a session.")
        return UpstreamSession(self.provider.issuer, subject, sid)

    def metadata(self) -> Metadata:
        """The provider's metadata: kept, and validated before it is used."""
        found: Metadata = DOCUMENTS.get(self._document, self._discovery, self._validated)
        return found

    def renew(self) -> None:
        """Fetch metadata and keys anew, before a login needs them.

        Raises:
            RegionUnavailable, BadAnswer: they cannot be had and there is no last good copy.
        """
        metadata: Metadata = DOCUMENTS.renew(self._document, self._discovery, self._validated)
        renew_keys(self.http, metadata.jwks_uri)

    @property
    def _document(self) -> str:
        # Two regions may name one address and pin different issuers: what one may believe is not the other's.
        return f"{self._discovery_url}#{self.provider.issuer}"

    @property
    def _discovery_url(self) -> str:
        return self.provider.discovery_url or f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"

    def _discovery(self) -> dict[str, Any]:
        return self.http.get(self._discovery_url, keep=False).object()

    def _validated(self, document: dict[str, Any]) -> Metadata:
        if document.get("issuer") != self.provider.issuer:
            raise BadAnswer("The discovery document is of another issuer.")
        methods = document.get("code_challenge_methods_supported", ["S256"])
        if not isinstance(methods, list) or "S256" not in methods:
            raise BadAnswer("The provider does not offer PKCE with S256.")
        return Metadata(
            authorization_endpoint=self._endpoint(document, "authorization_endpoint"),
            token_endpoint=self._endpoint(document, "token_endpoint"),
            jwks_uri=self._endpoint(document, "jwks_uri"),
            userinfo_endpoint=self._endpoint(document, "userinfo_endpoint") if self.provider.has_userinfo else None,
            end_session_endpoint=(
                self._endpoint(document, "end_session_endpoint") if "end_session_endpoint" in document else None
            ),
            answers_with_iss=document.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint(self, document: dict[str, Any], name: str) -> str:
        url = document.get(name)
        if not isinstance(url, str) or not self.http.allows(url) or urlsplit(url).fragment or "?" in url:
            raise BadAnswer(f"The discovery document's {name} is not at one of the region's pinned hosts.")
        if urlsplit(url).scheme != urlsplit(self.provider.issuer).scheme:
            raise BadAnswer(f"The discovery document's {name} has another scheme than the issuer.")
        return url

    def _code(self, params: Mapping[str, str], remember: Mapping[str, str], metadata: Metadata) -> str:
        if not checks.same(params.get("state"), remember.get("state")):
            raise BadAnswer("The answer belongs to another login (state).")
        issuer = params.get("iss")
        if (issuer is not None or metadata.answers_with_iss) and issuer != self.provider.issuer:
            raise BadAnswer("The answer comes from another issuer (iss).")
        if "error" in params:
            raise RegionRefused("The provider refused the login.", reason_code=_word(params["error"]))
        code = params.get("code")
        if not code:
            raise BadAnswer("The answer holds no code.")
        return code

    def _tokens(self, metadata: Metadata, code: str, remember: Mapping[str, str]) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": remember["return_url"],
            "code_verifier": remember["code_verifier"],
        }
        auth: tuple[str, str] | None = (self.provider.client_id, self.provider.client_secret)
        if self.provider.secret_in_form:
            form |= {"client_id": self.provider.client_id, "client_secret": self.provider.client_secret}
            auth = None
        answer = self.http.post(metadata.token_endpoint, form=form, auth=auth, refusal=_oauth_error, keep=False)
        return answer.object()

    def _decoded(self, metadata: Metadata, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        algorithms = list(self.provider.algorithms)
        registry = JWSRegistry(algorithms=algorithms)

        def check(keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
            decoded = jwt.decode(token, keys, algorithms=algorithms, registry=registry)
            return dict(decoded.header), dict(decoded.claims)

        return checked_with_keys(self.http, metadata.jwks_uri, check)

    def _expected(self) -> checks.Expected:
        return checks.Expected(self.provider.issuer, self.provider.client_id, int(self.clock().timestamp()))

    def _userinfo(self, metadata: Metadata, access_token: str, subject: str) -> dict[str, Any]:
        if metadata.userinfo_endpoint is None:
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        userinfo = self.http.get(metadata.userinfo_endpoint, headers=headers, keep=False).object()
        if not checks.same(userinfo.get("sub"), subject):
            raise BadAnswer("The userinfo answer is about somebody else (sub).")
        return userinfo


def _oauth_error(answer: Answer) -> str:
    return _word(answer.object().get("error"))


def _word(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return text if text.isascii() and text.replace("_", "").isalnum() and len(text) <= 40 else "unknown_error"
