"""Chinese search without a dictionary: texts become bigrams here, PostgreSQL only stores and matches them."""

import re
import unicodedata
from collections.abc import Iterable

_HAN = re.compile(r"[㐀-鿿]+")
_LATIN = re.compile(r"[0-9a-z]+", re.ASCII)
_LONGEST_WORD = 40


def index_words(*texts: str | None) -> list[str]:
    """The lexemes under which a row is found: bigrams of Chinese runs with their last character, and Latin words."""
    found: set[str] = set()
    for text in texts:
        plain = _plain(text or "")
        found.update(word[:_LONGEST_WORD] for word in _LATIN.findall(plain))
        for run in _HAN.findall(plain):
            found.update(_bigrams(run))
            found.add(run[-1])  # so that a search for one character finds it at the end of a run too
    return sorted(found)


def search_expression(typed: str) -> str | None:
    """A tsquery of everything typed (all must occur); None when nothing searchable was typed."""
    plain = _plain(typed)
    terms = [f"'{word[:_LONGEST_WORD]}':*" for word in _LATIN.findall(plain)]
    for run in _HAN.findall(plain):
        terms += [f"'{run}':*"] if len(run) == 1 else [f"'{pair}'" for pair in _bigrams(run)]
    return " & ".join(dict.fromkeys(terms)) or None


def _bigrams(run: str) -> Iterable[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
