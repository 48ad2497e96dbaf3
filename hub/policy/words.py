"""The words of a programme for the canonical states: labels.toml of the region that owns it, over the federation's."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

Words = dict[str, dict[str, dict[str, str]]]


def state_words(programme: str | None = None) -> Words:
    """``words[kind][state][language]`` of a programme; None gives the words that hold everywhere."""
    return _words(current_app.config["HUB"].regions, programme)


def state_of_word(programme: str, kind: str, word: str) -> str | None:
    """The canonical state for a word of the programme, its label or one of its aliases; None when it is not known."""
    for state, words in state_words(programme).get(kind, {}).items():
        if word in (words["zh"], *words.get("aliases", "").split("|")):
            return state
    return None


@cache
def _words(folder: Path, programme: str | None) -> Words:
    merged: Words = {}
    for document in _documents(folder):
        if document.get("programme") in (None, programme):
            for kind, states in document["states"].items():
                for state, words in states.items():
                    merged.setdefault(kind, {}).setdefault(state, {}).update(_flat(words))
    return merged


def _flat(words: dict[str, Any]) -> dict[str, str]:
    return {key: "|".join(value) if isinstance(value, list) else value for key, value in words.items()}


@cache
def _documents(folder: Path) -> tuple[dict[str, Any], ...]:
    # Documents without a programme come first, so that a programme's own words win.
    found = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/labels*.toml"))]
    return tuple(sorted(found, key=lambda document: "programme" in document))
