"""The embedded PostgreSQL for development, demo and tests: the wheel's binaries under our own supervisor.

``ensure(root)`` starts a server over ``root/data`` or joins a running one, and keeps it alive for as long
as this process lives. A supervisor process is the postmaster's parent; it stops the server after the last
client has gone, however that client died, because clients are counted by file locks and not by pids.
As root the server runs in a user namespace, so no user is added and no folder changes its mode; where user
namespaces are refused it runs as nobody, who then owns the folder.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from hub.kernel.postgres_launch import MAJOR, EmbeddedPostgresFailed, Launch, binaries, give, launcher

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SERVER_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "timezone": "'Asia/Shanghai'",
    "log_timezone": "'Asia/Shanghai'",
    # /dev/shm is 64 MB in containers, which parallel workers exhaust.
    "max_parallel_workers_per_gather": "0",
}
_held: dict[Path, IO[str]] = {}


def socket_folder(root: Path) -> Path:
    """Where the server's socket lies: ``root``, or a short temporary folder when the path is too long for a socket."""
    if len(os.fsencode(root)) < 85:
        return root
    return Path(tempfile.gettempdir()) / ("hub-" + hashlib.sha256(os.fsencode(root)).hexdigest()[:10])


def url(root: Path | str, database: str = "postgres", user: str = "postgres") -> str:
    """Connection URL of a database of the embedded server under ``root``."""
    folder = quote(str(socket_folder(Path(root).resolve())), safe="")
    return f"postgresql://{user}@/{database}?host={folder}"


def answers(root: Path | str) -> bool:
    """Whether a server over ``root`` accepts connections now."""
    import psycopg

    try:
        psycopg.connect(url(root), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def ensure(root: Path | str, **settings: str) -> str:
    """Start or join the server under ``root`` and return the URL of its maintenance database.

    Raises:
        EmbeddedPostgresFailed: it did not answer within a minute.
    """
    root = Path(root).resolve()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if root in _held and answers(root):
        return url(root)
    deadline = time.monotonic() + 60
    with open(root / "start.lock", "a") as start, open(root / "supervisor.lock", "a") as supervisor:
        fcntl.flock(start, fcntl.LOCK_EX)
        clients = open(root / "clients.lock", "a")
        fcntl.flock(clients, fcntl.LOCK_SH)
        while not answers(root):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresFailed(f"The embedded PostgreSQL did not start; see {root / 'server.log'}.")
            try:
                fcntl.flock(supervisor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)  # one is starting, or about to notice that its server died
                continue
            fcntl.flock(supervisor, fcntl.LOCK_UN)
            _prepare(root, {**SERVER_SETTINGS, **settings})
            _start_supervisor(root)
        forget(root)  # a server we were a client of, and that died
        _held[root] = clients
    return url(root)


def forget(root: Path | str) -> None:
    """Stop counting as a client of the server under ``root``; the last one to go stops it."""
    held = _held.pop(Path(root).resolve(), None)
    if held is not None:
        held.close()


def _start_supervisor(root: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "hub.kernel.postgres_supervisor", str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=open(root / "supervisor.log", "ab"),
    )
    assert child.stdout is not None
    child.stdout.readline()  # "ready", or end of file: then the caller's loop tries again
    child.stdout.close()


def _prepare(root: Path, settings: dict[str, str]) -> None:
    data = root / "data"
    version = data / "PG_VERSION"
    launch = launcher(root)
    socket_folder(root).mkdir(exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        for folder in {root, socket_folder(root)}:
            give(folder, launch.user or 0)
    elif socket_folder(root).stat().st_uid != os.geteuid():
        raise EmbeddedPostgresFailed(f"{socket_folder(root)} belongs to somebody else: remove it or move {root}.")
    if version.exists() and version.read_text().strip() != MAJOR:
        raise EmbeddedPostgresFailed(
            f"{data} belongs to PostgreSQL {version.read_text().strip()}, this is {MAJOR}:"
            " move it away or run pg_upgrade."
        )
    if not version.exists():
        _initialise(root, data, launch)
    settings = {**settings, "unix_socket_directories": f"'{socket_folder(root)}'"}
    (data / "hub.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))


def _initialise(root: Path, data: Path, launch: Launch) -> None:
    if data.exists():
        shutil.rmtree(data)  # without PG_VERSION: initdb was killed before it had finished
    command = [*launch.before, str(binaries() / "initdb"), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "-D", str(data)]
    with open(root / "initdb.log", "wb") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, **launch.options())
    if done.returncode:
        raise EmbeddedPostgresFailed(
            f"initdb failed; see {root / 'initdb.log'}, or set DATABASE_URL to a server of your own."
        )
    with open(data / "postgresql.conf", "a") as configuration:
        configuration.write("include = 'hub.conf'\n")
