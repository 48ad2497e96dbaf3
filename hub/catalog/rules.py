"""Which enterprises a listing is open to, and why (CSJ-20, TJ-08); pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class OpenBecause(StrEnum):
    """Why a service can or cannot be ordered by an enterprise."""

    AREA_TAG = "AREA_TAG"
    PROGRAMME_BADGE = "PROGRAMME_BADGE"
    OPEN_TO_OTHERS = "OPEN_TO_OTHERS"
    NO_TAGS = "NO_TAGS"
    NOT_TAGGED = "NOT_TAGGED"


@dataclass(frozen=True)
class Openness:
    """Whether an enterprise may order, and the reason in one code; ``match`` is the tag or badge that decided."""

    allowed: bool
    because: OpenBecause
    match: str | None = None


def openness(
    *,
    area_tags: Collection[str],
    open_to_others: bool,
    programme_badges: Collection[str],
    areas: Collection[str],
    programmes: Collection[str],
) -> Openness:
    """Judge a listing for an enterprise that stands in ``areas`` and may use ``programmes``."""
    for area in areas:
        if area in area_tags:
            return Openness(True, OpenBecause.AREA_TAG, area)
    for programme in programmes:
        if programme in programme_badges:
            return Openness(True, OpenBecause.PROGRAMME_BADGE, programme)
    if not area_tags:
        return Openness(True, OpenBecause.NO_TAGS)
    if open_to_others:
        return Openness(True, OpenBecause.OPEN_TO_OTHERS)
    return Openness(False, OpenBecause.NOT_TAGGED)
