"""Row 5: the CPU that one login through portal, hub and region costs the hub's processes, the region's left out."""

import os
import socket
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import requests
from flask import Flask

from hub.bench import http
from hub.demo.processes import Processes
from hub.federation import directory
from hub.identity.provider.client_rules import ClientDraft
from hub.identity.provider.clients import register_client
from hub.identity.secrets import new_secret
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.stories.driver import HttpDriver
from hub.stories.page import Form

WARM_UP = 5
LOGINS = 25
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


def cpu_per_login(app: Flask, base_url: str, database_url: str, folder: Path, person: Person) -> tuple[float, float]:
    """Milliseconds of CPU for one login, and for as many requests to a page that does nothing (the floor)."""
    processes = Processes(folder / "login-logs")
    with _portal(app) as portal:
        try:
            served = http.environment(database_url, base_url, folder)
            _start_region(processes, served, person.region)
            http.serve(processes, base_url, served)
            hub = processes.children["hub"].pid
            for _ in range(WARM_UP):
                requests_sent = log_in(base_url, portal, person)
            login = _measured(hub, lambda: log_in(base_url, portal, person))
            floor = _measured(hub, lambda: _do_nothing(base_url, requests_sent))
        finally:
            processes.stop()
    return login, floor


def log_in(base_url: str, portal: Portal, person: Person) -> int:
    """A whole login of a browser that comes from the portal; how many requests the hub answered.

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
        return 8  # par, authorize, login, leave, callback, continue, token, userinfo
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


def _do_nothing(base_url: str, times: int) -> None:
    for _ in range(times):
        requests.get(f"{base_url}/livez", timeout=30).raise_for_status()


def _measured(pid: int, act: Callable[[], object]) -> float:
    before = cpu_seconds(pid)
    for _ in range(LOGINS):
        act()
    return (cpu_seconds(pid) - before) / LOGINS * 1000


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that still run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def _start_region(processes: Processes, served: dict[str, str], region: str) -> None:
    address = f"http://127.0.0.1:{_free_port()}"
    dialect = directory.read_directory(Path(__file__).resolve().parents[2] / "regions", {}).regions[region].adapter
    served[f"HUB_REGION_{region.upper()}_BASE_URL"] = address
    command = ["-m", "adapters.simulate", dialect, "--port", address.rsplit(":", 1)[1]]
    processes.start("region", command, served)
    processes.wait_until_ready("region", f"{address}/_sim/seen")


@contextmanager
def _portal(app: Flask) -> Iterator[Portal]:
    """A trusted portal that answers its callback with an empty page."""

    def answer(_environ: object, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [b"<html></html>"]

    server = make_server("127.0.0.1", 0, answer, handler_class=_Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    draft = ClientDraft(
        name_zh="基准门户",
        name_en="Benchmark portal",
        redirect_uris=[f"{address}/callback"],
        scopes=SCOPE.split(),
        trusted=True,
    )
    with app.app_context(), scope.everything(), unit_of_work():
        client, secret = register_client(draft=draft, by=THE_HUB)
        auth = (client.client_id, str(secret))
    try:
        yield Portal(address, auth)
    finally:
        server.shutdown()


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed among the figures."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
