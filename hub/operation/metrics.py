"""The answer to Prometheus: what the processes of this host counted, and what the database says."""

import os
import shutil
from collections.abc import Iterable

from flask import current_app
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.kernel.db import db
from hub.kernel.meters import FOLDER_VARIABLE
from hub.operation.figures import figures
from hub.policy.calendar import days_left
from hub.settings import Settings

CONTENT_TYPE = CONTENT_TYPE_LATEST


def write_metrics() -> bytes:
    """All figures in the text format of Prometheus; called without a transaction open."""
    counted: CollectorRegistry = REGISTRY
    if os.environ.get(FOLDER_VARIABLE):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    asked = CollectorRegistry()
    asked.register(_Stored())
    return generate_latest(counted) + generate_latest(asked)


def serve_figures(settings: Settings) -> None:
    """Serve what this worker counts at ``metrics.worker_bind``, from a thread of its own, unless that is empty."""
    if settings.metrics.worker_bind:
        address, _, port = settings.metrics.worker_bind.rpartition(":")
        start_http_server(int(port), addr=address or "127.0.0.1")


def names() -> frozenset[str]:
    """The names of what is asked of database and disk."""
    return frozenset(
        {figure.name for figure in figures()} | {"hub_database_up", "hub_disk_free_ratio", "hub_calendar_days_left"}
    )


class _Stored(Collector):
    """The figures of ``figures``; when the database is away only that is said."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Ask for each; a figure that cannot be had is left out, so that its rule sees it missing."""
        usage = shutil.disk_usage(current_app.config["HUB"].var.parent)
        yield GaugeMetricFamily("hub_disk_free_ratio", "Free share of the disk under var.", usage.free / usage.total)
        try:
            db.session.execute(text("SET LOCAL statement_timeout = '2s'"))
            yield from [_answer(figure.name, figure.help, figure.labels, figure.query) for figure in figures()]
            left = days_left()
            yield GaugeMetricFamily("hub_calendar_days_left", "Days until the calendar of working days ends.", left)
            yield GaugeMetricFamily("hub_database_up", "1 while the database answers.", 1)
        except SQLAlchemyError:
            yield GaugeMetricFamily("hub_database_up", "1 while the database answers.", 0)
        finally:
            db.session.rollback()


def _answer(name: str, meaning: str, labels: tuple[str, ...], query: str) -> GaugeMetricFamily:
    found = GaugeMetricFamily(name, meaning, labels=labels)
    for *values, amount in db.session.execute(text(query)):
        if amount is not None:
            found.add_metric([str(value) for value in values], float(amount))
    return found
