"""A document of sentences as it is read: each broken into phrases, and what all of them have stated so far."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.reading import NativeRefused, Reader
from schemas.policy import ApprovalStep, Basis, Material, Rule, TextField
from schemas.terms import Origin

BREAKS = re.compile(r"\s*[,，;；:：]\s*")
WEAKEST_FIRST = (Origin.SAMPLE, Origin.SEED_INFERRED, Origin.SEED)
SENTENCE_KEYS = frozenset({"at", "cite", "text", "来源", "说明"})


@dataclass
class Found:
    """What the sentences said so far."""

    values: dict[str, Any] = field(default_factory=dict)
    bases: dict[str, Basis] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    steps: list[ApprovalStep] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    texts: list[TextField] = field(default_factory=list)
    anchors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    area: str = ""

    def state(self, name: str, value: Any, basis: Basis) -> None:
        """A value that only one sentence may state."""
        if name in self.values:
            raise NativeRefused(f"two sentences state {name}")
        self.values[name], self.bases[name] = value, basis

    def rule(self, rule: Rule) -> None:
        """A rule; what a second sentence says of the same becomes one more source of it."""
        for at, known in enumerate(self.rules):
            if known.id == rule.id:
                self.rules[at] = replace(known, basis=_together([known.basis, rule.basis]))
                return
        self.rules.append(rule)

    def value(self, name: str) -> Any:
        """A stated value."""
        if name not in self.values:
            raise NativeRefused(f"no sentence states {name}")
        return self.values[name]

    def basis(self, *names: str) -> Basis:
        """The sources of several stated values together: the weakest origin, every citation."""
        return _together([self.bases[name] for name in names])


def _together(told: list[Basis]) -> Basis:
    weakest = next(origin for origin in WEAKEST_FIRST if origin in {basis.origin for basis in told})
    cite = tuple(dict.fromkeys(one for basis in told for one in basis.cite))
    return Basis(weakest, cite, "；".join(dict.fromkeys(basis.note for basis in told if basis.note)))


@dataclass
class Sentence:
    """One sentence: its phrases in order, which of them are the rest of a known one, and where it stands."""

    phrases: Reader
    basis: Basis
    found: Found

    def rest(self) -> list[str]:
        """The phrases after the first."""
        return self.phrases.names()[1:]

    def took(self, phrase: str) -> None:
        """Mark a phrase as understood."""
        self.phrases.text(phrase)


def by_source(sentences: Any) -> dict[str, Any]:
    """The sentences as tables by their source, the text broken into phrases, so that each can be lost by itself.

    Raises:
        NativeRefused: a sentence has no text, an unknown key, or the source of another.
    """
    found: dict[str, Any] = {}
    for number, sentence in enumerate(sentences if isinstance(sentences, list) else [sentences], start=1):
        if not isinstance(sentence, dict) or not isinstance(sentence.get("text"), str):
            raise NativeRefused(f"sentence {number} has no text")
        unknown = sorted(set(sentence) - SENTENCE_KEYS)
        if unknown:
            raise NativeRefused(f"sentence {number}: {unknown[0]} is unknown")
        source = str(sentence.get("cite") or sentence.get("at") or number)
        if source in found:
            raise NativeRefused(f"two sentences are {source}")
        phrases = [phrase for phrase in BREAKS.split(sentence["text"]) if phrase]
        rest = {key: value for key, value in sentence.items() if key != "text"}
        found[source] = {**rest, "text": dict.fromkeys(phrases, sentence["text"])}
    return found
