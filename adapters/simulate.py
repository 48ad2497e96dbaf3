"""Run one simulated platform: ``python -m adapters.simulate shanghai --port 8001 --hub http://127.0.0.1:8000``."""

import argparse
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from adapters.discovery import discover, package_of


def create(dialect: str, *, seed: dict[str, Any] | None = None, hub_url: str | None = None, region: str = "") -> Flask:
    """The simulator of a dialect as a Flask application."""
    app: Flask = simulator_of(dialect).create_simulator(seed, hub_url=hub_url, **({"region": region} if region else {}))
    return app


def simulator_of(dialect: str) -> ModuleType:
    """The module of a dialect's simulator, shipped or installed.

    Raises:
        LookupError: there is no such dialect.
    """
    spec = discover().get(dialect)
    if spec is None:
        raise LookupError(f"There is no dialect {dialect!r}.")
    return importlib.import_module(f"{package_of(spec)}.simulator")


@contextmanager
def running(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an application on 127.0.0.1 in a thread; yields its address (a free port when none is given)."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dialect")
    parser.add_argument("--port", type=int, required=True)
    hub_url = os.environ.get("HUB_WEB_BASE_URL", "http://127.0.0.1:8000")
    parser.add_argument("--hub", default=hub_url, help="address of the hub, for what the platform tells it")
    parser.add_argument("--region", default="", help="code of the region that the simulator plays")
    given = parser.parse_args()
    app = create(given.dialect, hub_url=given.hub, region=given.region)
    make_server("127.0.0.1", given.port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
