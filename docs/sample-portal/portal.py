"""A small portal: people sign in through the hub, see what they may spend, order, and the hub tells it what happened.

Needs flask, authlib, joserfc and requests. Start it with the variables of README.md: ``flask --app portal run``.
"""

import os
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from authlib.integrations.flask_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from webhook import HeardBefore, Refused, read_message

SCOPE = "openid org person order.read order.write voucher.read decision.read"
EVENTS = ["order.placed", "order.accepted", "order.declined", "order.cancelled", "order.completed"]
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
TIMEOUT = 15


class Proof(PrivateKeyJWT):
    """Authlib's client assertion (RFC 7523), good for a minute: the hub takes none that lasts longer than ten."""

    def __init__(self, settings: "Settings") -> None:
        super().__init__(token_endpoint=settings.hub, alg="ES256", headers={"kid": settings.kid})

    def sign(self, auth: Any, token_endpoint: str) -> str:
        """A new one for each call, because each counts once."""
        self.claims = {"exp": int(time.time()) + 60}
        signed: str = super().sign(auth, token_endpoint)
        return signed


@dataclass
class Settings:
    """``key`` is the portal's private key; its public half was registered at the hub."""

    hub: str
    client_id: str
    key: ECKey
    kid: str
    address: str
    secret_key: str = field(default_factory=lambda: token_urlsafe(32))


