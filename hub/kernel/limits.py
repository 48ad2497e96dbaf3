"""How often programs may call: counted by Flask-Limiter, in Redis when one is configured, else in this process.

While Redis is away each process counts for itself: limits are never an outage and never silently gone.
"""

import math
import time
from collections.abc import Callable
from functools import partial

from flask import Flask, current_app, g
from flask_limiter import Limiter, RateLimitExceeded

from hub.kernel.errors import HubError
from hub.settings import Settings

KINDS = ("per_client", "anonymous", "federation")


class TooManyCalls(HubError):
    """More calls in a short time than are allowed; nothing was done."""

    status = 429
    code = "calls.too_many"
    zh = "调用过于频繁（上限 {limit}），本次未处理，请在 {seconds} 秒后重试。"
    en = "Too many calls (at most {limit}); nothing was done. Try again in {seconds} seconds."

    def __init__(self, *, limit: str, seconds: int) -> None:
        super().__init__(limit=limit, seconds=seconds)
        self.retry_after_seconds = seconds


_limiter = Limiter(key_func=lambda: str(g.counted_as), in_memory_fallback_enabled=True)


def install(app: Flask) -> None:
    """Count where the settings say."""
    settings: Settings = app.config["HUB"]
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.limits.storage or "memory://",
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    _limiter.init_app(app)


def count_call(kind: str, who: str) -> None:
    """Count one call of ``who`` against the setting ``limits.<kind>``.

    Raises:
        TooManyCalls: there were too many.
    """
    g.counted_as = who
    try:
        _counters[kind]()
    except RateLimitExceeded:
        found = _limiter.current_limit
        seconds = max(1, math.ceil(found.reset_at - time.time())) if found else 60
        raise TooManyCalls(limit=_allowed(kind), seconds=seconds) from None


def _allowed(kind: str) -> str:
    limit: str = getattr(current_app.config["HUB"].limits, kind)
    return limit


def _counter(kind: str) -> Callable[[], None]:
    def counted() -> None:
        """Counting is all it does."""

    counted.__name__ = counted.__qualname__ = f"counted_{kind}"
    limited: Callable[[], None] = _limiter.shared_limit(partial(_allowed, kind), scope=kind)(counted)
    return limited


_counters = {kind: _counter(kind) for kind in KINDS}
