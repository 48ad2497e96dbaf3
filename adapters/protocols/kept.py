"""Metadata and keys of a region, kept: fresh for a while, throttled when refetched, the last good copy in an outage."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from adapters.errors import BadAnswer, RegionUnavailable

FRESH_SECONDS = 600.0
LAST_GOOD_SECONDS = 24 * 3600.0
THROTTLE_SECONDS = 5.0


@dataclass
class _Kept:
    value: Any = None
    fault: RegionUnavailable | BadAnswer | None = None
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


class KeptDocuments:
    """Documents by address. One thread fetches, others take what there is."""

    def __init__(self, now: Callable[[], float] = time.monotonic, throttle_seconds: float = THROTTLE_SECONDS) -> None:
        self._now = now
        self.throttle_seconds = throttle_seconds
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def get(self, key: str, fetch: Callable[[], Any], *, newer_than: Any = None) -> Any:
        """The document; ``newer_than`` is the one that did not help: it is fetched again, but not in a burst.

        Raises:
            RegionUnavailable, BadAnswer: it cannot be had and there is no last good copy.
        """
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
        with kept.lock:
            now = self._now()
            fresh = now - kept.fetched_at < FRESH_SECONDS and (newer_than is None or kept.value is not newer_than)
            throttled = now - kept.tried_at < self.throttle_seconds
            if kept.value is not None and (fresh or throttled):
                return kept.value
            if kept.fault is not None and throttled:
                raise kept.fault
            self._fetch(kept, fetch)
            return kept.value

    def _fetch(self, kept: _Kept, fetch: Callable[[], Any]) -> None:
        try:
            kept.value, kept.fault = fetch(), None
            kept.fetched_at = self._now()
        except (RegionUnavailable, BadAnswer) as fault:
            kept.fault = fault
            if kept.value is None or self._now() - kept.fetched_at > LAST_GOOD_SECONDS:
                raise
        finally:
            kept.tried_at = self._now()

    def forget(self) -> None:
        """Drop everything (tests)."""
        with self._lock:
            self._kept.clear()


DOCUMENTS = KeptDocuments()
