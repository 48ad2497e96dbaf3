"""Reading what programs send: strict JSON (RFC 8259 and no more), and refusals that name the field."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from hub.kernel.errors import Invalid

MAX_DEPTH = 32
MAX_ITEMS = 500
MAX_DIGITS = 40


class JsonRefused(Invalid):
    """The body is no JSON that we accept."""

    status = 400
    code = "input.json"
    zh = "请求内容不是可接受的 JSON：{why}。"
    en = "The body is not acceptable JSON: {why}."


class FieldsRefused(Invalid):
    """Fields are missing or wrong; ``errors`` names each."""

    code = "input.fields"
    zh = "请求中有字段缺失或有误，详见 errors。"
    en = "Fields are missing or wrong; see errors."

    def __init__(self, errors: dict[str, Any]) -> None:
        super().__init__()
        self.problem = {"errors": errors}


def load_json(text: bytes) -> Any:
    """The value in ``text``; numbers with a point become Decimal, never float.

    Raises:
        JsonRefused: not UTF-8, not JSON, NaN, a name twice, NUL, nested deeper than 32, a list of more than 500.
    """
    try:
        value = json.loads(
            text.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise JsonRefused(why=_short(error)) from error
    _check(value, 0)
    return value


class StrictParser(FlaskParser):
    """webargs with our JSON and our refusals; a filter that is misspelled is refused and not left out."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def _raw_load_json(self, req: Request) -> Any:
        if not req.is_json:
            raise UnsupportedMediaType()
        return load_json(req.get_data(cache=True))

    def handle_error(self, error: Any, *_args: Any, **_options: Any) -> NoReturn:
        """Answer with our one shape."""
        messages = error.normalized_messages()
        inside = next(iter(messages.values()), {}) if len(messages) == 1 else messages
        raise FieldsRefused(inside if isinstance(inside, dict) else {"_schema": inside}) from error


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError("a number is too long")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("a number is too long")
    return int(text)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise JsonRefused(why=f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        if len(value) > MAX_ITEMS:
            raise JsonRefused(why=f"a list of more than {MAX_ITEMS} items")
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check(item, depth + 1)


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise JsonRefused(why="a text with NUL or half a character")


def _short(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
