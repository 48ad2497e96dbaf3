"""The process that is the embedded postmaster's parent: ``python -m hub.kernel.postgres_supervisor FOLDER``."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from hub.kernel.embedded_postgres import answers
from hub.kernel.postgres_launch import binaries, launcher


def supervise(root: Path) -> None:
    """Be the postmaster's parent: start it, start it again when it was killed, stop it after the last client."""
    own = open(root / "supervisor.lock", "a")
    fcntl.flock(own, fcntl.LOCK_EX)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start, clients = open(root / "start.lock", "a"), open(root / "clients.lock", "a")
    started: list[float] = []
    while _may_start(started):
        server = _start_server(root)
        if len(started) == 1:
            os.write(1, b"ready\n")
            os.close(1)
        while server.poll() is None:
            if _nobody_left(start, clients):
                server.send_signal(signal.SIGINT)  # fast shutdown
                server.wait()
                return
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.2)
        if _nobody_left(start, clients):
            return


def _may_start(started: list[float]) -> bool:
    """Note a start; a server that died three times within ten seconds is left alone, its log says why."""
    started.append(time.monotonic())
    return len(started) < 4 or started[-1] - started[-4] > 10


def _start_server(root: Path) -> "subprocess.Popen[bytes]":
    log = open(root / "server.log", "ab")
    libc = ctypes.CDLL(None)
    launch = launcher(root)
    deadline = time.monotonic() + 60
    while True:
        server = subprocess.Popen(
            [*launch.before, str(binaries() / "postgres"), "-D", str(root / "data")],
            stdout=log,
            stderr=log,
            preexec_fn=lambda: libc.prctl(1, signal.SIGINT),  # PR_SET_PDEATHSIG: no orphan when we are killed
            **launch.options(),
        )
        while server.poll() is None:
            if answers(root):
                return server
            time.sleep(0.02)
        # Processes of a postmaster that was killed may still be leaving.
        if time.monotonic() > deadline:
            sys.exit(f"postgres exited with {server.returncode}")
        time.sleep(0.2)


def _nobody_left(start: IO[str], clients: IO[str]) -> bool:
    """Whether there is no client and nobody is becoming one; if so the door stays locked until we have gone."""
    try:
        fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(start, fcntl.LOCK_UN)
        return False
    return True


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
