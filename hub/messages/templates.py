"""The sentences of messages, in Chinese and English, from templates.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from hub.messages.editions import wording_of

SMS = "sms."
FILE = Path(__file__).with_name("templates.toml")


class TemplateMissing(LookupError):
    """Nobody has written the sentence, or it needs a value that was not given."""


@cache
def templates() -> dict[str, Any]:
    """The whole file: [events], [clauses] and [sms]."""
    with open(FILE, "rb") as file:
        read: dict[str, Any] = tomllib.load(file)
    return read


def render(event: str, language: str, values: Mapping[str, str], *, edition: int = 0) -> str:
    """The sentence for ``event``, and a further one for every value that has a clause and is not in it already.

    ``edition`` is the wording in which it was told; 0 is the shipped one.

    Raises:
        TemplateMissing: there is none, or a value that it names is missing.
    """
    language = "zh" if language.startswith("zh") else "en"
    sentence = sentence_of(event, language, edition)
    if sentence is None:
        raise TemplateMissing(f"templates.toml has no sentence for {event}.")
    said = {field for _, field, _, _ in Formatter().parse(sentence) if field}
    parts = [_fill(event, sentence, values)]
    for name, clause in templates()["clauses"].items():
        if values.get(name) and name not in said:
            parts.append(_fill(event, clause[language], values))
    return ("" if language == "zh" else " ").join(parts)


def render_sms(template: str, values: Mapping[str, str], *, edition: int = 0) -> str:
    """The text of a text message: Chinese, signed.

    Raises:
        TemplateMissing: there is none, or a value that it names is missing.
    """
    sms = templates()["sms"]
    if template not in sms["text"]:
        raise TemplateMissing(f"templates.toml has no text message {template}.")
    text = wording_of(f"{SMS}{template}", edition)["zh"] if edition else sms["text"][template]
    return str(sms["signature"]) + _fill(template, text, values)


def sentence_of(event: str, language: str, edition: int) -> str | None:
    """The sentence of an event in a wording, with its placeholders; None when nobody has written it."""
    if edition:
        return wording_of(event, edition)[language]
    found: str | None = templates()["events"].get(event, {}).get(language)
    return found


def _fill(name: str, sentence: str, values: Mapping[str, str]) -> str:
    try:
        return sentence.format_map(values)
    except KeyError as missing:
        raise TemplateMissing(f"the sentence for {name} needs the value {missing}.") from missing
