"""A portal of a test: a real HTTP server that takes logout tokens and checks them with the published key set."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import KeySet


@dataclass
class Portal:
    """Answers with ``answers`` in turn, the last for ever; keeps what it was sent."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    location: str = ""
    tokens: list[str] = field(default_factory=list)
    content_types: list[str] = field(default_factory=list)

    def read(self, token: str, jwks: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a logout token whose signature is right under ``jwks``."""
        read = jwt.decode(token, KeySet.import_key_set(jwks), algorithms=["ES256"])  # type: ignore[arg-type]
        return dict(read.header), dict(read.claims)


@contextmanager
def listening() -> Iterator[Portal]:
    """A portal at a port of its own until the block ends."""
    portal = Portal()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            portal.tokens += parse_qs(body).get("logout_token", [])
            portal.content_types.append(self.headers["Content-Type"])
            status = portal.answers.pop(0) if len(portal.answers) > 1 else portal.answers[0]
            self.send_response(status)
            if portal.location:
                self.send_header("Location", portal.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    portal.url = f"http://127.0.0.1:{server.server_address[1]}/back-channel-logout"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
