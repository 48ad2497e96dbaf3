"""One platform's words for the fields of the contract: requests are written and records are read by one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from adapters.answers import UNKNOWN, fen, optional_text, outcome, text, whole
from adapters.errors import BadAnswer
from adapters.requests import NOT_SEEN, NotSeen, Outcome, OutcomeStatus
from schemas.terms import Uscc, VoucherMode, yuan

Record = TypeVar("Record")


@dataclass(frozen=True)
class Vocabulary:
    """``words`` by field, or by ``Class.field`` where a class has its own; amounts are yuan as text on the wire.

    ``modes`` are codes by meaning; ``states`` are, for each class, our states by the platform's words. ``not_found``
    is the word of ``result`` for a request that the platform has never seen.
    """

    words: Mapping[str, str]
    modes: Mapping[VoucherMode, str]
    results: Mapping[str, OutcomeStatus]
    not_found: str
    write_moment: Callable[[datetime], str]
    write_day: Callable[[date], str]
    read_day: Callable[[str], date]
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def word(self, kind: type, name: str) -> str:
        """What the platform calls a field."""
        return self.words.get(f"{kind.__name__}.{name}") or self.words[name]

    def write(self, request: Any) -> dict[str, Any]:
        """A request, or a part of one, in the platform's words."""
        kind = type(request)
        return {
            self.word(kind, each.name): self._written(each.name, getattr(request, each.name))
            for each in fields(request)
        }

    def read(self, kind: type[Record], data: Mapping[str, Any], **known: Any) -> Record:
        """A record out of the platform's words; ``known`` are fields that stand elsewhere.

        Raises:
            KeyError, ValueError, TypeError: something is missing or unreadable; use it inside ``readable``.
        """
        hints = get_type_hints(kind)
        found = {name: self._read(kind, name, hint, data) for name, hint in hints.items() if name not in known}
        return kind(**known, **found)

    def read_outcome(self, body: Mapping[str, Any], key: str) -> Outcome:
        """The answer to something we asked under ``key``.

        Raises:
            BadAnswer: it belongs to another request.
        """
        if text(body, self.words["key"]) != key:
            raise BadAnswer("The answer belongs to another request.")
        found = {
            name: optional_text(body, self.words[name]) for name in ("ref", "reason_code", "raw_ref")
            if name in self.words
        }  # fmt: skip
        return outcome(self.results, body[self.words["status"]], **found)

    def read_query(self, body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
        """What became of a request."""
        found = self.read_outcome(body, key)
        return NOT_SEEN if body[self.words["status"]] == self.not_found else found

    def _written(self, name: str, value: Any) -> Any:
        if is_dataclass(value):
            return self.write(value)
        if isinstance(value, tuple):
            return [self._written(name, item) for item in value]
        if isinstance(value, VoucherMode):
            return self.modes[value]
        if isinstance(value, Enum):
            return value.value
        if name.endswith("_fen"):
            return yuan(value)
        if isinstance(value, datetime):
            return self.write_moment(value)
        return self.write_day(value) if isinstance(value, date) else value

    def _read(self, kind: type, name: str, hint: Any, data: Mapping[str, Any]) -> Any:
        word = self.word(kind, name)
        optional, plain = NoneType in get_args(hint), next((a for a in get_args(hint) if a is not NoneType), hint)
        if plain is VoucherMode:
            return next((mode for mode, code in self.modes.items() if code == data[word]), None)
        if name == "state":
            return self.states.get(kind.__name__, {}).get(data[word], UNKNOWN)
        if optional and (plain is str or data.get(word) is None):
            return optional_text(data, word)
        if name.endswith("_fen"):
            return fen(data, word)
        if plain is int:
            return whole(data, word)
        value = text(data, word)
        return self.read_day(value) if plain is date else Uscc(value) if name == "uscc" else value
