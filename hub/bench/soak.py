"""`hub soak`: a mix of requests at a steady rate for long, worker and scheduler beside it, books proved each minute.

Arrivals are an open loop: a request that starts late counts its waiting. What must hold at the end: no answer of 500 or
more, no broken invariant in any minute, and memory, files and connections that do not grow.
"""

import http.client
import json
import os
import random
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from hub import ledger
from hub.bench import http as serving
from hub.bench.command import PLACES, PROGRAMME, SPREAD, free_address
from hub.bench.orders import SERVICE
from hub.bench.tokens import tokens_for
from hub.bench.world import build, start_server
from hub.demo.processes import Processes
from hub.kernel import embedded_postgres, scope
from hub.kernel.db import db
from hub.settings import load_settings

CLIENTS = 24
HOLDERS_PER_AREA = 20
SETTLED_MINUTES = 5  # from when on memory must not grow any more
GROWTH_MAX = 1.05
# (share in a hundred, what is asked)
MIX = (
    (30, "search"),
    (15, "services"),
    (10, "policies"),
    (10, "notices"),
    (20, "orders"),
    (15, "order"),
)
PATHS = {
    "services": "/api/v1/services?q={word}", "search": "/services?q={word}", "policies": "/policies",
    "notices": "/notices", "orders": "/api/v1/orders",
}  # fmt: skip


@dataclass
class Seen:
    """What was answered since the last look."""

    statuses: dict[int, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, seconds: float) -> None:
        """One answer; 0 is none."""
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.milliseconds.append(seconds * 1000)

    def take(self) -> tuple[dict[int, int], list[float]]:
        """What was noted, and begin anew."""
        with self.lock:
            found = self.statuses, self.milliseconds
            self.statuses, self.milliseconds = {}, []
            return found


def run(*, minutes: int, per_second: int) -> int:
    """Soak and print a line a minute; 1 when something did not hold."""
    settings = load_settings("demo")
    with tempfile.TemporaryDirectory(prefix="hub-soak-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = start_server(folder / "postgres")
        app, buyers = build(settings, owner, programme=PROGRAMME, modes=SPREAD, holders_per_area=HOLDERS_PER_AREA)
        tokens = tokens_for(app, buyers)
        base_url, processes = free_address(), Processes(folder / "logs")
        environment = serving.environment(owner.render_as_string(hide_password=False), base_url, folder)
        try:
            serving.serve(processes, base_url, environment)
            for process in ("worker", "scheduler"):
                processes.start(process, ["-m", "hub.cli", process], environment)
            faults = _soak(app, base_url, tokens, processes, minutes=minutes, per_second=per_second)
        finally:
            processes.stop()
            embedded_postgres.forget(folder / "postgres")
    for sentence in faults:
        print(sentence)
    print("Everything held." if not faults else f"{len(faults)} things did not hold.")
    return 1 if faults else 0


def _soak(
    app: Flask, base_url: str, tokens: list[tuple[str, str]], processes: Processes, *, minutes: int, per_second: int
) -> list[str]:
    seen, ended = Seen(), threading.Event()
    began = time.perf_counter()
    arrivals = iter(range(minutes * 60 * per_second))
    lock = threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)
        while not ended.is_set():
            with lock:
                arrival = next(arrivals, None)
            if arrival is None:
                return
            due = began + arrival / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            seen.note(_ask(connection, tokens), time.perf_counter() - due)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    faults: list[str] = []
    sizes: list[dict[str, float]] = []
    for minute in range(1, minutes + 1):
        time.sleep(max(0.0, began + minute * 60 - time.perf_counter()))
        faults += _look(app, minute, seen, processes, sizes)
        if processes.watch():
            faults.append(f"minute {minute}: {processes.watch()} has ended")
            break
    ended.set()
    for thread in threads:
        thread.join(timeout=35)
    return faults + _grown(sizes)


def _ask(connection: http.client.HTTPConnection, tokens: list[tuple[str, str]]) -> int:
    token, voucher = random.choice(tokens)  # noqa: S311 - a load, not a secret
    what = random.choices([name for _, name in MIX], [share for share, _ in MIX])[0]  # noqa: S311
    headers = {"Authorization": f"Bearer {token}"} if what in ("orders", "order", "services") else {}
    try:
        if what == "order":
            body = json.dumps({"service": SERVICE, "quantity": 1, "voucher": voucher})
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
            connection.request("POST", "/api/v1/orders", body, headers)
        else:
            word = quote(random.choice(PLACES["catalog"]["searches"]))  # noqa: S311
            connection.request("GET", PATHS[what].format(word=word), headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status
    except (http.client.HTTPException, OSError):
        connection.close()
        return 0


def _look(app: Flask, minute: int, seen: Seen, processes: Processes, sizes: list[dict[str, float]]) -> list[str]:
    """One minute's line; what did not hold in it."""
    statuses, milliseconds = seen.take()
    with app.app_context(), scope.everything():
        broken = ledger.verify()
        connections = db.session.execute(text("SELECT count(*) FROM pg_stat_activity")).scalar_one()
        db.session.rollback()
    size = {**_size_of(processes.children["hub"].pid), "connections": float(connections)}
    sizes.append(size)
    cuts = statistics.quantiles(milliseconds, n=100) if len(milliseconds) > 1 else [0.0] * 99
    print(
        f"minute {minute:>3}: {sum(statuses.values())} answers {dict(sorted(statuses.items()))}, p50 {cuts[49]:.0f} ms,"
        f" p99 {cuts[98]:.0f} ms; {size['mb']:.0f} MB, {size['files']:.0f} files, {connections} connections;"
        f" books: {len(broken)} broken",
        flush=True,
    )
    faults = [f"minute {minute}: {one.invariant} {one.subject}: {one.sentence}" for one in broken]
    bad = {status: n for status, n in statuses.items() if status == 0 or status >= 500}
    return faults + ([f"minute {minute}: answers {bad}"] if bad else [])


def _size_of(master: int) -> dict[str, float]:
    """Memory and open files of gunicorn's workers together."""
    found = {"mb": 0.0, "files": 0.0}
    for child in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        pages = int(Path(f"/proc/{child}/statm").read_text().split()[1])
        found["mb"] += pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        found["files"] += len(os.listdir(f"/proc/{child}/fd"))
    return found


def _grown(sizes: list[dict[str, float]]) -> list[str]:
    """What was larger at the end than after the first minutes; a short soak says nothing about it."""
    if len(sizes) <= SETTLED_MINUTES:
        return []
    first, last = sizes[SETTLED_MINUTES - 1], sizes[-1]
    return [
        f"{name} grew from {first[name]:.0f} to {last[name]:.0f} after minute {SETTLED_MINUTES}"
        for name in first
        if last[name] > first[name] * GROWTH_MAX + (4 if name != "mb" else 0)
    ]
