"""PostgreSQL clusters of our own: a primary, a streaming replica, and their deaths."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from hub.kernel.postgres_launch import Launch, binaries, launcher

DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_ctl", "pg_basebackup", "postgres")
# Durability is what is tested here: nothing is switched off but what the machine's own crash would need.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
shared_buffers = '64MB'
wal_level = replica
max_wal_senders = 4
max_parallel_workers_per_gather = 0
timezone = 'Asia/Shanghai'
"""


def programs() -> Path | None:
    """Where PostgreSQL's programs for a replica are: the wheel's, else Debian's newest; None: nowhere."""
    places = [binaries(), *sorted(DEBIAN.glob("*/bin"), reverse=True)]
    return next((place for place in places if all((place / name).exists() for name in NEEDED)), None)


@dataclass
class Cluster:
    """One server over ``folder``."""

    folder: Path
    programs: Path

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as whoever it may run as."""
        launch: Launch = launcher(self.folder)
        command = [*launch.before, str(self.programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, **launch.options())
        assert done.returncode == 0, done.stdout + done.stderr

    def create(self) -> None:
        """A new cluster with checksums, started."""
        self.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-k", "-D", str(self.data))
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(SETTINGS.format(folder=self.folder))
        self.start()

    def replicate(self, primary: "Cluster") -> None:
        """A streaming replica of ``primary``, started."""
        self.run(
            "pg_basebackup", "-R", "-X", "stream", "-U", "postgres", "-h", str(primary.folder), "-D", str(self.data)
        )
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(f"unix_socket_directories = '{self.folder}'\n")
        self.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "start")

    def promote(self) -> None:
        """Let a replica become the primary."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def kill(self) -> None:
        """Kill the postmaster, unless it is dead; its children end with it."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        started = Path(f"/proc/{pid}/cmdline")
        if not started.exists() or os.fsencode(self.data) not in started.read_bytes():
            return
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Ask as the owner."""
        with psycopg.connect(f"postgresql://postgres@/postgres?host={quote(str(self.folder))}", autocommit=True) as to:
            answer = to.execute(question)
            return answer.fetchall() if answer.description else []

    def remove(self) -> None:
        """Stop it however it stands, and forget it."""
        if (self.data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
