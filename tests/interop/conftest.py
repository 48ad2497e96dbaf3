"""Independent implementations (npm) as counterparts of a hub in this process; ``make interop`` installs them."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from joserfc.jwk import ECKey

from adapters.secrets import sample_secret
from adapters.simulate import running
from hub.app import create_app
from hub.identity.provider.client_rules import AUTH_METHODS, ClientDraft
from hub.identity.provider.clients import register_client
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from tests.conftest import ROOT, application_url, clone_database, drop_database
from tests.federation.platforms import forget
from tests.identity.conftest import inside, person  # noqa: F401 - fixtures

HERE = Path(__file__).parent
REGION = "henan"
USCC = "91410100MA8T00413G"
REGION_TOML = """code = "henan"
division = "41"
adapter = "standard"
origin = "sample"
stage = "settling"
names = {{ zh = "河南", en = "Henan" }}
login = {{ assurance = "substantial", reason = "示例：省级统一身份认证" }}
settings = {{ base_url = "{issuer}", issuer = "{issuer}", client_id = "hub", client_secret = "env:HENAN_SECRET" }}
"""


def missing() -> str | None:
    """What the counterparts need and this machine lacks, in one sentence; None when all is there."""
    node = shutil.which("node")
    if node is None:
        return "Node is not installed: the interop tests need Node 20 or newer; see `make interop`."
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < 20:
        return f"Node is {version}: the interop tests need 20 or newer."
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        return "The npm packages are not installed: run `make interop`."
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with the reason where the counterparts cannot run."""
    mine = [item for item in items if HERE in item.path.parents]
    why = missing() if mine else None
    for item in mine:
        item.add_marker(pytest.mark.xdist_group("interop"))
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=why))


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def node(script: str, log: Path, **environment: str) -> Iterator[str]:
    """Run one of the scripts here until the block ends; gives its address."""
    address = f"http://127.0.0.1:{environment['PORT']}"
    with open(log, "wb") as output:
        child = subprocess.Popen(
            ["node", script], cwd=HERE, env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + 30
        while not _answers(address):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{script} did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield address
    finally:
        child.terminate()
        child.wait(10)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=1).status_code < 500
    except requests.RequestException:
        return False


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """The hub's port and the counterpart's."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def region_issuer(ports: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """npm oidc-provider as the platform of a region."""
    log = tmp_path_factory.mktemp("region") / "region.log"
    hub = f"http://127.0.0.1:{ports[0]}"
    secret = sample_secret("HENAN_SECRET")
    with node(
        "region.mjs", log, PORT=str(ports[1]), HUB=hub, REGION=REGION, CLIENT_SECRET=secret, USCC=USCC
    ) as address:
        yield address


@pytest.fixture(scope="module")
def hub_app(region_issuer: str, tmp_path_factory: pytest.TempPathFactory, ports: tuple[int, int]) -> Iterator[Flask]:
    """A hub whose only news is one folder: the region with its discovery address."""
    regions = tmp_path_factory.mktemp("folder") / "regions"
    shutil.copytree(ROOT / "regions", regions)
    (regions / REGION).mkdir()
    (regions / REGION / "region.toml").write_text(REGION_TOML.format(issuer=region_issuer))
    settings = load_settings("testing", {**os.environ, "HUB_HUB_REGIONS_FOLDER": str(regions)})
    settings = replace(settings, web=replace(settings.web, base_url=f"http://127.0.0.1:{ports[0]}"))
    name = clone_database()
    app = create_app(settings, database_url=application_url(name))
    forget()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


@pytest.fixture(scope="module")
def hub_url(hub_app: Flask, ports: tuple[int, int]) -> Iterator[str]:
    """Its address."""
    with running(hub_app, ports[0]) as address:
        yield address


@pytest.fixture(scope="module")
def portal_port() -> int:
    """The portal's port."""
    return free_port()


@pytest.fixture(scope="module")
def portal(hub_app: Flask, hub_url: str, portal_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """npm openid-client as a portal, registered once for every way in which a client may prove itself."""
    clients = {method: register(hub_app, method, f"http://127.0.0.1:{portal_port}") for method in AUTH_METHODS}
    log = tmp_path_factory.mktemp("portal") / "portal.log"
    with node("portal.mjs", log, PORT=str(portal_port), ISSUER=hub_url, CLIENTS=json.dumps(clients)) as address:
        yield address


def register(hub_app: Flask, method: str, address: str) -> dict[str, Any]:
    """A client at the hub; what the portal must know of it."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    draft = ClientDraft(
        name_zh=f"示例门户 {method}",
        name_en=f"Sample portal {method}",
        auth_method=method,
        redirect_uris=[f"{address}/callback"],
        post_logout_redirect_uris=[f"{address}/signed-out"],
        backchannel_logout_uri=f"{address}/backchannel",
        scopes=["openid", "org", "person", *([] if method == "none" else ["offline_access", "order.read"])],
        jwks={"keys": [key.as_dict(private=False)]} if method == "private_key_jwt" else None,
        sector="portal.example",
        requires_par=False,
    )
    with hub_app.app_context(), scope.everything(), unit_of_work():
        client, secret = register_client(draft=draft, by=THE_HUB)
        return {"client_id": client.client_id, "secret": secret, "jwk": key.as_dict(private=True)}
