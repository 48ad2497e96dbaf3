"""Reading answers strictly: whatever is missing, misspelt or of the wrong type makes the whole answer a bad one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from adapters.errors import BadAnswer
from adapters.requests import Outcome, OutcomeStatus
from schemas.terms import fen_of_yuan

UNKNOWN = "UNKNOWN"


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Turn a missing key, a wrong type or an unreadable value inside the block into BadAnswer."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadAnswer(f"The {what} cannot be read ({type(error).__name__}).") from None


def text(body: Mapping[str, Any], key: str) -> str:
    """A text that is there and not empty."""
    value = body[key]
    if not isinstance(value, str) or not value:
        raise ValueError(key)
    return value


def optional_text(body: Mapping[str, Any], key: str) -> str | None:
    """A text, or None."""
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(key)
    return value or None


def whole(body: Mapping[str, Any], key: str) -> int:
    """A whole number."""
    value = body[key]
    if type(value) is not int:
        raise ValueError(key)
    return value


def fen(body: Mapping[str, Any], key: str) -> int:
    """An amount written in yuan, as whole fen."""
    return fen_of_yuan(text(body, key))


def aware(value: str) -> datetime:
    """A moment that says its offset."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset")
    return moment


def day(value: str) -> date:
    """A date."""
    return date.fromisoformat(value)


def outcome(words: Mapping[str, OutcomeStatus], word: Any, **values: str | None) -> Outcome:
    """An outcome; a word we do not know is UNKNOWN, never progress."""
    return Outcome(words.get(word, OutcomeStatus.UNKNOWN) if isinstance(word, str) else OutcomeStatus.UNKNOWN, **values)
