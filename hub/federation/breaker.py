"""A breaker and a bulkhead for each region: an outage of one costs its own callers little and others nothing."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from adapters.contract import RegionUnavailable
from hub.kernel.meters import BREAKER_OPEN

FAILURES_UNTIL_OPEN = 3
OPEN_SECONDS = 5.0
IN_FLIGHT = 8
Answered = TypeVar("Answered")


class RegionGate:
    """What stands between the hub and one region, in this process.

    After some failures in a row nobody is let through for ``open_seconds``; then one call is, as a probe, and what
    becomes of it decides for all. A refusal or a wrong answer comes from a platform that is there: it opens nothing.
    """

    def __init__(self, region: str, now: Callable[[], float] = time.monotonic) -> None:
        self.region, self.open_seconds = region, OPEN_SECONDS
        self._now = now
        self._places = threading.BoundedSemaphore(IN_FLIGHT)
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused without being tried."""
        if self._opened_at is None:
            return False
        return self._probing or self._now() - self._opened_at < self.open_seconds

    def call(self, act: Callable[[], Answered], reached: Callable[[], bool | None]) -> Answered:
        """Run ``act`` unless the region has just failed several times or too many calls to it are under way.

        ``reached`` tells afterwards whether the platform answered; None when it was not asked at all.

        Raises:
            RegionUnavailable: not tried, or tried in vain.
        """
        if not self._places.acquire(blocking=False):
            raise RegionUnavailable("Too many calls to the region are under way.", arrived=False)
        try:
            probe = self._enter()
            try:
                return act()
            finally:
                self._leave(probe, reached())
        finally:
            self._places.release()

    def _enter(self) -> bool:
        with self._lock:
            if self.is_open:
                raise RegionUnavailable("The region failed repeatedly; it is tried again soon.", arrived=False)
            self._probing = self._opened_at is not None
            return self._probing

    def _leave(self, probe: bool, there: bool | None) -> None:
        with self._lock:
            if probe:
                self._probing = False
            if there is None or (self._opened_at is not None and not probe):
                return  # a call from before the door closed says nothing about now
            self._failures = 0 if there else self._failures + 1
            if there:
                self._opened_at = None
            elif probe or self._failures >= FAILURES_UNTIL_OPEN:
                self._opened_at = self._now()
            BREAKER_OPEN.labels(self.region).set(self._opened_at is not None)


_gates: dict[str, RegionGate] = {}
_lock = threading.Lock()


def gate_of(region: str) -> RegionGate:
    """The gate of a region in this process."""
    with _lock:
        return _gates.setdefault(region, RegionGate(region))


def forget_gates() -> None:
    """Start anew (tests)."""
    with _lock:
        _gates.clear()
