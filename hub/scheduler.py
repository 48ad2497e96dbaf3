"""The scheduler process: a clock that looks every second which runs have become due. Any number may run."""

import logging
import signal
import sys
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from hub.app import create_app
from hub.kernel.clock import SHANGHAI
from hub.kernel.jobs import tick
from hub.kernel.logs import configure_logging
from hub.kernel.migrate import check_schema
from hub.settings import Settings, load_settings

log = logging.getLogger("hub.scheduler")


def clock(app: Flask) -> BlockingScheduler:
    """APScheduler as nothing but the clock: what is due and what has run stands in the database."""
    scheduler = BlockingScheduler(timezone=SHANGHAI)
    scheduler.add_job(_tick, "interval", seconds=1, args=[app], coalesce=True, max_instances=1, misfire_grace_time=None)
    return scheduler


def _tick(app: Flask) -> None:
    try:
        tick(app)
    except Exception:
        # Missed runs are made up by the next tick; the database may be away for a moment.
        log.exception("the tick failed")


def main(settings: Settings | None = None) -> int:
    """Run until SIGTERM or SIGINT; answers the exit code."""
    settings = settings or load_settings()
    configure_logging(settings, process="scheduler")
    app = create_app(settings)
    check_schema(app)
    scheduler = clock(app)

    def stop(_number: int, _frame: FrameType | None) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("scheduler started")
    scheduler.start()
    log.info("scheduler stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
