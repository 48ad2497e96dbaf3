"""Numbers, validity and materials of vouchers; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from schemas.terms import InstrumentState, VoucherMode

STAMPED_FORM = "stamped_form"
_LETTERS = {VoucherMode.HOLDER_REDEEMS: "Q", VoucherMode.INSTITUTION_REDEEMS: "U"}


class Slot(Protocol):
    """What is read of a policy's material slot."""

    @property
    def code(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def count_min(self) -> int: ...


AnySlot = TypeVar("AnySlot", bound=Slot)


def instrument_number(*, year: int, mode: VoucherMode, number_code: str, random_hex: str) -> str:
    """Year, Q or U, the three letters of the area or programme, eight hexadecimal digits (G-11)."""
    return f"{year:04d}{_LETTERS[mode]}{number_code}{random_hex.upper()}"


def last_day(year: int) -> date:
    """The last day on which a voucher of that year may be spent (JS-11)."""
    return date(year, 12, 31)


def why_not_valid(*, state: InstrumentState, valid_from: date, valid_until: date, on: date) -> str | None:
    """Why a voucher cannot be spent on a day, in one code; None when it can. Dates decide, not jobs."""
    if state not in (InstrumentState.ACTIVE, InstrumentState.SPENT):
        return state.lower()
    if on < valid_from:
        return "not_yet"
    if on > valid_until:
        return "expired"
    return None


def slots_before_submission(slots: Iterable[AnySlot]) -> list[AnySlot]:
    """The material slots of a draft; the stamped form comes after submission (JS-29)."""
    return [slot for slot in slots if slot.code != STAMPED_FORM]


def wants_stamped_form(slots: Iterable[Slot]) -> bool:
    """Whether the policy asks for the printed, stamped and scanned form."""
    return any(slot.code == STAMPED_FORM and slot.required for slot in slots)


def missing_slots(slots: Sequence[AnySlot], counts: Mapping[str, int]) -> list[AnySlot]:
    """The required slots that hold fewer files than they must."""
    return [slot for slot in slots if slot.required and counts.get(slot.code, 0) < max(1, slot.count_min)]
