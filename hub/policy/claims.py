"""An application whose amount the applicant chooses: within a claim, a year, and what may be held (ZJ1-16, G-23).

The year counts what was claimed and is unchanged by voiding; what is held is what was claimed and not yet used.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.policy.evaluate import Facts, Leaf, Truth
from schemas.policy import Caps, Limit, Unlimited

ASKED, CLAIMED, HELD = "application.asked_fen", "application.claimed_fen", "application.held_fen"
MESSAGES = {
    "application.asked": ("须填写大于 0 的申领金额。", "Ask for an amount above zero."),
    "application.per_claim": ("超过单次申领上限。", "More than may be claimed at once."),
    "application.per_year": ("超过本年度还可申领的额度。", "More than is left to claim this year."),
    "application.holding": (
        "超过持有上限，请先使用已申领的额度。",
        "More than may be held: use what was claimed first.",
    ),
}


Result = tuple[str, Truth, list[Leaf], tuple[str, ...]]


@dataclass(frozen=True)
class Claimable:
    """What the applicant sees (ZJ1-18), in fen; None: not known or not limited."""

    claimed_fen: int | None = None
    left_fen: int | None = None
    claimable_fen: int | None = None


def year_of(caps: Caps, quota_fen: int) -> int:
    """What may be claimed in a year: the quota of the holder's row, or the cap of the year where that is lower."""
    return quota_fen if isinstance(caps.per_year_fen, Unlimited) else min(quota_fen, caps.per_year_fen)


def claimable(caps: Caps, quota_fen: int, facts: Facts) -> Claimable:
    """What was claimed this year, what is left of the year, and how much one claim may take at this moment."""
    claimed, held = facts.get(CLAIMED), facts.get(HELD)
    if claimed is None:
        return Claimable()
    left = max(0, year_of(caps, quota_fen) - claimed)
    rooms = [left, _whole(caps.per_claim_fen)]
    if not isinstance(caps.holding_fen, Unlimited):
        if held is None:
            return Claimable(claimed, left)
        rooms.append(max(0, caps.holding_fen - held))
    return Claimable(claimed, left, min(room for room in rooms if room is not None))


def claim_findings(caps: Caps, quota_fen: int, facts: Facts) -> Iterator[Result]:
    """Each limit of a claim with its result; a limit that is not set is not asked about."""
    asked = facts.get(ASKED)
    yield _finding("application.asked", ">", asked, 0, (ASKED,) if asked is None else ())
    yield _within("application.per_claim", facts, caps.per_claim_fen, None)
    yield _within("application.per_year", facts, year_of(caps, quota_fen), CLAIMED)
    yield _within("application.holding", facts, caps.holding_fen, HELD)


def _within(name: str, facts: Facts, limit: Limit, already: str | None) -> Result:
    if isinstance(limit, Unlimited):
        return name, True, [], ()
    missing = tuple(fact for fact in (ASKED, already) if fact and facts.get(fact) is None)
    room = None if already and facts.get(already) is None else max(0, limit - (facts[already] if already else 0))
    return _finding(name, "<=", facts.get(ASKED), room, missing)


def _finding(name: str, operator: str, asked: int | None, limit: int | None, missing: tuple[str, ...]) -> Result:
    result: Truth = None
    if not missing and asked is not None and limit is not None:
        result = asked > limit if operator == ">" else asked <= limit
    return name, result, [Leaf(ASKED, operator, asked, limit, None, result)], missing


def _whole(limit: Limit) -> int | None:
    return None if isinstance(limit, Unlimited) else limit
