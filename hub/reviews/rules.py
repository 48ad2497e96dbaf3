"""Pure decisions of the desk: drawing by a seed, the age of what waits."""

import hashlib
from collections.abc import Iterable, Sequence


def drawn_order(seed: str, names: Iterable[str]) -> list[str]:
    """The names in the order of SHA-256("seed:name"): the same for whoever draws again with the same seed."""
    return sorted(set(names), key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())


def sample_of(seed: str, names: Sequence[str], percent: int) -> list[str]:
    """A random share of the names, at least one where there is any, rounded up to whole ones."""
    if not names:
        return []
    count = max(1, -(-len(set(names)) * percent // 100))
    return drawn_order(seed, names)[:count]


def age_colour(waited_days: int, *, yellow: int, red: int) -> str:
    """ "red", "yellow" or "": how long something has waited, in working days, against the area's two limits."""
    if waited_days >= red:
        return "red"
    return "yellow" if waited_days >= yellow else ""
