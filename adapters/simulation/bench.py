"""The test bench of a simulator: ``/_sim/{clock,faults,seen,reset}``, faults on the wire, one effect per key."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, request
from joserfc import jws
from joserfc.jwk import ECKey

SHANGHAI = ZoneInfo("Asia/Shanghai")
HUGE_BYTES = 2 * 1024 * 1024


@dataclass
class Fault:
    """Something that goes wrong, ``times`` times (None: until reset), on paths that start with ``path``."""

    name: str
    path: str = "/"
    times: int | None = None
    seconds: float = 3.0
    payee: str = ""


@dataclass
class Signer:
    """The platform's message key, and one that nobody knows for forged signatures."""

    algorithm: str = "ES256"
    key: ECKey = field(default_factory=lambda: _new_key())
    forged: ECKey = field(default_factory=lambda: _new_key())

    def sign(self, payload: bytes, key: ECKey | None = None, kid: str | None = None) -> str:
        """A detached JWS of the bytes."""
        used = key or self.key
        header = {"alg": self.algorithm, "kid": kid or str(self.key.kid)}
        return jws.detach_compact_content(jws.serialize_compact(header, payload, used))

    def public_keys(self) -> dict[str, Any]:
        """The key document."""
        return {"keys": [self.key.as_dict(private=False)]}


class Bench:
    """State of one simulator. ``on_reset`` is called to seed the platform anew.

    ``key_of`` and ``said`` give our key of the request and what it says, without stamps that differ from try to try.
    """

    def __init__(
        self, app: Flask, *, key_of: Callable[[], str], said: Callable[[], bytes], on_reset: Callable[[], None]
    ) -> None:
        self.signer: Signer | Any = Signer()
        self.faults: list[Fault] = []
        self.seen: list[dict[str, Any]] = []
        self.answers: dict[str, tuple[str, dict[str, Any]]] = {}
        self.lock = threading.RLock()
        self._offset = timedelta(0)
        self._key_of, self._said, self._on_reset = key_of, said, on_reset
        app.before_request(self._before)
        app.after_request(self._after)
        for rule, view, methods in (
            ("/_sim/clock", self._clock, ["GET", "POST"]),
            ("/_sim/faults", self._faults, ["GET", "POST", "DELETE"]),
            ("/_sim/seen", self._seen, ["GET"]),
            ("/_sim/reset", self._reset, ["POST"]),
        ):
            app.add_url_rule(rule, view_func=view, methods=methods)

    def now(self) -> datetime:
        """The platform's own time."""
        return datetime.now(SHANGHAI) + self._offset

    def take(self, *names: str, path: str | None = None, payee: str = "") -> Fault | None:
        """The first fault of these names that is due on this path (and for this payee), counted down."""
        path = request.path if path is None else path
        with self.lock:
            for fault in self.faults:
                meant = fault.name in names and path.startswith(fault.path) and fault.payee in ("", payee)
                if meant and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None

    def effect(self, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Run ``act`` once per key: the same key again gets the first answer, with another body a refusal."""
        key, digest = self._key_of(), hashlib.sha256(self._said()).hexdigest()
        answer: dict[str, Any] = {}
        for _ in range(2 if self.take("duplicate") else 1):
            with self.lock:
                if key not in self.answers:
                    self.answers[key] = (digest, act())
                kept, answer = self.answers[key]
            if kept != digest:
                raise OtherBody
        return answer

    def signature(self, payload: bytes) -> str | None:
        """The signature of an answer or message, spoiled when a fault says so."""
        if self.take("wrong-signature"):
            return self.signer.sign(payload, self.signer.forged)
        if self.take("stale-key"):
            return self.signer.sign(payload, self.signer.forged, kid="last-year")
        if self.take("no-signature"):
            return None
        return self.signer.sign(payload)

    def signed(self, body: dict[str, Any], header: str, status: int = 200) -> Response:
        """A signed JSON answer."""
        payload = json.dumps(body, ensure_ascii=False).encode()
        response = Response(payload, status, content_type="application/json; charset=utf-8")
        signature = self.signature(payload)
        if signature:
            response.headers[header] = signature
        return response

    def _before(self) -> Any:
        if request.path.startswith("/_sim"):
            return None
        body = request.get_data()  # before anybody reads the form, which would use the bytes up
        self.seen.append(
            {
                "method": request.method,
                "path": request.path,
                "key": self._key_of(),
                "signature": request.headers.get("Hub-Signature"),
                "body_sha256": hashlib.sha256(body).hexdigest(),
            }
        )
        if self.take("down", "drop-before"):
            return _cut()
        if self.take("500"):
            return Response("internal error", 500)
        if self.take("html"):
            return Response("<html>maintenance</html>", 200, content_type="text/html")
        if self.take("list"):
            return Response("[]", 200, content_type="application/json")
        if self.take("huge"):
            return Response(b'{"a": "' + b"a" * HUGE_BYTES + b'"}', 200, content_type="application/json")
        if self.take("redirect"):
            return Response("", 307, headers={"Location": "http://elsewhere.invalid/"})
        late = self.take("delay")
        if late:
            time.sleep(late.seconds)
        return None

    def _after(self, response: Response) -> Response:
        if request.path.startswith("/_sim"):
            return response
        if self.take("drop-after"):
            return _cut()
        slow = self.take("drip")
        if slow:
            response.response = _drip(response.get_data(), slow.seconds)
            response.headers.pop("Content-Length", None)
        return response

    def _clock(self) -> Any:
        if request.method == "POST":
            given = request.get_json()
            now = datetime.fromisoformat(given.get("at") or given["now"])
            self._offset = now - datetime.now(now.tzinfo or SHANGHAI)
        return jsonify(now=self.now().isoformat())

    def _faults(self) -> Any:
        with self.lock:
            if request.method == "DELETE":
                self.faults.clear()
            if request.method == "POST":
                given = request.get_json()
                self.faults.extend(Fault(**fault) for fault in (given if isinstance(given, list) else [given]))
            return jsonify([asdict(fault) for fault in self.faults])

    def _seen(self) -> Any:
        return jsonify(self.seen)

    def _reset(self) -> Any:
        with self.lock:
            self.faults.clear()
            self.seen.clear()
            self.answers.clear()
            self._offset = timedelta(0)
            self._on_reset()
        return jsonify(reset=True)


class OtherBody(Exception):
    """The key was used for another request."""


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def _cut() -> Response:
    peer: socket.socket | None = request.environ.get("werkzeug.socket")
    if peer is not None:
        peer.shutdown(socket.SHUT_RDWR)
    return Response("", 503)


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    for position in range(len(body)):
        time.sleep(seconds / 10)
        yield body[position : position + 1]
