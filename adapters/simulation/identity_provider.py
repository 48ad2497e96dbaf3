"""A simulated OpenID provider, honest unless a fault makes it one of the hostile ones of identity.md B3."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from adapters.simulation.bench import Bench
from adapters.simulation.people import Enterprise, authenticate, login_page

CODE_SECONDS = 60
ELSEWHERE = "http://elsewhere.invalid"
SESSION = "platform_session"


@dataclass
class Grant:
    """A code that was given out."""

    enterprise: Enterprise
    nonce: str
    challenge: str
    redirect_uri: str
    sid: str
    at: float


class IdentityProvider:
    """The routes under /oidc. ``claims_of`` says how the platform words enterprise and person."""

    def __init__(
        self, app: Flask, bench: Bench, *, client_id: str, client_secret: str, title: str, acr: str, claims_of: Any,
        people: Callable[[], dict[str, Enterprise]], logout_uri: str | None = None,
    ) -> None:  # fmt: skip
        self.logout_uri = logout_uri
        self.bench, self.client_id, self.client_secret = bench, client_id, client_secret
        self.title, self.acr, self.claims_of, self.people = title, acr, claims_of, people
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Enterprise] = {}
        self.key = _key("idp-1")
        self.other = _key("idp-1")
        self.removed = _key("idp-0")
        for rule, view, methods in (
            ("/oidc/.well-known/openid-configuration", self.discovery, ["GET"]),
            ("/oidc/authorize", self.authorize, ["GET", "POST"]),
            ("/oidc/token", self.token, ["POST"]),
            ("/oidc/userinfo", self.userinfo, ["GET"]),
            ("/oidc/jwks", self.jwks, ["GET"]),
            ("/oidc/logout", self.logout, ["GET"]),
        ):
            app.add_url_rule(rule, endpoint=rule, view_func=view, methods=methods)

    @property
    def issuer(self) -> str:
        """The address of the provider."""
        return request.host_url + "oidc"

    def discovery(self) -> Response:
        """The metadata document."""
        base = ELSEWHERE if self.bench.take("endpoints-elsewhere") else self.issuer
        algorithms = ["ES256", "HS256", "none"] if self._lies("alg-none", "hs256-secret", "hs256-key") else ["ES256"]
        return jsonify(
            issuer="https://other.example/oidc" if self.bench.take("discovery-issuer") else self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{base}/token",
            userinfo_endpoint=f"{base}/userinfo",
            jwks_uri=f"{self.issuer}/jwks",
            end_session_endpoint=f"{self.issuer}/logout",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=algorithms,
            code_challenge_methods_supported=["S256"],
            authorization_response_iss_parameter_supported=True,
        )

    def authorize(self) -> Any:
        """The login page, and the way back to the hub."""
        if request.args.get("client_id") != self.client_id or request.args.get("code_challenge_method") != "S256":
            return Response("unknown client or no PKCE", 400)
        if request.method == "GET":
            return login_page(self.title)
        found = authenticate(self.people(), request.form.get("username", ""), request.form.get("password", ""))
        if found is None:
            return Response(login_page(self.title, "用户名或密码有误。"), 401)
        code = secrets.token_urlsafe(24)
        args = request.args
        self.codes[code] = Grant(
            found,
            args.get("nonce", ""),
            args["code_challenge"],
            args["redirect_uri"],
            secrets.token_hex(8),
            time.time(),
        )
        back = {"code": code, "state": args["state"], "iss": self.issuer}
        if self.bench.take("state"):
            back["state"] = "of-another-login"
        if self.bench.take("callback-iss"):
            back["iss"] = "https://other.example/oidc"
        if self.bench.take("no-callback-iss"):
            del back["iss"]
        answer = redirect(f"{args['redirect_uri']}?{urlencode(back)}", 303)
        answer.set_cookie(SESSION, found.subject, httponly=True, samesite="Lax")
        return answer

    def token(self) -> Any:
        """Exchange a code, once."""
        grant = self.codes.pop(request.form.get("code", ""), None)
        auth = request.authorization
        if auth is None or (auth.username, auth.password) != (self.client_id, self.client_secret):
            return jsonify(error="invalid_client"), 401
        verifier = request.form.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if grant is None or time.time() - grant.at > CODE_SECONDS or grant.challenge != challenge:
            return jsonify(error="invalid_grant"), 400
        if grant.redirect_uri != request.form.get("redirect_uri"):
            return jsonify(error="invalid_grant"), 400
        access_token = secrets.token_urlsafe(24)
        self.tokens[access_token] = grant.enterprise
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300}
        if not self.bench.take("no-id-token"):
            answer["id_token"] = self._id_token(grant, access_token)
        return jsonify(answer)

    def userinfo(self) -> Any:
        """Who holds the access token."""
        found = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if found is None:
            return jsonify(error="invalid_token"), 401
        answer = {"sub": found.subject, **self.claims_of(found)}
        if self.bench.take("userinfo-sub"):
            answer["sub"] = "somebody-else"
        if self.bench.take("no-userinfo-sub"):
            del answer["sub"]
        return jsonify(answer)

    def jwks(self) -> Response:
        """The public key."""
        return jsonify(keys=[self.key.as_dict(private=False)])

    def logout(self) -> Response:
        """The end of the session here; the hub is told, unless it was the hub that sent the browser."""
        subject = request.cookies.get(SESSION)
        if subject and self.logout_uri and "id_token_hint" not in request.args:
            token = self.logout_token(subject)
            requests.post(self.logout_uri, data={"logout_token": token}, timeout=5)
        answer = Response("<!doctype html><title>已退出</title><p>已退出。</p>")
        answer.delete_cookie(SESSION)
        return answer

    def rotate(self) -> None:
        """A new key under the same kid, as careless operators do."""
        self.key = _key("idp-1")

    def logout_token(self, subject: str, **changes: Any) -> str:
        """A back-channel logout token."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
            "sub": subject, "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": "idp-1"}, {**claims, **changes}, self.key)

    def _lies(self, *names: str) -> bool:
        return any(fault.name in names for fault in self.bench.faults)

    def _id_token(self, grant: Grant, access_token: str) -> str:
        now = int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": grant.enterprise.subject, "aud": self.client_id, "iat": now, "exp": now + 300,
            "nonce": grant.nonce, "auth_time": now, "acr": self.acr, "sid": grant.sid,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }  # fmt: skip
        for name, change in HOSTILE_CLAIMS.items():
            if self.bench.take(name):
                claims.update(change(self, now))
        claims = {name: value for name, value in claims.items() if value is not None}
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": "ES256", "kid": "idp-1"}
        if self.bench.take("alg-none"):
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.bench.take("hs256-secret"):
            key = OctKey.import_key(self.client_secret.encode())
            return jwt.encode({"alg": "HS256", "kid": "idp-1"}, claims, key, algorithms=["HS256"])
        if self.bench.take("hs256-key"):
            public = OctKey.import_key(_part(self.key.as_dict(private=False)).encode())
            return jwt.encode({"alg": "HS256", "kid": "idp-1"}, claims, public, algorithms=["HS256"])
        if self.bench.take("kid"):
            return jwt.encode({**header, "kid": "nobody-knows"}, claims, self.other)
        if self.bench.take("removed-key"):
            return jwt.encode({**header, "kid": "idp-0"}, claims, self.removed)
        if self.bench.take("key-in-header"):
            return jwt.encode({**header, "jwk": self.other.as_dict(private=False)}, claims, self.other)
        if self.bench.take("id-token-signature"):
            return jwt.encode(header, claims, self.other)
        return jwt.encode(header, claims, self.key)


