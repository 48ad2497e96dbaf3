"""Simulated platforms on free ports, and a hub that is pointed at them."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from flask import Flask

from adapters.contract import Callback, LoginRequest, Redirect
from adapters.protocols.kept import DOCUMENTS
from adapters.simulate import create, running
from hub.federation.breaker import forget_gates
from hub.federation.directory import Directory

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
RETURN_URL = "http://127.0.0.1:8000/login/x/callback"


@dataclass
class Platform:
    """A running simulator as a test sees it."""

    address: str
    app: Flask

    def fault(self, name: str, **details: Any) -> None:
        """Plan a fault."""
        requests.post(f"{self.address}/_sim/faults", json={"name": name, **details}, timeout=30).raise_for_status()

    def reset(self) -> None:
        """Forget everything."""
        requests.post(f"{self.address}/_sim/reset", timeout=30).raise_for_status()

    def reset_faults(self) -> None:
        """Behave again, remembering everything."""
        requests.delete(f"{self.address}/_sim/faults", timeout=30).raise_for_status()

    def seen(self) -> list[dict[str, Any]]:
        """Every call that reached it."""
        found: list[dict[str, Any]] = requests.get(f"{self.address}/_sim/seen", timeout=30).json()
        return found

    def get(self, path: str) -> Any:
        """Look at it."""
        return requests.get(f"{self.address}{path}", timeout=30)

    @property
    def state(self) -> Any:
        """The simulator's own state."""
        return self.app.extensions["platform"]


@contextmanager
def platforms(*dialects: str) -> Iterator[dict[str, Platform]]:
    """Run one simulator for each dialect."""
    with ExitStack() as stack:
        found = {}
        for dialect in dialects:
            app = create(dialect)
            found[dialect] = Platform(stack.enter_context(running(app)), app)
        yield found


def point_at(app: Flask, found: dict[str, Platform]) -> None:
    """Let the hub's regions of these codes stand at the simulators."""
    known: Directory = app.extensions["directory"]
    regions = dict(known.regions)
    for code, platform in found.items():
        regions[code] = replace(regions[code], settings={**regions[code].settings, "base_url": platform.address})
    app.extensions["directory"] = replace(known, regions=regions)
    forget()


def forget() -> None:
    """Drop what this process keeps about regions."""
    DOCUMENTS.forget()
    DOCUMENTS.throttle_seconds = 0.0
    forget_gates()


def login_request() -> LoginRequest:
    """A login as the core begins it."""
    return LoginRequest("state-1", "nonce-1", CHALLENGE, RETURN_URL)


def log_in(redirect: Redirect, username: str, password: str) -> tuple[Callback, dict[str, str]]:
    """Log in at the simulator as a browser would; gives what comes back and what was kept."""
    data = {**redirect.fields, "username": username, "password": password}
    answer = requests.post(redirect.url, data=data, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text
    params = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    return Callback(params), {**redirect.remember, "code_verifier": VERIFIER}
