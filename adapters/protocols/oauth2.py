"""OAuth 2.0 code flow with a userinfo call, for platforms without OpenID Connect.

Nothing is signed here, so who logged in rests on TLS, the state, PKCE and the pinned hosts alone: low assurance.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from adapters.contract import Callback, LoginRequest, Redirect
from adapters.errors import BadAnswer, RegionRefused
from adapters.transport import Answer, Http


@dataclass(frozen=True)
class Provider:
    """One platform's authorization server, every address pinned by us."""

    authorize_url: str
    token_url: str
    userinfo_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "org person"


class Client:
    """The hub at one such server."""

    def __init__(self, provider: Provider, http: Http, refusal: Callable[[Answer], str] | None = None) -> None:
        self.provider, self.http, self.refusal = provider, http, refusal

    def begin(self, request: LoginRequest) -> Redirect:
        """Where the browser goes to log in."""
        params = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": request.return_url,
            "scope": self.provider.scope,
            "state": request.state,
            "code_challenge": request.code_challenge,
            "code_challenge_method": "S256",
        }
        remember = {"state": request.state, "return_url": request.return_url}
        return Redirect(f"{self.provider.authorize_url}?{urlencode(params)}", remember=remember)

    def finish(self, callback: Callback, remember: Mapping[str, str]) -> dict[str, Any]:
        """The userinfo answer of whoever logged in.

        Raises:
            RegionRefused: the platform said no.
            BadAnswer: the answer belongs to another login, or cannot be read.
        """
        state = callback.params.get("state", "")
        if not remember.get("state") or not hmac.compare_digest(state.encode(), remember["state"].encode()):
            raise BadAnswer("The answer belongs to another login (state).")
        if "error" in callback.params:
            raise RegionRefused("The platform refused the login.", reason_code="access_denied")
        code = callback.params.get("code")
        if not code:
            raise BadAnswer("The answer holds no code.")
        return self._userinfo(self._token(code, remember))

    def _token(self, code: str, remember: Mapping[str, str]) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": remember["return_url"],
            "code_verifier": remember["code_verifier"],
            "client_id": self.provider.client_id,
            "client_secret": self.provider.client_secret,
        }
        answer = self.http.post(self.provider.token_url, form=form, refusal=self.refusal, keep=False).object()
        token = answer.get("access_token")
        if not isinstance(token, str) or not token or str(answer.get("token_type", "")).lower() != "bearer":
            raise BadAnswer("The token answer holds no bearer token.")
        return token

    def _userinfo(self, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        return self.http.get(self.provider.userinfo_url, headers=headers, refusal=self.refusal, keep=False).object()