# ruff: noqa: ARG005 - all changes have one form
HOSTILE_CLAIMS: dict[str, Any] = {
    "aud-other-azp-us": lambda idp, now: {"aud": "somebody-else", "azp": idp.client_id},
    "two-audiences": lambda idp, now: {"aud": [idp.client_id, "somebody-else"]},
    "two-audiences-azp-us": lambda idp, now: {"aud": [idp.client_id, "somebody-else"], "azp": idp.client_id},
    "aud": lambda idp, now: {"aud": "somebody-else"},
    "no-aud": lambda idp, now: {"aud": None},
    "azp": lambda idp, now: {"azp": "somebody-else"},
    "sub-empty": lambda idp, now: {"sub": ""},
    "no-sub": lambda idp, now: {"sub": None},
    "iss": lambda idp, now: {"iss": "https://other.example/oidc"},
    "nonce": lambda idp, now: {"nonce": "of-another-login"},
    "no-nonce": lambda idp, now: {"nonce": None},
    "exp": lambda idp, now: {"iat": now - 300, "exp": now - 120},
    "no-exp": lambda idp, now: {"exp": None},
    "iat-future": lambda idp, now: {"iat": now + 600, "exp": now + 900},
    "iat-old": lambda idp, now: {"iat": now - 7200},
    "no-iat": lambda idp, now: {"iat": None},
    "nbf": lambda idp, now: {"nbf": now + 600},
    "at-hash": lambda idp, now: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}
HOSTILE_ANSWERS = (
    "discovery-issuer", "endpoints-elsewhere", "state", "callback-iss", "no-callback-iss", "no-id-token",
    "userinfo-sub", "no-userinfo-sub", "alg-none", "hs256-secret", "hs256-key", "kid", "id-token-signature",
    "removed-key", "key-in-header",
)  # fmt: skip


def _key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": kid})


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
