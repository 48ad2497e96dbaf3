"""A small portal: it sends a browser to the hub, redeems the code, and reads the ID token as a relying party must."""

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from hub.identity.provider.client_rules import ClientDraft
from hub.identity.provider.clients import register_client
from hub.identity.secrets import new_secret
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work

BACK = "https://portal.example/callback"
GONE = "https://portal.example/signed-out"
READ = ("openid", "org", "person", "offline_access", "order.read")


@dataclass
class Answer:
    """Where a browser was sent in the end, taken apart."""

    status: int
    address: str
    text: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        assert "code" in self.sent, (self.status, self.address, self.text[:300])
        return self.sent["code"]


@dataclass
class Login:
    """One login of the portal: what it keeps of it, and what it asks."""

    verifier: str = field(default_factory=new_secret)
    state: str = field(default_factory=new_secret)
    nonce: str = field(default_factory=new_secret)
    scope: str = "openid"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Portal:
    """A registered client; ``app`` is the hub, called as over HTTP."""

    def __init__(self, app: Flask, **draft: Any) -> None:
        self.app = app
        self.key = ECKey.generate_key("P-256", {"kid": "portal-1"}, private=True)
        values: dict[str, Any] = {
            "name_zh": "测试门户",
            "name_en": "Test portal",
            "redirect_uris": (BACK, f"{BACK}?from=hub"),
            "post_logout_redirect_uris": (GONE,),
            "scopes": READ,
            "requires_par": False,
            **draft,
        }
        if values.get("auth_method") == "private_key_jwt":
            values.setdefault("jwks", {"keys": [{**self.key.as_dict(private=False), "kid": "portal-1"}]})
        with app.app_context(), scope.everything(), unit_of_work():
            row, secret = register_client(draft=ClientDraft(**values), by=THE_HUB)
            self.client_id, self.row_id, self.sector = row.client_id, row.id, row.sector
            self.auth_method = row.auth_method
        self.secret = secret or ""

    # --- the browser's part

    def parameters(self, login: Login, **changes: Any) -> dict[str, Any]:
        """What the portal puts into the address; a change to None leaves a parameter out."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": login.scope,
            "state": login.state,
            "nonce": login.nonce,
            "code_challenge": login.challenge,
            "code_challenge_method": "S256",
            **login.more,
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def authorize(self, browser: FlaskClient, login: Login | None = None, **changes: Any) -> Answer:
        """Send a browser to the hub and follow it while the hub keeps it."""
        query = urlencode(self.parameters(login or Login(), **changes), doseq=True)
        return follow(browser, f"/oauth/authorize?{query}")

    # --- the server's part

    def proof(self) -> dict[str, Any]:
        """How the portal proves itself, as arguments of a call."""
        if self.auth_method == "client_secret_post":
            return {"data": {"client_id": self.client_id, "client_secret": self.secret}}
        if self.auth_method == "private_key_jwt":
            return {"data": self.assertion()}
        if self.auth_method == "none":
            return {"data": {"client_id": self.client_id}}
        return {"auth": (self.client_id, self.secret)}

    def assertion(self, **changes: Any) -> dict[str, str]:
        """A client assertion (RFC 7523); a change to None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": issuer(self.app),
            "iat": now,
            "exp": now + 60,
            "jti": new_secret(),
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "ES256", "kid": "portal-1"}, kept, self.key)
        return {
            "client_assertion": token,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }

    def call(self, path: str, data: dict[str, Any], *, proof: dict[str, Any] | None = None) -> Any:
        """POST a form with the portal's proof."""
        proof = self.proof() if proof is None else proof
        values = {**data, **proof.get("data", {})}
        sent = {name: value for name, value in values.items() if value is not None}
        return self.app.test_client().post(path, data=sent, auth=proof.get("auth"), headers=proof.get("headers"))

    def redeem(self, code: str, login: Login, /, **changes: Any) -> Any:
        """Ask for tokens for a code."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": login.verifier,
            **changes,
        }
        return self.call("/oauth/token", asked)

    def refresh(self, refresh_token: str, /, **changes: Any) -> Any:
        """Ask for new tokens."""
        return self.call("/oauth/token", {"grant_type": "refresh_token", "refresh_token": refresh_token, **changes})

    def tokens(self, browser: FlaskClient, login: Login | None = None, **changes: Any) -> dict[str, Any]:
        """The whole login of somebody who agreed before or is trusted."""
        login = login or Login()
        answer = self.redeem(self.authorize(browser, login, **changes).code, login)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def introspect(self, token: str) -> dict[str, Any]:
        """What the hub says about a token."""
        return dict(self.call("/oauth/introspect", {"token": token}).json)

    def userinfo(self, access_token: str) -> Any:
        """What the hub says about the person."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.app.test_client().get("/oauth/userinfo", headers=headers)

    def read_id_token(self, id_token: str, login: Login | None = None) -> dict[str, Any]:
        """The claims, after the checks of OIDC Core §3.1.3.7."""
        keys = KeySet.import_key_set(self.app.test_client().get("/oauth/jwks").json)
        token = jwt.decode(id_token, keys, algorithms=["ES256"])
        expected: dict[str, Any] = {
            "iss": {"essential": True, "value": issuer(self.app)},
            "aud": {"essential": True, "value": self.client_id},
            "sub": {"essential": True},
            "iat": {"essential": True},
            "exp": {"essential": True},
            "auth_time": {"essential": True},
        }
        if login is not None:
            expected["nonce"] = {"essential": True, "value": login.nonce}
        jwt.JWTClaimsRegistry(leeway=5, **expected).validate(token.claims)
        assert token.header["kid"] and token.header["alg"] == "ES256"
        return dict(token.claims)


def issuer(app: Flask) -> str:
    """How the hub names itself."""
    return str(app.config["HUB"].web.base_url).rstrip("/")


def follow(browser: FlaskClient, path: str, most: int = 8) -> Answer:
    """Follow redirects and leaving pages until the browser would go to another host or see a page of the hub."""
    for _ in range(most):
        page = browser.get(path)
        target = page.location if page.status_code in (302, 303) else leaving_to(page.text)
        if target is None:
            return Answer(page.status_code, path, page.text)
        if urlsplit(target).netloc:
            return Answer(page.status_code, target, page.text, dict(parse_qsl(urlsplit(target).query)))
        path = target
    raise AssertionError(f"sent around: {path}")


def leaving_to(text: str) -> str | None:
    """Where a page of ours leads by itself."""
    if 'http-equiv="refresh"' not in text:
        return None
    return text.split('content="0; url=')[1].split('"')[0].replace("&amp;", "&").replace("&#39;", "'")


def payload_of(token: str) -> dict[str, Any]:
    """The claims of a token, unchecked."""
    from base64 import urlsafe_b64decode

    part = token.split(".")[1]
    return dict(json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))))
