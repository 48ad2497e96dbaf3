"""Row 5: the CPU that one login through portal, hub and region costs the hub, the region's left out."""

import socket
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import requests
from flask import Flask

from hub.app import create_app
from hub.bench import http
from hub.bench.metering import Metered, Spent, signatures_ms, timed_sql
from hub.demo.processes import Processes
from hub.federation import directory
from hub.identity import new_secret
from hub.identity.portals import ClientDraft, register_client
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.settings import ROOT, Settings
from hub.stories.driver import HttpDriver
from hub.stories.page import Form

WARM_UP = 5
LOGINS = 15
GOAL_MS = 30.0
SCOPE = "openid org person"


@dataclass(frozen=True)
class Person:
    """Who logs in, where."""

    region: str
    username: str
    password: str


@dataclass(frozen=True)
class Portal:
    """A registered portal: its address and how it proves itself."""

    address: str
    auth: tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """Milliseconds of CPU for one login: all the hub's work; its SQL and its signatures bare; how many statements."""

    login: float
    sql: float
    signatures: float
    statements: int

    @property
    def floor(self) -> float:
        """What no way of writing the hub could save."""
        return self.sql + self.signatures


def cpu_per_login(settings: Settings, database_url: str, folder: Path, person: Person) -> Figures:
    """Log in again and again at a hub served by this process; the region and the browser run on other threads."""
    processes, base_url = Processes(folder / "login-logs"), f"http://127.0.0.1:{_free_port()}"
    try:
        app = _application(settings, database_url, base_url, _start_region(processes, folder, person.region), person)
        spent = Spent()
        with (
            _served(Metered(app, spent), urlsplit(base_url).port or 0),
            _portal(app) as portal,
            timed_sql(app, spent),
        ):
            for _ in range(WARM_UP):
                log_in(base_url, portal, person)
            spent.all = spent.driver = spent.statements = 0
            for _ in range(LOGINS):
                log_in(base_url, portal, person)
    finally:
        processes.stop()
    per_login = 1000 / LOGINS
    return Figures(spent.all * per_login, spent.driver * per_login, signatures_ms(), spent.statements // LOGINS)


def log_in(base_url: str, portal: Portal, person: Person) -> None:
    """A whole login of a browser that comes from the portal: nine requests to the hub.

    Raises:
        RuntimeError: it came to nothing.
    """
    browser, verifier = HttpDriver(base_url), new_secret()
    try:
        page = browser.open(_pushed(base_url, portal, verifier))
        form = page.form("account.login_region", region=person.region)
        if form is None:
            raise RuntimeError(f"no way in: {page.words[:200]}")
        page = browser.submit(page, form, {}, {})
        (there,) = page.tree.xpath("//form[.//input[@type='password']]")
        typed = {"username": person.username, "password": person.password}
        page = browser.submit(page, Form(there, page.url), typed, {})
        code = parse_qs(urlsplit(page.url).query).get("code")
        if not code:
            raise RuntimeError(f"no code: {page.url} {page.words[:200]}")
        _redeem(base_url, portal, code[0], verifier)
    finally:
        browser.close()


def _pushed(base_url: str, portal: Portal, verifier: str) -> str:
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "redirect_uri": f"{portal.address}/callback",
        "scope": SCOPE,
        "state": new_secret(),
        "nonce": new_secret(),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = requests.post(f"{base_url}/oauth/par", data=asked, auth=portal.auth, timeout=30)
    answer.raise_for_status()
    query = {"client_id": portal.auth[0], "request_uri": answer.json()["request_uri"]}
    return f"{base_url}/oauth/authorize?{urlencode(query)}"


def _redeem(base_url: str, portal: Portal, code: str, verifier: str) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{portal.address}/callback",
        "code_verifier": verifier,
    }
    tokens = requests.post(f"{base_url}/oauth/token", data=form, auth=portal.auth, timeout=30)
    tokens.raise_for_status()
    bearer = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    requests.get(f"{base_url}/oauth/userinfo", headers=bearer, timeout=30).raise_for_status()


def _application(settings: Settings, database_url: str, base_url: str, region_url: str, person: Person) -> Flask:
    there = replace(settings, web=replace(settings.web, base_url=base_url))
    app = create_app(there, database_url=database_url)
    variables = {f"HUB_REGION_{person.region.upper()}_BASE_URL": region_url}
    app.extensions["directory"] = directory.read_directory(ROOT / "regions", variables)
    return app


def _start_region(processes: Processes, folder: Path, region: str) -> str:
    address = f"http://127.0.0.1:{_free_port()}"
    dialect = directory.read_directory(ROOT / "regions", {}).regions[region].adapter
    command = ["-m", "adapters.simulate", dialect, "--port", address.rsplit(":", 1)[1]]
    processes.start("region", command, http.environment("", address, folder))
    processes.wait_until_ready("region", f"{address}/_sim/seen")
    return address


@contextmanager
def _served(app: Any, port: int) -> Iterator[Any]:
    """Answer with ``app`` on one thread of this process."""
    server = make_server("127.0.0.1", port, app, handler_class=_Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _portal(app: Flask) -> Iterator[Portal]:
    """A trusted portal that answers its callback with an empty page."""

    def answer(_environ: object, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [b"<html></html>"]

    with _served(answer, 0) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        yield Portal(address, _registered(app, address))


def _registered(app: Flask, address: str) -> tuple[str, str]:
    draft = ClientDraft(
        name_zh="基准门户",
        name_en="Benchmark portal",
        redirect_uris=[f"{address}/callback"],
        scopes=SCOPE.split(),
        trusted=True,
    )
    with app.app_context(), scope.everything(), unit_of_work():
        client, secret = register_client(draft=draft, by=THE_HUB)
        return client.client_id, str(secret)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed among the figures."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
