"""A breaker and a bulkhead for each region: an outage of one costs its own callers little and others nothing."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import pybreaker

from adapters.contract import BadAnswer, NotSupported, RegionRefused, RegionUnavailable

FAILURES_UNTIL_OPEN = 3
OPEN_SECONDS = 5.0
IN_FLIGHT = 8
Answered = TypeVar("Answered")


class RegionGate:
    """What stands between the hub and one region, in this process."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._places = threading.BoundedSemaphore(IN_FLIGHT)
        self._opened_at = 0.0
        # A refusal or a wrong answer comes from a platform that is there; a forged callback must not close the door.
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES_UNTIL_OPEN,
            reset_timeout=OPEN_SECONDS,
            exclude=[BadAnswer, RegionRefused, NotSupported],
            throw_new_error_on_trip=False,
            name=region,
        )

    @property
    def is_open(self) -> bool:
        """Whether calls are refused without being tried."""
        recent = time.monotonic() - self._opened_at < self._breaker.reset_timeout
        return self._breaker.current_state == pybreaker.STATE_OPEN and recent

    def call(self, act: Callable[[], Answered]) -> Answered:
        """Run ``act`` unless the region has just failed several times or too many calls to it are under way.

        Raises:
            RegionUnavailable: not tried, or tried in vain.
        """
        if self.is_open:
            raise RegionUnavailable("The region failed repeatedly; it is tried again soon.", arrived=False)
        if not self._places.acquire(blocking=False):
            raise RegionUnavailable("Too many calls to the region are under way.", arrived=False)
        try:
            answer = act()
        except RegionUnavailable as fault:
            self._note(fault)
            raise
        finally:
            self._places.release()
        self._note(None)
        return answer

    def _note(self, fault: RegionUnavailable | None) -> None:
        # The breaker only keeps count: its own call() holds a lock for as long as the call takes.
        def report() -> None:
            if fault is not None:
                raise fault

        try:
            self._breaker.call(report)
        except (RegionUnavailable, pybreaker.CircuitBreakerError):
            if self._breaker.current_state == pybreaker.STATE_OPEN:
                self._opened_at = time.monotonic()


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
