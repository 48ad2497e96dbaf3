"""What a process counts of its own work, for Prometheus.

Under gunicorn the workers keep their figures in files of one folder (``PROMETHEUS_MULTIPROC_DIR``, set by `hub serve`),
so that whichever of them is asked answers for all. What stands in the database is counted there (``hub.operation``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Gauge, Histogram

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LONG_SECONDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)

REQUEST_SECONDS = Histogram(
    "hub_request_seconds", "Requests by route and status, and how long they took.", ("route", "method", "status"),
    buckets=SECONDS,
)  # fmt: skip
JOB_SECONDS = Histogram(
    "hub_job_seconds", "Jobs that this process ran, by outcome.", ("job", "outcome"), buckets=LONG_SECONDS
)
REGION_SECONDS = Histogram(
    "hub_region_call_seconds", "Calls to regions' platforms, by outcome.", ("region", "outcome"), buckets=SECONDS
)
BREAKER_OPEN = Gauge(
    "hub_breaker_open", "1 while a process lets no call to the region through.", ("region",),
    multiprocess_mode="livemax",
)  # fmt: skip
POOL_CONNECTIONS = Gauge(
    "hub_pool_connections", "Connections to the database: in use, and allowed at most.", ("kind",),
    multiprocess_mode="livesum",
)  # fmt: skip


@contextmanager
def timed(histogram: Histogram, name: str, outcomes: dict[type[BaseException], str]) -> Iterator[None]:
    """Measure the block as ``done``, or as the outcome of what it raises; an error that is not listed is ``failed``."""
    began, outcome = perf_counter(), "done"
    try:
        yield
    except BaseException as error:
        outcome = next((word for kind, word in outcomes.items() if isinstance(error, kind)), "failed")
        raise
    finally:
        histogram.labels(name, outcome).observe(perf_counter() - began)
