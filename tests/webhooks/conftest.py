"""A client with a webhook at a receiver that listens, over a database of its own."""

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from joserfc.jwk import ECKey

from hub import audit, identity, webhooks
from hub.identity import portals
from hub.identity.provider.consents import give_consent
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from schemas.terms import Role
from tests.conftest import ROOT

_KEY = ECKey.generate_key("P-256", private=True)
JWKS = {"keys": [{**_KEY.as_dict(private=False), "kid": "portal-1", "use": "sig", "alg": "ES256"}]}
ALL = ("openid", "org", "order.read", "redemption.read", "voucher.read", "webhook.manage")
spec = importlib.util.spec_from_file_location("sample_portal_webhook", ROOT / "docs" / "sample-portal" / "webhook.py")
assert spec and spec.loader
receiving = importlib.util.module_from_spec(spec)
spec.loader.exec_module(receiving)


@dataclass
class Receiver:
    """Answers with ``answers`` in turn, the last for ever; keeps what it was sent."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            found.signatures.append(self.headers["Hub-Signature"])
            status = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Hub:
    """What the tests do at the hub; ids instead of rows, because each step has a session of its own."""

    app: Flask
    receiver: Receiver

    def client(self, *, region: str | None = None, scopes: tuple[str, ...] = ALL) -> UUID:
        with self._work():
            redirects = () if region else ("https://portal.example/callback",)
            draft = portals.ClientDraft(
                name_zh="门户", name_en="Portal", auth_method="private_key_jwt", jwks=JWKS, region=region,
                redirect_uris=redirects, scopes=("webhook.manage", "settlement.read") if region else scopes,
            )  # fmt: skip
            return portals.register_client(draft=draft, by=THE_HUB)[0].id

    def webhook(self, client_id: UUID, *events: str, url: str = "") -> UUID:
        with self._work():
            client = db.session.get_one(portals.OAuthClient, client_id)
            asked = events or ("order.placed", "order.accepted", "order.cancelled")
            url = url or self.receiver.url
            return webhooks.add_webhook(client=client, url=url, events=asked, by=THE_HUB).id

    def unit(self, client_id: UUID, *scopes: str) -> UUID:
        """A unit with one person who let the client see these."""
        with self._work():
            account = identity.create_account(
                username=f"u{uuid4().hex[:10]}", display_name="某人", password="a long sentence for tests"
            )
            unit = identity.create_organization(
                uscc=f"9131{uuid4().hex[:14].upper()}", name="某单位", division="310118", by=THE_HUB
            )
            identity.grant_role(account=account, role=Role.HOLDER_ADMIN, organization_id=unit.id, by=THE_HUB)
            client = db.session.get_one(portals.OAuthClient, client_id)
            give_consent(account_id=account.id, client=client, organization_id=unit.id, scopes=scopes, by=THE_HUB)
            return unit.id

    def happens(self, event: str, *, order: UUID, unit: UUID | None = None, area: str | None = None) -> None:
        with self._work():
            audit.record(
                event, by=THE_HUB, subject=event.partition(".")[0], subject_id=order, subject_no="CSJ-1",
                areas=(area,), organizations=(unit,),
            )  # fmt: skip

    def drain(self) -> None:
        run_until_idle(self.app)

    def deliveries(self, client_id: UUID, webhook_id: UUID) -> list[Any]:
        """Newest first."""
        with self._work():
            client = db.session.get_one(portals.OAuthClient, client_id)
            webhook = webhooks.get_webhook(client=client, webhook_id=webhook_id)
            found = webhooks.list_deliveries(webhook, size=100)
            db.session.expunge_all()
            return found

    def do(self, action: Callable[..., Any], client_id: UUID, **values: Any) -> Any:
        with self._work():
            client = db.session.get_one(portals.OAuthClient, client_id)
            return action(client=client, **values)

    def keys(self, client_id: UUID, webhook_id: UUID) -> dict[str, Any]:
        with self._work():
            client = db.session.get_one(portals.OAuthClient, client_id)
            return webhooks.public_keys(webhooks.get_webhook(client=client, webhook_id=webhook_id), utc_now())

    @contextmanager
    def _work(self) -> Iterator[None]:
        with self.app.app_context(), scope.everything(), unit_of_work():
            yield


@pytest.fixture
def hub(committing_app: Flask, receiver: Receiver) -> Hub:
    return Hub(committing_app, receiver)
