"""A provincial portal as a story plays it: a program of its own that signs people in through the hub and calls the API.

It runs beside the story on a free port, pushes its requests (RFC 9126), uses PKCE, checks ``iss`` and ``state``,
verifies ID and logout tokens with the published keys, and shows what it knows with the hooks of docs/stories.md.
"""

import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from hub.stories.portal_hooks import Hooks

ALGORITHMS = ["ES256"]
SCOPE = "openid org person offline_access order.read order.write voucher.read"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Portal:
    """One portal. ``client_id`` and ``secret`` are known once the hub's operator has registered it."""

    hub: str
    client_id: str = ""
    secret: str = ""
    scope: str = SCOPE
    hint: str = ""
    consent: str = "—"
    claims: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    logouts: int = 0
    state: str = "SIGNED_OUT"
    hooks: Hooks = field(default_factory=Hooks)
    _under_way: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _door_of(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def begin(self) -> str:
        """The hub's address for one login, its request pushed before."""
        state, nonce, verifier = token_urlsafe(24), token_urlsafe(24), token_urlsafe(48)
        self._under_way[state] = (nonce, verifier)
        asked = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": f"{self.address}/callback",
            "scope": self.scope, "state": state, "nonce": nonce, "code_challenge_method": "S256",
            "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        }  # fmt: skip
        if self.hint:
            asked["idp_hint"] = self.hint
        pushed = self._post("pushed_authorization_request_endpoint", asked)
        query = urlencode({"client_id": self.client_id, "request_uri": pushed["request_uri"]})
        return f"{self._metadata()['authorization_endpoint']}?{query}"

    def finish(self, params: dict[str, str]) -> None:
        """Redeem the code of the answer and check everything that comes with it."""
        nonce, verifier = self._under_way.pop(params["state"])
        assert params["iss"] == self.hub, params
        asked = {"grant_type": "authorization_code", "code": params["code"], "code_verifier": verifier}
        self.tokens = self._post("token_endpoint", {**asked, "redirect_uri": f"{self.address}/callback"})
        told = self._verified(self.tokens["id_token"])
        assert told["nonce"] == nonce
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        known = requests.get(self._metadata()["userinfo_endpoint"], headers=bearer, timeout=60).json()
        assert known["sub"] == told["sub"]
        self.claims, self.state = {**known, **told}, "SIGNED_IN"

    def sign_out(self, logout_token: str) -> None:
        """Take a back-channel logout token (OpenID Connect Back-Channel Logout 1.0 §2.6)."""
        claims = self._verified(logout_token)
        assert LOGOUT in claims["events"] and "nonce" not in claims
        if claims.get("sid") == self.claims.get("sid"):
            self.state = "SIGNED_OUT"
        self.logouts += 1

    def page(self) -> str:
        """What it shows of itself."""
        shown = {"consent": self.consent, "logout_tokens": str(self.logouts), **self.hooks.figures()}
        names = {"uscc": "uscc", "region": "upstream_region", "area": "org_area", "acr": "acr"}
        shown |= {name: str(self.claims.get(claim, "")) for name, claim in names.items()}
        figures = "".join(
            f'<dd data-figure="{name}" data-value="{escape(value)}">{escape(value)}</dd>'
            for name, value in shown.items()
        )
        return (
            f'<!doctype html><html lang="zh-CN"><title>Portal</title><main><article data-object="portal"'
            f' data-no="{escape(self.client_id)}" data-state="{self.state}"><dl>{figures}</dl></article></main></html>'
        )

    def _metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = requests.get(f"{self.hub}/.well-known/openid-configuration", timeout=60).json()
        assert found["issuer"] == self.hub
        return found

    def _verified(self, token: str) -> dict[str, Any]:
        keys = KeySet.import_key_set(requests.get(self._metadata()["jwks_uri"], timeout=60).json())
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.hub}, aud={"essential": True, "value": self.client_id}
        ).validate(claims)
        return dict(claims)

    def subscribe(self, events: list[str]) -> None:
        """Ask, as itself and for nobody, to be told of these events."""
        asked = {"grant_type": "client_credentials", "scope": "webhook.manage"}
        token = self._post("token_endpoint", asked)["access_token"]
        self.hooks.subscribe(self.hub, token, f"{self.address}/hooks", events)

    def _post(self, endpoint: str, data: dict[str, str]) -> dict[str, Any]:
        if not self.secret:
            data = {**data, **self.hooks.assertion(self.client_id, self.hub)}
        auth = (self.client_id, self.secret) if self.secret else None
        url = self._metadata()[endpoint]
        answer = requests.post(url, data=data, auth=auth, timeout=60, allow_redirects=False)
        assert answer.ok, f"{endpoint}: {answer.status_code} {answer.text[:300]}"
        found: dict[str, Any] = answer.json()
        return found


def _door_of(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path == "/login":
                return self._go(portal.begin())
            if path.path == "/callback":
                portal.finish({name: values[0] for name, values in parse_qs(path.query).items()})
                return self._go("/")
            return self._say(200, portal.page())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/hooks":
                return self._say(portal.hooks.take(body, self.headers.get("Hub-Signature", "")), "")
            sent = parse_qs(body.decode())
            portal.sign_out(sent["logout_token"][0])
            return self._say(200, "")

        def log_message(self, *_: Any) -> None:
            """Nothing on the console."""

        def _go(self, address: str) -> None:
            self.send_response(303)
            self.send_header("Location", address)
            self.end_headers()

        def _say(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Door
