"""Memory of a worker while eight files of 50 MB arrive at once, as whole bodies and in pieces.

``python -m hub.bench.uploads <database url> <folder>`` measures in a process of its own and prints two figures.
"""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from flask import Flask

from hub.app import create_app
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.kernel.files import (
    PIECE_BYTES,
    FileRule,
    PartialUpload,
    WholeOf,
    append_piece,
    forget,
    get_partial,
    start_partial,
    store_file,
)
from hub.settings import load_settings

MEGABYTE = 1_048_576
SIZE = 50 * MEGABYTE
AT_ONCE = 8
GOAL_MB = 64.0
RULE = FileRule(("pdf",), SIZE)
HEAD = b"%PDF-1.7\n"


@dataclass(frozen=True)
class Figures:
    """Megabytes at the peak above what the worker needs at rest, and megabytes a second."""

    more_mb: float
    per_second: float


class Arriving:
    """A PDF of ``SIZE`` bytes that comes over the line in the pieces that are asked for; it is nowhere in memory."""

    def __init__(self, left: int = SIZE, head: bytes = HEAD) -> None:
        self.left, self.head = left, head

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        size = min(self.left, size if size >= 0 else self.left)
        self.left -= size
        piece = (self.head + b"0" * (size - len(self.head)))[:size]
        self.head = b""
        return piece


def measure(database_url: str, folder: Path) -> Figures:
    """Run the measurement in a process of its own."""
    command = [sys.executable, "-m", "hub.bench.uploads", database_url, str(folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.split()
    return Figures(float(printed[-2]), float(printed[-1]))


def _whole() -> None:
    with unit_of_work():
        store_file(Arriving(), name="a.pdf", organization_id=uuid4(), rule=RULE, by=THE_HUB)  # type: ignore[arg-type]


def _in_pieces() -> None:
    owner, purpose = uuid4(), f"bench:{uuid4()}"
    with unit_of_work():
        started = start_partial(organization_id=owner, purpose=purpose, name="b.pdf", total_bytes=SIZE, by=THE_HUB).id
    for at in range(0, SIZE, PIECE_BYTES):
        with unit_of_work():
            upload: PartialUpload = get_partial(started, purpose=purpose)
            piece = Arriving(PIECE_BYTES if at + PIECE_BYTES <= SIZE else SIZE - at, HEAD if at == 0 else b"")
            append_piece(upload, offset=at, stream=piece)  # type: ignore[arg-type]
    with unit_of_work():
        upload = get_partial(started, purpose=purpose)
        store_file(WholeOf(upload), name="b.pdf", organization_id=owner, rule=RULE, by=THE_HUB)  # type: ignore[arg-type]
        forget(upload)


def _resident_mb(line: str) -> float:
    for found in Path("/proc/self/status").read_text().splitlines():
        if found.startswith(line):
            return int(found.split()[1]) / 1024
    raise RuntimeError(f"no {line} in /proc/self/status")


def _at_once(app: Flask) -> float:
    def work(number: int) -> None:
        with app.app_context(), scope.everything():
            (_whole if number % 2 else _in_pieces)()
            db.session.remove()

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _main(database_url: str, folder: str) -> None:
    settings = load_settings("demo")
    app = create_app(replace(settings, hub=replace(settings.hub, var_folder=folder)), database_url=database_url)
    with app.app_context(), scope.everything():
        _whole()
        _in_pieces()
        db.session.remove()
    Path("/proc/self/clear_refs").write_text("5")
    before = _resident_mb("VmRSS")
    seconds = _at_once(app)
    print(_resident_mb("VmHWM") - before, AT_ONCE * SIZE / MEGABYTE / seconds)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
