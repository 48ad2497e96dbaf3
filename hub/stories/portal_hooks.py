"""What a story's portal does about webhooks: it subscribes as itself, checks every message, and can fail on purpose."""

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TYPE = "hub.webhook+jws"
FRESH = timedelta(minutes=5)


@dataclass
class Hooks:
    """The portal's own key, its subscription, and what it heard; ``failing`` messages are answered with 500."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", private=True))
    id: str = ""
    keys_url: str = ""
    failing: int = 0
    calls: int = 0
    refused: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    def jwks(self) -> dict[str, Any]:
        """The public half of the portal's key, as it is registered."""
        return {"keys": [{**self.key.as_dict(private=False), "kid": "story", "use": "sig", "alg": "ES256"}]}

    def assertion(self, client_id: str, issuer: str) -> dict[str, str]:
        """How the portal proves itself (RFC 7523)."""
        now = int(time.time())
        claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + 60, "jti": uuid4().hex}
        token = jwt.encode({"alg": "ES256", "kid": "story"}, claims, self.key, algorithms=["ES256"])
        return {"client_assertion_type": ASSERTION, "client_assertion": token, "client_id": client_id}

    def subscribe(self, hub: str, token: str, url: str, events: list[str]) -> None:
        """Ask the hub to tell of these events."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        asked = {"url": url, "events": events}
        answer = requests.post(f"{hub}/api/v1/webhooks", json=asked, headers=headers, timeout=60)
        assert answer.status_code == 201, answer.text[:300]
        self.id, self.keys_url = answer.json()["id"], answer.json()["keys_url"]

    def take(self, body: bytes, signature: str) -> int:
        """Deal with one message; the status to answer."""
        self.calls += 1
        if self.failing:
            self.failing -= 1
            return 500
        message = json.loads(body)
        age = datetime.now(UTC) - datetime.fromisoformat(message["sent_at"])
        if not self._is_right(body, signature) or message["webhook"] != self.id or abs(age) > FRESH:
            self.refused += 1
            return 400
        if message["id"] not in [known["id"] for known in self.heard]:
            self.heard.append(message)
        return 200

    def figures(self) -> dict[str, str]:
        """What the portal's page shows of it."""
        heard = " ".join(message["event"] for message in self.heard)
        about = " ".join(str(message["object"]["no"]) for message in self.heard)
        return {"heard": heard, "about": about, "calls": str(self.calls), "refused": str(self.refused)}

    def _is_right(self, body: bytes, signature: str) -> bool:
        keys = KeySet.import_key_set(requests.get(self.keys_url, timeout=60).json())
        head, _, tail = signature.split(",")[0].strip().partition("..")
        payload = urlsafe_b64encode(body).rstrip(b"=").decode()
        try:
            found = jws.deserialize_compact(f"{head}.{payload}.{tail}", keys, algorithms=["ES256"])
        except (JoseError, ValueError):
            return False
        return found.protected.get("typ") == TYPE
