"""A whole hub for tests from outside: simulators and hub as processes on free ports, a database of its own."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from hub.demo.processes import Processes
from hub.testing.simulators import simulators
from tests.conftest import drop_database, owner_url

DATABASES = ("", "_sample", "_empty", "_sample_in_the_making", "_empty_in_the_making")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_hub(logs: Path, **environment: str) -> Iterator[str]:
    """Run simulators and hub until the block ends; gives the hub's address. No worker: stories drain the queue."""
    database = f"live_{uuid4().hex[:10]}"
    base_url = f"http://127.0.0.1:{free_port()}"
    variables = {
        "HUB_ENV": "testing",
        "DATABASE_URL": owner_url(database),
        "HUB_WEB_BASE_URL": base_url,
        "HUB_WEB_BIND": base_url.removeprefix("http://"),
        "HUB_HUB_VAR_FOLDER": str(logs / "var"),
        **environment,
    }
    processes = Processes(logs)
    addresses = {dialect: f"http://127.0.0.1:{free_port()}" for dialect in simulators()}
    for dialect, address in addresses.items():
        variables[f"HUB_REGION_{dialect.upper()}_BASE_URL"] = address
    before = {name: os.environ.get(name) for name in variables}
    try:
        for dialect, address in addresses.items():
            command = ["-m", "adapters.simulate", dialect, "--port", address.rsplit(":", 1)[1]]
            processes.start(f"simulator-{dialect}", command, variables)
        for dialect, address in addresses.items():
            processes.wait_until_ready(f"simulator-{dialect}", f"{address}/_sim/seen")
        processes.start("make-database", ["-m", "tests.live", database], variables)
        if processes.children.pop("make-database").wait(60):
            raise RuntimeError((logs / "make-database.log").read_text())
        processes.start("hub", ["-m", "hub.cli", "serve", "--threads", "8"], variables)
        processes.wait_until_ready("hub", f"{base_url}/readyz")
        yield base_url
    finally:
        processes.stop()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
        for suffix in DATABASES:
            drop_database(database + suffix)


def make_database(name: str) -> None:
    """An empty database with the hub's tables."""
    from sqlalchemy import make_url

    from hub.kernel.database import ensure_database
    from hub.kernel.migrate import upgrade
    from hub.settings import load_settings

    owner = make_url(os.environ["DATABASE_URL"])
    ensure_database(owner.set(database="postgres"), name)
    upgrade(load_settings(), url=owner)


if __name__ == "__main__":
    import sys

    make_database(sys.argv[1])
