"""What gunicorn does besides serving: its lines go through our log, and a worker that ended is no longer counted.

Read by the master before it starts workers, so it imports little.
"""

import logging
import os
from pathlib import Path
from shutil import rmtree
from typing import Any

from gunicorn.glogging import Logger
from prometheus_client import multiprocess

from hub.kernel.logs import configure_logging
from hub.kernel.meters import FOLDER_VARIABLE
from hub.settings import Settings, load_settings


class HubLogger(Logger):
    """Gunicorn's own lines, written like all others; it writes no access log, the hub writes its own."""

    def setup(self, cfg: Any) -> None:
        """Hand its lines on to the root logger."""
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers[:] = []
            logger.propagate = True
            logger.setLevel(logging.INFO)


# What gunicorn reads of its configuration module (`gunicorn -c python:hub.kernel.serving`).
logger_class = HubLogger
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """The master's own lines."""
    configure_logging(load_settings(), process="web")


def child_exit(_server: Any, worker: Any) -> None:
    """A worker is gone: what it had open is not counted any more."""
    if os.environ.get(FOLDER_VARIABLE):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def figures_folder(settings: Settings) -> Path:
    """The folder in which the workers of this server share their figures; those of servers that ended are removed."""
    parent = settings.var / "metrics"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        if old.name.isdigit() and not Path("/proc", old.name).exists():
            rmtree(old, ignore_errors=True)
    own = parent / str(os.getpid())
    rmtree(own, ignore_errors=True)
    own.mkdir()
    return own
