"""Values that are ours and not the authority's: each is confirmed by a person of the area, or replaced in a draft.

Until then the area's policy issues no vouchers in production (design.md §6 "Origin"). A confirmation names the value
itself, so it holds for later versions too as long as they say the same.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hub.policy.checks import bases
from hub.policy.explain import source_of
from schemas.plain import to_plain
from schemas.policy import Basis, PolicyDraft
from schemas.terms import Origin


@dataclass(frozen=True)
class SampleValue:
    """One thing of a policy with a sample origin: where it stands, what it says, and the hash of what it says."""

    path: str
    thing: Any
    sha256: str
    source: str


def sample_values(policy: PolicyDraft) -> list[SampleValue]:
    """Everything in a resolved policy that still is a sample, in the order of the document."""
    return [
        SampleValue(path, thing, _hash_of(thing), "；".join(p for p in (source_of(basis.cite), basis.note) if p))
        for path, thing, basis in _things(policy, "")
        if basis.origin is Origin.SAMPLE
    ]


def unconfirmed(policy: PolicyDraft, confirmed: Collection[tuple[str, str]]) -> list[SampleValue]:
    """The sample values that nobody has confirmed; ``confirmed`` are paths with hashes."""
    return [value for value in sample_values(policy) if (value.path, value.sha256) not in confirmed]


def _things(thing: Any, path: str) -> Iterator[tuple[str, Any, Basis]]:
    """Every part of a policy that has a basis of its own, with its path."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from _things(item, f"{path}/{_name(item)}")
    elif is_dataclass(thing) and not isinstance(thing, type | Basis):
        own = next((value for one in fields(thing) if isinstance(value := getattr(thing, one.name), Basis)), None)
        if own is not None:
            yield path, thing, own
        for one in fields(thing):
            yield from _things(getattr(thing, one.name), f"{path}/{one.name}".lstrip("/"))


def _name(item: Any) -> str:
    phase = getattr(item, "phase", "")
    name = next((getattr(item, n) for n in ("id", "code", "step", "name") if hasattr(item, n)), "")
    basis = getattr(item, "basis", None)
    extra = "" if isinstance(basis, Basis) or basis is None else f":{basis}"
    return f"{phase}:{name}{extra}" if phase else f"{name}{extra}"


def _hash_of(thing: Any) -> str:
    """The hash of what a thing says itself: parts that have a basis of their own are confirmed by themselves."""
    said = {
        one.name: to_plain(getattr(thing, one.name))
        for one in fields(thing)
        if not any(True for _ in bases(getattr(thing, one.name)))
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