@dataclass
class Kept:
    """What must not stand in a cookie. A real portal keeps it in its database."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    news: list[dict[str, Any]] = field(default_factory=list)


class Portal:
    """The pages of the portal, and the two addresses at which the hub calls it."""

    def __init__(self, settings: Settings, hub: Any) -> None:
        self.settings, self.hub, self.kept = settings, hub, Kept()

    def home(self) -> ResponseReturnValue:
        """What the person may spend, has ordered, and what was told meanwhile."""
        person = self.kept.people.get(session.get("person", ""))
        if person is None:
            return render_template("home.html", person=None)
        quotas, vouchers = _read(self.settings, person, "/quotas"), _read(self.settings, person, "/vouchers")
        orders = _read(self.settings, person, "/orders?limit=10")
        if quotas is None or vouchers is None or orders is None:
            return _forget(self.kept)
        news = [one for one in self.kept.news if person["claims"]["org_id"] in one["org_ids"]]
        session["form"] = session.get("form") or token_urlsafe(16)
        return render_template(
            "home.html", person=person["claims"], quotas=quotas["items"], vouchers=vouchers["items"],
            orders=orders["items"], news=news, form=session["form"], said=request.args.get("said"),
            key=token_urlsafe(16),
        )  # fmt: skip

    def login(self) -> ResponseReturnValue:
        """Push the request (RFC 9126), then send the browser with nothing but its reference."""
        redirect_uri = f"{self.settings.address}/callback"
        begun = self.hub.create_authorization_url(redirect_uri)
        self.hub.save_authorize_data(redirect_uri=redirect_uri, **begun)
        asked = dict(parse_qsl(urlsplit(begun["url"]).query))
        metadata = self.hub.load_server_metadata()
        pushed = requests.post(
            metadata["pushed_authorization_request_endpoint"], data=asked | _proof(self.settings), timeout=TIMEOUT
        )
        pushed.raise_for_status()
        query = urlencode({"client_id": self.settings.client_id, "request_uri": pushed.json()["request_uri"]})
        return redirect(f"{metadata['authorization_endpoint']}?{query}")

    def callback(self) -> ResponseReturnValue:
        """Check who answers (RFC 9207), redeem the code, verify the ID token; Authlib compares state and nonce."""
        if request.args.get("iss") != self.settings.hub:
            abort(400)
        if "error" in request.args:
            return render_template("home.html", person=None, said=request.args["error"])
        wanted = {
            "iss": {"essential": True, "value": self.settings.hub},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        token = self.hub.authorize_access_token(claims_options=wanted)
        known = self.hub.userinfo(token=token)
        if known["sub"] != token["userinfo"]["sub"]:
            abort(400)
        session.clear()
        session["person"] = token_urlsafe(24)
        self.kept.people[session["person"]] = {"token": token, "claims": {**known, **token["userinfo"]}}
        return redirect(url_for("home"))

    def place_order(self) -> ResponseReturnValue:
        """Order for the person: the key of the form makes that a second click orders nothing more."""
        person = self.kept.people.get(session.get("person", ""))
        if person is None or request.form.get("form") != session.get("form"):
            abort(400)
        wanted = {
            "service": request.form["service"],
            "quantity": int(request.form["quantity"]),
            "voucher": request.form.get("voucher") or None,
        }
        answer = _call(self.settings, person, "POST", "/orders", json=wanted, key=request.form["key"])
        said = answer.json()
        return redirect(url_for("home", said=said["no"] if answer.ok else said["detail"]), 303)

    def hear(self) -> ResponseReturnValue:
        """The hub tells of an event: checked, kept, and answered before anything long is done with it."""
        try:
            message = read_message(
                request.get_data(),
                request.headers.get("Hub-Signature", ""),
                webhook_id=self.kept.webhook.get("id", ""),
                fetch_keys=lambda: requests.get(self.kept.webhook["keys_url"], timeout=TIMEOUT).json(),
                heard=self.kept.heard,
            )
        except HeardBefore:
            return "", 200
        except Refused as why:
            return str(why), 400
        self.kept.news.insert(0, message)
        return "", 200

    def signed_out(self) -> ResponseReturnValue:
        """The hub tells that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.6)."""
        keys = KeySet.import_key_set(requests.get(self.hub.load_server_metadata()["jwks_uri"], timeout=TIMEOUT).json())
        claims = jwt.decode(request.form["logout_token"], keys, algorithms=["ES256"]).claims
        expected = {name: {"essential": True, "value": value} for name, value in _issued_to(self.settings).items()}
        jwt.JWTClaimsRegistry(**expected).validate(claims)
        if LOGOUT not in claims["events"] or "nonce" in claims:
            abort(400)
        for person_id, person in list(self.kept.people.items()):
            if person["claims"].get("sid") == claims.get("sid"):
                del self.kept.people[person_id]
        return "", 200


def create_portal(settings: Settings) -> Flask:
    """The portal as a Flask application; ``app.extensions["kept"]`` holds what it keeps."""
    app = Flask("portal", root_path=os.path.dirname(os.path.abspath(__file__)))
    app.secret_key = settings.secret_key
    app.config.update(SESSION_COOKIE_NAME="portal", SESSION_COOKIE_SAMESITE="Lax")
    portal = Portal(settings, _relying_party(app, settings))
    app.extensions["kept"] = portal.kept
    for path, view in (("/", portal.home), ("/login", portal.login), ("/callback", portal.callback)):
        app.add_url_rule(path, view.__name__, view)
    for path, view in (("/orders", portal.place_order), ("/hooks", portal.hear), ("/signed-out", portal.signed_out)):
        app.add_url_rule(path, view.__name__, view, methods=["POST"])
    return app


def subscribe(settings: Settings, kept: Kept) -> None:
    """Ask the hub, as the portal itself (client credentials), to be told of events at /hooks."""
    asked = {"grant_type": "client_credentials", "scope": "webhook.manage"} | _proof(settings)
    token = requests.post(f"{settings.hub}/oauth/token", data=asked, timeout=TIMEOUT)
    token.raise_for_status()
    person = {"token": token.json()}
    wanted = {"url": f"{settings.address}/hooks", "events": EVENTS}
    answer = _call(settings, person, "POST", "/webhooks", json=wanted, key=token_urlsafe(16))
    answer.raise_for_status()
    kept.webhook = answer.json()


def _relying_party(app: Flask, settings: Settings) -> Any:
    return OAuth(app).register(
        "hub",
        client_id=settings.client_id,
        client_secret=settings.key,
        server_metadata_url=f"{settings.hub}/.well-known/openid-configuration",
        client_auth_methods=[Proof(settings)],
        client_kwargs={
            "scope": SCOPE,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "private_key_jwt",
            "default_timeout": TIMEOUT,
        },
    )


def _proof(settings: Settings) -> dict[str, str]:
    """Who we are, for calls that Authlib does not make: a client assertion (RFC 7523) for the hub."""

    class Client:
        client_id, client_secret = settings.client_id, settings.key

    _, _, body = Proof(settings)(Client, "POST", settings.hub, {}, f"client_id={settings.client_id}")
    return dict(parse_qsl(body))


def _issued_to(settings: Settings) -> dict[str, str]:
    return {"iss": settings.hub, "aud": settings.client_id}


def _call(settings: Settings, person: dict[str, Any], method: str, path: str, *, key: str = "", **sent: Any) -> Any:
    headers = {"Authorization": f"Bearer {person['token']['access_token']}"}
    headers |= {"Idempotency-Key": key} if key else {}
    return requests.request(method, f"{settings.hub}/api/v1{path}", headers=headers, timeout=TIMEOUT, **sent)


def _read(settings: Settings, person: dict[str, Any], path: str) -> dict[str, Any] | None:
    """What the API answers; None when the token has run out, so that the person signs in again."""
    answer = _call(settings, person, "GET", path)
    if answer.status_code == 401:
        return None
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _forget(kept: Kept) -> ResponseReturnValue:
    kept.people.pop(session.pop("person", ""), None)
    return redirect(url_for("home"))


def create_app() -> Flask:
    """The portal with the settings of the environment, for ``flask --app portal run``."""
    with open(os.environ["PORTAL_KEY_FILE"]) as file:
        key = ECKey.import_key(file.read())
    settings = Settings(
        hub=os.environ["HUB"].rstrip("/"), client_id=os.environ["PORTAL_CLIENT_ID"], key=key,
        kid=os.environ["PORTAL_KID"], address=os.environ["PORTAL_ADDRESS"].rstrip("/"),
    )  # fmt: skip
    app = create_portal(settings)
    subscribe(settings, app.extensions["kept"])
    return app
