"""Lines of the log: one JSON object each in production, with what they belong to, and without personal data.

Every logger of the process, the libraries' too, goes through the same last steps: what belongs to the line (request,
role, job) is added, then numbers of people, tokens and what a database quotes of its rows are taken out. Taking out is
the net below the rope: code writes codes, numbers and counts, never what somebody typed.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from hub.settings import Settings

REMOVED = "[…]"
# A database names in these the row that it refused, with everything that stands in it.
_QUOTED_ROW = re.compile(r"\s*(DETAIL|CONTEXT|LINE \d+|\[SQL|\[parameters)\s*:.*", re.DOTALL)
_PERSONAL = (
    re.compile(r"(?<![\w.-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),  # phones, as people write them too
    re.compile(r"(?<![\w.-])\d{11,19}[Xx]?(?![\w-])"),  # phones, identity and account numbers
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?i)(?<=bearer )[\w.~+/=-]+"),
    re.compile(r"(?i)(?<=password=)\S+|(?<=secret=)\S+|(?<=token=)\S+|(?<=code=)\S+|(?<=ticket=)\S+"),
    re.compile(r"(?<=://)[^/@\s]+:[^/@\s]+(?=@)"),  # the password in an address
)
QUIET = ("apscheduler", "procrastinate", "urllib3", "authlib", "alembic")
Line = MutableMapping[str, Any]


def configure_logging(settings: Settings, *, process: str) -> None:
    """Send every logger of this process through the common steps to standard error; called once at its start."""
    first: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
    ]
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _failed,
        _named(process),
        without_personal_data,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=first, processors=[*last, _writer(settings)])
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.logging.level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


@contextmanager
def in_log(**values: object) -> Iterator[None]:
    """Let every line written in the block say this too: ``in_log(job="seal", job_id=7)``."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def without_personal_data(_logger: object, _method: str, line: Line) -> Line:
    """Take personal data and secrets out of every text of a line."""
    for name, value in line.items():
        if isinstance(value, str) and name not in ("at", "logger", "request_id"):
            line[name] = redacted(value)
    return line


def redacted(text: str) -> str:
    """``text`` without what a database quotes, numbers of people, addresses and secrets."""
    text = _QUOTED_ROW.sub(f" {REMOVED}", text)
    for pattern in _PERSONAL:
        text = pattern.sub(REMOVED, text)
    return text


def _writer(settings: Settings) -> Any:
    if settings.logging.format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True, default=str)
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=lambda *_: None)


def _named(process: str) -> Any:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")

    def name(logger: object, method: str, line: Line) -> Line:
        line["process"] = process
        return stamp(logger, method, line)  # type: ignore[arg-type]

    return name


def _failed(_logger: object, _method: str, line: Line) -> Line:
    """An error as its kinds and the places it came from; its own words only where they are ours."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[1] is not None:
        line["error"], line["trace"] = _words(info[1]), _places(info[1], info[2])
    return line


def _words(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        # Even the first sentence of a database may quote a value; its code and the constraint say enough.
        where = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        return " ".join(filter(None, [type(error.orig).__name__, getattr(error.orig, "sqlstate", None), where]))
    return f"{type(error).__name__}: {error}"[:500]


def _places(error: BaseException, trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame, the cause's first: no source line, no value."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    found = [*_places(cause, cause.__traceback__), type(cause).__name__] if cause is not None else []
    frames = traceback.extract_tb(trace)
    return [*found, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)][-60:]
