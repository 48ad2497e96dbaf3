"""What a row of the list to redeem still lacks: pure (ZJ2-30, ZJ2-31)."""

from collections.abc import Mapping, Sequence
from typing import Protocol

Lack = tuple[str, str]
NUMBER: Lack = ("请填写发票号", "Give the invoice number")
INVOICE: Lack = ("请上传发票", "Upload the invoice")


class Slot(Protocol):
    """What is read of a policy's material slot."""

    @property
    def code(self) -> str: ...
    @property
    def label_zh(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def count_min(self) -> int: ...
    @property
    def group(self) -> str | None: ...


def lacks_of(slots: Sequence[Slot], counts: Mapping[str, int], *, numbered: bool, uploaded: bool) -> list[Lack]:
    """In both languages; none means 「符合」. ``numbered``: an invoice has its number, ``uploaded``: one waits."""
    lacks = [] if numbered else [NUMBER if uploaded else INVOICE]
    served = {slot.group for slot in slots if slot.group and counts.get(slot.code, 0) >= max(1, slot.count_min)}
    for slot in slots:
        short = slot.required and counts.get(slot.code, 0) < max(1, slot.count_min)
        if short and (slot.group is None or slot.group not in served):
            lacks.append((f"请上传{slot.label_zh}", f"Upload: {slot.label_en}"))
    return lacks
