"""The embedded server starts once for many, outlives every kind of death, and stops after its last client."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from hub.kernel import embedded_postgres
from hub.kernel.postgres_launch import EmbeddedPostgresFailed, binaries, launcher
from tests.conftest import ROOT

CLIENT = [sys.executable, "-m", "tests.faults.postgres_client"]
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that everybody may pass, for one server."""
    made = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    made.chmod(0o711)
    yield made / "server"
    embedded_postgres.forget(made / "server")
    if (made / "server").exists():
        wait_until_stopped(made / "server")
    shutil.rmtree(made, ignore_errors=True)


def start_client(folder: Path, command: list[str] | None = None, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*(command or CLIENT), str(folder)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **options,  # type: ignore[call-overload]
    )


def is_ready(client: "subprocess.Popen[str]") -> bool:
    assert client.stdout is not None
    return client.stdout.readline() == "ready\n"


def end(client: "subprocess.Popen[str]") -> None:
    assert client.stdin is not None
    client.stdin.close()
    client.wait(timeout=20)


def running(folder: Path, what: str) -> list[int]:
    """Pids of the processes whose command line names the folder and ``what``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(str(folder).encode() in word for word in words) and any(what.encode() in word for word in words):
            found.append(int(process.name))
    return found


def until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def wait_until_stopped(folder: Path) -> None:
    until(
        lambda: not running(folder, "postgres_supervisor") and not running(folder, "bin/postgres"),
        "the server did not stop after its last client",
    )


def supervisor_of(folder: Path) -> int:
    (pid,) = running(folder, "postgres_supervisor")
    return pid


def postmaster_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def met(folder: Path) -> int:
    with psycopg.connect(embedded_postgres.url(folder)) as connection:
        return connection.execute("SELECT count(*) FROM met").fetchone()[0]  # type: ignore[index]


def test_eight_processes_at_once_on_a_fresh_folder_share_one_server(folder):
    clients = [start_client(folder) for _ in range(8)]
    assert all(is_ready(client) for client in clients)
    assert met(folder) == 8
    assert len(running(folder, "postgres_supervisor")) == 1
    for client in clients[:-1]:
        end(client)
    time.sleep(0.5)
    assert embedded_postgres.answers(folder), "the last client is still there"
    end(clients[-1])
    wait_until_stopped(folder)


def test_a_killed_client_counts_no_more(folder):
    client, other = start_client(folder), start_client(folder)
    assert is_ready(client)
    assert is_ready(other)
    client.kill()
    client.wait()
    time.sleep(0.5)
    assert embedded_postgres.answers(folder)
    other.kill()
    other.wait()
    wait_until_stopped(folder)


def test_after_a_killed_supervisor_the_same_process_gets_its_server_again(folder):
    first = start_client(folder)
    assert is_ready(first)
    embedded_postgres.ensure(folder, fsync="off")
    for _ in range(2):
        killed = supervisor_of(folder)
        os.kill(killed, signal.SIGKILL)
        until(lambda killed=killed: killed not in running(folder, "postgres_supervisor"), "it was killed")
        embedded_postgres.ensure(folder, fsync="off")
        assert met(folder) == 1
    end(first)
    assert embedded_postgres.answers(folder), "this process is still a client"


def test_a_killed_postmaster_is_started_again_for_the_clients_that_are_left(folder):
    client = start_client(folder)
    assert is_ready(client)
    for _ in range(2):
        killed = postmaster_of(folder)
        os.kill(killed, signal.SIGKILL)
        until(lambda: embedded_postgres.answers(folder), "it was not started again")
        assert postmaster_of(folder) != killed
        assert met(folder) == 1
    end(client)
    wait_until_stopped(folder)


@pytest.mark.parametrize("name", ["a folder with blanks and 中文", "a/" + "very-long-name-" * 7 + "/x" * 10])
def test_blanks_and_long_paths_do_no_harm(folder, name):
    deep = folder / name
    client = start_client(deep)
    assert is_ready(client)
    sockets = embedded_postgres.socket_folder(deep.resolve())
    assert sockets.stat().st_mode & 0o077 == 0, "only we may use it"
    end(client)
    wait_until_stopped(deep)
    if sockets != deep.resolve():
        shutil.rmtree(sockets)


def test_an_unfinished_initdb_is_begun_anew(folder):
    (folder / "data" / "base").mkdir(parents=True)
    client = start_client(folder)
    assert is_ready(client)
    end(client)


def test_data_of_another_major_version_is_refused_in_a_sentence(folder):
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedPostgresFailed, match="belongs to PostgreSQL 16"):
        embedded_postgres.ensure(folder)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user; run as root to see it")


@needs_root
def test_an_ordinary_user_starts_a_server_too(folder):
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    probe = [*as_nobody, python, "-c", "import psycopg"]
    environment = {**os.environ, "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"}
    if not Path(python).exists() or subprocess.run(probe, env=environment, cwd="/").returncode:
        pytest.skip(f"{pwd.getpwuid(NOBODY).pw_name} cannot run {python} with our packages here")
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    client = start_client(folder, [*as_nobody, python, "-m", "tests.faults.postgres_client"], env=environment)
    assert is_ready(client)
    assert Path(f"/proc/{postmaster_of(folder)}").stat().st_uid == NOBODY
    end(client)
    wait_until_stopped(folder)


@pytest.fixture
def no_user_namespaces(tmp_path, monkeypatch) -> None:
    """A machine where unshare is refused."""
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\necho 'unshare: Operation not permitted' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


@needs_root
def test_without_user_namespaces_the_server_runs_as_nobody(folder, no_user_namespaces):
    client = start_client(folder)
    assert is_ready(client)
    assert Path(f"/proc/{postmaster_of(folder)}").stat().st_uid == NOBODY
    end(client)
    wait_until_stopped(folder)


@needs_root
def test_and_goes_back_to_the_user_namespace_where_that_is_allowed_again(folder, no_user_namespaces, monkeypatch):
    first = start_client(folder)
    assert is_ready(first)
    end(first)
    wait_until_stopped(folder)
    monkeypatch.undo()
    if launcher(folder).user is not None:
        pytest.skip("user namespaces are refused on this machine")
    second = start_client(folder)
    assert is_ready(second)
    assert met(folder) == 2
    end(second)


@needs_root
def test_where_nobody_cannot_go_the_sentence_says_what_to_do(tmp_path, no_user_namespaces):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedPostgresFailed, match="DATABASE_URL"):
        embedded_postgres.ensure(closed / "server")
    assert binaries().exists()
