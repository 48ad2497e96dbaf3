"""Children of the demo: each in its own session, ended with us however we end, in reverse order of their start."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import requests

STOP_SECONDS = 10
_libc = ctypes.CDLL(None)


class ChildEnded(RuntimeError):
    """A process that should run has ended; the message says which and where its log is."""


def _die_with_parent() -> None:
    _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@dataclass
class Processes:
    """The running children, and the folder of their logs."""

    logs: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a Python module or script as a child; its output goes to ``logs/<name>.log``."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with open(self.logs / f"{name}.log", "ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, *command],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def wait_until_ready(self, name: str, url: str, seconds: float = 60) -> None:
        """Wait until ``url`` answers with a status below 500.

        Raises:
            ChildEnded: the process ended, or did not answer in time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.children[name].poll() is not None:
                break
            try:
                if requests.get(url, timeout=5).status_code < 500:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise ChildEnded(f"{name} did not become ready at {url}; see {self.logs / (name + '.log')}.")

    def watch(self) -> str | None:
        """Name of a child that has ended by itself, or None."""
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """End all children, last started first: ask, wait, then kill."""
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, signal.SIG_IGN)
        running = [child for child in reversed(self.children.values()) if child.poll() is None]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C or asked us to end."""


def raise_on_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into ``Interrupted``."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise Interrupted(number)

    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, interrupt)
