"""The worker process: runs jobs, and starts again by itself when the database was away."""

import logging
import signal
import sys
import threading
import time

from hub.app import create_app
from hub.kernel.jobs import run_worker
from hub.kernel.logs import configure_logging
from hub.kernel.migrate import check_schema
from hub.operation import serve_figures
from hub.settings import Settings, load_settings

log = logging.getLogger("hub.worker")
LONGEST_PAUSE_SECONDS = 30.0


def main(settings: Settings | None = None) -> int:
    """Run until SIGTERM or SIGINT; answers the exit code."""
    settings = settings or load_settings()
    configure_logging(settings, process="worker")
    app = create_app(settings)
    check_schema(app)
    serve_figures(settings)
    stopping = threading.Event()
    pause = 1.0
    while not stopping.is_set():
        began = time.monotonic()
        try:
            run_worker(app)
        except Exception:
            # Whatever stopped it, mostly the database being away: a worker that is gone helps nobody.
            log.exception("the worker stopped and is started again")
        else:
            break
        # The worker's event loop has taken its signal handlers with it.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
            pause = 1.0
        stopping.wait(pause)
        pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
