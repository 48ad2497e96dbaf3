"""Row 2: orders through the API of gunicorn, at a fixed rate of arrivals and then as fast as it goes."""

import http.client
import json
import os
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from hub.bench.orders import SERVICE
from hub.demo.processes import Processes

CLIENTS = 16


@dataclass(frozen=True)
class Measured:
    """What a run of requests gave: orders a second, milliseconds at the 50th and 99th percentile, statuses."""

    per_second: float
    p50_ms: float
    p99_ms: float
    statuses: dict[int, int]

    @property
    def all_placed(self) -> bool:
        """Whether every request was answered 201; a refusal is quick and would make the figures look good."""
        return self.statuses.keys() == {201}


def serve(processes: Processes, base_url: str, environment: dict[str, str]) -> None:
    """Start gunicorn with two workers over the benchmark's database."""
    processes.start("hub", ["-m", "hub.cli", "serve", "--workers", "2", "--threads", "16"], environment)
    processes.wait_until_ready("hub", f"{base_url}/readyz")


def measure(base_url: str, tokens: Sequence[tuple[str, str]], *, seconds: float, per_second: float | None) -> Measured:
    """Post orders for ``seconds``: open loop at ``per_second`` arrivals, or closed loop when None.

    ``tokens`` are (bearer token, voucher number). In the open loop a late start counts as waiting time.
    """
    times: list[float] = []
    statuses: dict[int, int] = {}
    lock = threading.Lock()
    began = time.perf_counter()
    arrivals = iter(range(int(seconds * per_second))) if per_second else None

    def work(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)
        turn = number
        while True:
            with lock:
                arrival = next(arrivals, None) if arrivals is not None else None
            if arrivals is not None and arrival is None:
                return
            due = began + arrival / per_second if arrival is not None and per_second else time.perf_counter()
            if due - began > seconds:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            status = _post(connection, *tokens[turn % len(tokens)])
            turn += CLIENTS
            with lock:
                times.append(time.perf_counter() - due)
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=100)
    took = time.perf_counter() - began
    return Measured(statuses.get(201, 0) / took, cuts[49] * 1000, cuts[98] * 1000, statuses)


def _post(connection: http.client.HTTPConnection, token: str, voucher: str) -> int:
    body = json.dumps({"service": SERVICE, "quantity": 1, "voucher": voucher})
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
    connection.request("POST", "/api/v1/orders", body, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def environment(database_url: str, base_url: str, folder: Path) -> dict[str, str]:
    """What the served hub needs to run on the benchmark's database."""
    return {
        "HUB_ENV": "demo",
        "DATABASE_URL": database_url,
        "HUB_WEB_BASE_URL": base_url,
        "HUB_WEB_BIND": urlsplit(base_url).netloc,
        "HUB_HUB_VAR_FOLDER": str(folder),
        "PYTHONUNBUFFERED": "1",
        **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
    }
