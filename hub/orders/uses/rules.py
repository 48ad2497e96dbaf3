"""States, contracts and amounts of a use of a voucher; pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.terms import OrderState, UseState

S = OrderState

# A use is an order, and its state is the order's in other words: the two cannot part.
STATES: dict[OrderState, UseState] = {
    S.DRAFT: UseState.DRAFT,
    S.RESERVING: UseState.UNCONFIRMED,
    S.PLACED: UseState.UNCONFIRMED,
    S.CONFIRMING_QUOTA: UseState.UNCONFIRMED,
    S.IN_SERVICE: UseState.CONFIRMED,
    S.AWAITING_HOLDER: UseState.CONFIRMED,
    S.IN_REDEMPTION: UseState.CONFIRMED,
    S.COMPLETED: UseState.REDEEMED,
    S.CANCELLED: UseState.VOIDED,
    S.REJECTED_BY_AREA: UseState.VOIDED,
    S.LAPSED: UseState.TERMINATED,
    S.TERMINATED: UseState.TERMINATED,
}
STANDING = (UseState.UNCONFIRMED, UseState.CONFIRMED, UseState.REDEEMED)


def use_state(state: OrderState) -> UseState:
    """The state of a use, from that of its order."""
    return STATES[state]


def states_of(*wanted: UseState) -> tuple[OrderState, ...]:
    """The states of an order in which its use is one of these."""
    return tuple(state for state, use in STATES.items() if use in wanted)


def contract_key(*, name: str, no: str, signed_on: date) -> str:
    """A contract as it is compared: its number where it has one, else name and day, without spaces and width."""
    written = no or f"{name}@{signed_on.isoformat()}"
    folded = unicodedata.normalize("NFKC", written).casefold()
    return "".join(character for character in folded if not character.isspace())


@dataclass(frozen=True)
class Earlier:
    """Another use of the same contract: how it stands, of which year it is, and when it ended."""

    no: str
    state: UseState
    year: int
    ended_in: int | None
    rejected: bool = False
    allowed: bool = False

    @property
    def stands(self) -> bool:
        """Whether it counts as used (G-23)."""
        return self.state in STANDING

    @property
    def keeps_out(self) -> bool:
        """Ended after its own year: the contract does not draw on a later year's quota (G-21)."""
        late = self.ended_in is not None and self.ended_in > self.year
        return self.state in (UseState.VOIDED, UseState.TERMINATED) and late and not (self.rejected or self.allowed)


def in_the_way(earlier: Iterable[Earlier]) -> Earlier | None:
    """The use of the same contract that refuses another one: one that stands, else one that keeps it out."""
    found = list(earlier)
    standing = [one for one in found if one.stands]
    return next(iter([*standing, *(one for one in found if one.keeps_out)]), None)


def missing_slots(slots: Sequence[Any], counts: Mapping[str, int]) -> list[Any]:
    """The required slots that hold fewer files than they must."""
    return [slot for slot in slots if slot.required and counts.get(slot.code, 0) < max(1, slot.count_min)]
