"""A stranger follows docs/add-a-region.md to the letter, outside the tree: package, entry points, promises, login."""

import os
import re
import shlex
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from flask import Flask

from adapters.discovery import discover, known_dialects
from hub.app import create_app
from hub.cli import cli
from hub.federation import directory
from hub.identity import find_organization_by_uscc
from hub.kernel import scope
from hub.kernel.db import db
from hub.settings import ROOT, load_settings
from tests.conftest import application_url, clone_database, drop_database
from tests.federation.platforms import forget
from tests.identity.coming_in import come_in

GUIDE = ROOT / "docs" / "add-a-region.md"
PACKAGE = "voucher_hub_fujian"
UNIT = "91350200MA9QY1101P"


class Stranger:
    """Somebody with a shell in an empty folder, an installed hub, and the guide."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.left_running = folder, patch, list[subprocess.Popen[bytes]]()

    def types(self, line: str) -> str:
        """Type one line; gives what came out."""
        words = shlex.split(line)
        if words[0] == "hub":
            return self._hub(words[1:])
        if words[0] == "cd":
            self.folder /= words[1]
        elif words[0] == "pip":
            self._install()
        elif words[-1] == "&":
            self._leave_running(words)
        else:
            subprocess.run(line, shell=True, cwd=self.folder, check=True)  # noqa: S602 - the guide's own lines
        return ""

    def _hub(self, words: list[str]) -> str:
        """The command as a process of its own would run it: everything is read anew."""
        forget_package()
        self.patch.chdir(self.folder)
        return CliRunner().invoke(cli, words, catch_exceptions=False).output

    def _install(self) -> None:
        """What an editable install does: the folder is importable, and what the package offers is known."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        info = self.folder / f"{PACKAGE}-{project['version']}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
        groups = project["entry-points"].items()
        lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for group, points in groups]
        (info / "entry_points.txt").write_text("\n".join(lines))
        self.patch.syspath_prepend(str(self.folder))

    def _leave_running(self, words: list[str]) -> None:
        command = [sys.executable, *words[1:-1]]
        path = os.pathsep.join([str(self.folder), str(ROOT)])
        log = open(os.devnull, "wb")
        self.left_running.append(
            subprocess.Popen(command, cwd=self.folder, env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log)
        )
        wait_for(f"http://127.0.0.1:{words[-2]}/keys.json")


def wait_for(address: str) -> None:
    """Until somebody answers there."""
    adapter = requests.adapters.HTTPAdapter(
        max_retries=requests.adapters.Retry(total=60, backoff_factor=0.1, backoff_max=0.2)
    )
    with requests.Session() as session:
        session.mount("http://", adapter)
        session.get(address, timeout=5).raise_for_status()


def forget_package() -> None:
    """What this process knows of the package and of the regions."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    known_dialects.cache_clear()
    directory._shipped.cache_clear()
    forget()


@pytest.fixture(scope="module")
def port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def steps(port: int) -> list[tuple[str, list[str]]]:
    """Every line that the guide has somebody type, with the lines that must be among what comes out."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.replace("8009", str(port)).splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def followed(
    steps: list[tuple[str, list[str]]], port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The guide, followed to its end; gives every line whose words did not come out."""
    with pytest.MonkeyPatch.context() as patch:
        stranger = Stranger(tmp_path_factory.mktemp("stranger"), patch)
        for name, path in (("BASE_URL", ""), ("ISSUER", "/oidc")):
            patch.setenv(f"HUB_REGION_FUJIAN_{name}", f"http://127.0.0.1:{port}{path}")
        try:
            seen = [(line, wanted, stranger.types(line)) for line, wanted in steps]
            yield [f"{line}: {one!r} is not in {out}" for line, wanted, out in seen for one in wanted if one not in out]
        finally:
            for process in stranger.left_running:
                process.terminate()
                process.wait(10)
    forget_package()


@pytest.fixture(scope="module")
def joined(followed: list[str]) -> Iterator[Flask]:
    """A hub that was started after the package was installed."""
    forget_package()
    name = clone_database()
    app = create_app(load_settings("testing"), database_url=application_url(name))
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def test_what_the_guide_says_comes_out(followed: list[str]) -> None:
    assert followed == []


def test_the_region_and_its_dialect_come_by_the_entry_points_alone(joined: Flask) -> None:
    assert discover()["fujian"].open.__module__ == f"{PACKAGE}.dialect.client"
    with joined.app_context():
        region = directory.get_region("fujian")
        assert ROOT not in region.folder.parents and region.names.zh == "福建"
        assert directory.find_area_of_division("350200") == directory.get_area("xiamen")


def test_somebody_of_the_region_logs_in_by_its_own_platform(joined: Flask) -> None:
    client = joined.test_client()
    assert "福建" in client.get("/login").text
    answer = come_in(client, "fujian", "e10", target="/account/organization")
    assert (answer.status_code, answer.location) == (303, "/account/organization")
    with joined.app_context(), scope.everything():
        unit = find_organization_by_uscc(UNIT)
        assert unit is not None and (unit.area, unit.identity_region) == ("xiamen", "fujian")
