"""Which areas take part in a programme, and from when to when (试点区域, CSJ-03): dated, the federation's to say.

The area whose voucher is asked for or spent must take part on that day. What was ordered while it did is redeemed. A
policy that names nobody is for its own area alone, and nothing is asked.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from hub.policy.evaluate import Facts, Leaf, Truth
from schemas.policy import Participant
from schemas.terms import VoucherMode

ON = {"application": "application.on", "order": "order.on"}
MESSAGES = {
    "application.participant": (
        "所在区域现在不在参与区域之列，不能申领。",
        "The area does not take part at present: nothing can be applied for.",
    ),
    "order.participant": (
        "所在区域在下单当日不在参与区域之列，可不使用创新券下单。",
        "The area does not take part on the day of the order: order without a voucher.",
    ),
}
Result = tuple[str, Truth, list[Leaf], tuple[str, ...]]


def participant_finding(participants: Sequence[Participant], area: str, phase: str, facts: Facts) -> Iterator[Result]:
    """Whether the area takes part on the day of the question."""
    name = ON.get(phase)
    if name is None or facts.get("voucher.mode") == VoucherMode.NONE:
        return
    mine = next((one for one in participants if one.id == area), None)
    on: date | None = facts.get(name)
    if mine is None:
        yield f"{phase}.participant", False, [], ()
    elif on is None:
        yield f"{phase}.participant", None, [Leaf(name, ">=", None, mine.since, None, None)], (name,)
    elif mine.until is None:
        yield f"{phase}.participant", on >= mine.since, [Leaf(name, ">=", on, mine.since, None, on >= mine.since)], ()
    else:
        held = mine.since <= on <= mine.until
        yield f"{phase}.participant", held, [Leaf(name, "window", on, (mine.since, mine.until), None, held)], ()


def faults_of_participants(participants: Sequence[Participant]) -> list[str]:
    """What is wrong with the list, one sentence each."""
    return [
        f"participants.{one.id}: it ends on {one.until.isoformat()}, before it begins"
        for one in participants
        if one.until is not None and one.until < one.since
    ]
