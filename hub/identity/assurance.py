"""How sure one login makes the hub: what the region file says of the region, lowered by what the region says of it."""

from collections.abc import Mapping

from hub.identity.provider.rules import LADDER
from schemas.terms import Assurance


def assurance_of_login(level: Assurance, acr: str | None, words: Mapping[str, Assurance]) -> Assurance:
    """The region's ``level``, or lower when its ``acr`` for this login says so; no acr raises it.

    ``words`` are the region's own, from its file; an acr that is neither among them nor one of ours counts as low.
    """
    if acr is None:
        return level
    ours = {one.value: one for one in LADDER}
    said = words.get(acr) or ours.get(acr) or Assurance.LOW
    return min(level, said, key=LADDER.index)
