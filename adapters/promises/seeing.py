"""What a promise needs to see that something is refused, and what a platform has done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from adapters.conformance import EFFECTS, Subject
from adapters.contract import Capability

E = TypeVar("E", bound=Exception)
EFFECT_VERBS: dict[str, Capability] = {verb: capability for verb, (capability, _) in EFFECTS.items()}


class Seen(Generic[E]):
    """The error that came."""

    value: E


@contextmanager
def refused(kind: type[E]) -> Iterator[Seen[E]]:
    """Expect an error of this kind."""
    seen: Seen[E] = Seen()
    try:
        yield seen
    except kind as error:
        seen.value = error
        return
    raise AssertionError(f"{kind.__name__} was to be raised, and nothing was.")


def effects(region: Subject) -> int:
    """How many things have happened at the platform."""
    platform: Any = region.platform
    return len(platform.notices) + len(platform.treasury.payments) + len(platform.treasury.statements)
