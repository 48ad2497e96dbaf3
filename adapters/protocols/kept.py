"""Metadata and keys of a region, kept: fresh for a while, throttled when refetched, the last good copy in an outage.

Each process keeps its own; a shelf that all processes share saves a new process, or one whose copy went stale, the
call. What is no longer fresh is never trusted while the region can be asked: so a key that the region has withdrawn
stops counting after ``FRESH_SECONDS``.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.errors import BadAnswer, RegionUnavailable

FRESH_SECONDS = 600.0
LAST_GOOD_SECONDS = 24 * 3600.0
THROTTLE_SECONDS = 5.0
Document = dict[str, Any]


class Shelf(Protocol):
    """Where processes leave good documents for each other; moments are Unix seconds."""

    def load(self, key: str) -> tuple[Document, float] | None: ...
    def save(self, key: str, document: Document, fetched_at: float) -> None: ...


@dataclass
class _Kept:
    value: Any = None
    fault: RegionUnavailable | BadAnswer | None = None
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


class KeptDocuments:
    """Documents by key. One thread fetches, others take what there is."""

    def __init__(self, now: Callable[[], float] = time.time, throttle_seconds: float = THROTTLE_SECONDS) -> None:
        self._now = now
        self.throttle_seconds = throttle_seconds
        self.shelf: Shelf | None = None
        self._kept: dict[str, _Kept] = {}
        self._forgotten_at = float("-inf")
        self._lock = threading.Lock()

    def get(
        self, key: str, fetch: Callable[[], Document], read: Callable[[Document], Any], *, newer_than: Any = None
    ) -> Any:
        """What ``read`` makes of the document; ``newer_than`` is what did not help: fetched again, not in a burst.

        Raises:
            RegionUnavailable, BadAnswer: it cannot be had and there is no last good copy.
        """
        kept = self._find(key)
        with kept.lock:
            if kept.value is None or not self._is_fresh(kept.fetched_at):
                self._take_from_shelf(kept, key, read)
            fresh = self._is_fresh(kept.fetched_at) and (newer_than is None or kept.value is not newer_than)
            throttled = self._now() - kept.tried_at < self.throttle_seconds
            if kept.value is not None and (fresh or throttled):
                return kept.value
            if kept.fault is not None and throttled:
                raise kept.fault
            self._fetch(kept, key, fetch, read)
            return kept.value

    def renew(self, key: str, fetch: Callable[[], Document], read: Callable[[Document], Any]) -> Any:
        """Fetch it now, fresh or not, and leave it for the other processes; an outage leaves what there is.

        Raises:
            RegionUnavailable, BadAnswer: it cannot be had and there is no last good copy.
        """
        kept = self._find(key)
        with kept.lock:
            self._take_from_shelf(kept, key, read)
            self._fetch(kept, key, fetch, read)
            return kept.value

    def forget(self) -> None:
        """Drop everything, and take nothing from the shelf that is older than now (tests)."""
        with self._lock:
            self._kept.clear()
            self._forgotten_at = self._now()

    def _find(self, key: str) -> _Kept:
        with self._lock:
            return self._kept.setdefault(key, _Kept())

    def _is_fresh(self, fetched_at: float) -> bool:
        return self._now() - fetched_at < FRESH_SECONDS

    def _take_from_shelf(self, kept: _Kept, key: str, read: Callable[[Document], Any]) -> None:
        found = self.shelf.load(key) if self.shelf else None
        if found is None or found[1] <= max(kept.fetched_at, self._forgotten_at):
            return
        try:
            kept.value, kept.fetched_at = read(found[0]), found[1]
        except BadAnswer:
            return  # left by a process with other settings: it is fetched

    def _fetch(self, kept: _Kept, key: str, fetch: Callable[[], Document], read: Callable[[Document], Any]) -> None:
        try:
            document = fetch()
            kept.value, kept.fault = read(document), None
            kept.fetched_at = self._now()
            if self.shelf:
                self.shelf.save(key, document, kept.fetched_at)
        except (RegionUnavailable, BadAnswer) as fault:
            kept.fault = fault
            if kept.value is None or self._now() - kept.fetched_at > LAST_GOOD_SECONDS:
                raise
        finally:
            kept.tried_at = self._now()


DOCUMENTS = KeptDocuments()
