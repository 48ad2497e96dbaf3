"""One promise, and trying all of a dialect's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.conformance import Subject, subject
from adapters.contract import AdapterSpec, Capability
from adapters.protocols.kept import DOCUMENTS

Keep = Callable[[Subject], None]


@dataclass(frozen=True)
class Promise:
    """``keep`` ends quietly when the promise is kept. ``capability``: whose it is; None: every dialect's."""

    name: str
    capability: Capability | None
    keep: Keep

    def concerns(self, spec: AdapterSpec) -> bool:
        """Whether the dialect says that it can do what the promise is about."""
        return self.capability is None or spec.offers(self.capability)


@dataclass(frozen=True)
class Kept:
    """What came of one promise. ``fault`` says in one line what was seen instead; None: it was kept."""

    name: str
    capability: str
    fault: str | None


def promises(*made: tuple[str, Capability | None, Keep]) -> tuple[Promise, ...]:
    """A table of promises."""
    return tuple(Promise(*one) for one in made)


def by_verb(
    name: str, verbs: dict[str, Capability], keep: Callable[[Subject, str], None]
) -> list[tuple[str, Capability | None, Keep]]:
    """The same promise for each verb; ``{verb}`` of the name is filled in."""

    def of(verb: str) -> Keep:
        return lambda region: keep(region, verb)

    return [(name.format(verb=verb), capability, of(verb)) for verb, capability in sorted(verbs.items())]


def try_all(spec: AdapterSpec, wanted: Sequence[Promise]) -> list[Kept]:
    """Try the promises that concern the dialect, each at a clean simulator."""
    throttle, DOCUMENTS.throttle_seconds = DOCUMENTS.throttle_seconds, 0.0
    try:
        with subject(spec) as region:
            return [_try(promise, region) for promise in wanted if promise.concerns(spec)]
    finally:
        DOCUMENTS.throttle_seconds = throttle


def _try(promise: Promise, region: Subject) -> Kept:
    region.reset()
    fault = None
    try:
        promise.keep(region)
    except AssertionError as broken:
        fault = str(broken).splitlines()[0][:300] if str(broken) else "what was promised did not come about"
    except Exception as broken:
        fault = f"{type(broken).__name__}: {broken}".splitlines()[0][:300]
    return Kept(promise.name, promise.capability.value if promise.capability else "every", fault)
