"""Pure rules of settlement: the budget's prefix, the run of a payee, the net matrix, the instruction's text."""

import heapq
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hub.ledger import period_of

__all__ = [
    "Netting",
    "PayeeFigures",
    "figures_of",
    "fitting",
    "net",
    "next_run",
    "period_of",
    "previous_month",
    "render_document",
]


def previous_month(on: date) -> date:
    """The first day of the month before."""
    return date(on.year - 1, 12, 1) if on.month == 1 else date(on.year, on.month - 1, 1)


def next_run(on: date, day: int) -> date:
    """The first day after ``on`` on which a payer settles that does so on the ``day``-th of every month."""
    return on.replace(day=day) if on.day < day else (on.replace(day=1) + timedelta(days=32)).replace(day=day)


def fitting(amounts_fen: Sequence[int], left_fen: int | None) -> int:
    """How many awards fit the budget in their order: the first that does not and all later ones wait (G-36)."""
    if left_fen is None:
        return len(amounts_fen)
    for i, amount_fen in enumerate(amounts_fen):
        left_fen -= amount_fen
        if left_fen < 0:
            return i
    return len(amounts_fen)


@dataclass(frozen=True)
class PayeeFigures:
    """What a batch comes to for one payee."""

    owed_fen: int
    offset_fen: int
    payout_fen: int
    carried_out_fen: int


def figures_of(*, awards_fen: int, taken_back_fen: int, clawback_fen: int, carried_in_fen: int) -> PayeeFigures:
    """Awards less open reversals; what the payee owes is paid off first, a rest below zero is carried on (G-37)."""
    owing_fen = awards_fen - taken_back_fen
    owed_fen, payable_fen = max(0, -owing_fen), max(0, owing_fen)
    debt_fen = carried_in_fen + clawback_fen
    offset_fen = min(payable_fen, debt_fen)
    return PayeeFigures(owed_fen, offset_fen, payable_fen - offset_fen, debt_fen + owed_fen - offset_fen)


@dataclass(frozen=True)
class Netting:
    """What netting would come to (ledger.md C7); a report beside the gross payments, never an instruction."""

    gross_fen: Mapping[tuple[str, str], int]
    bilateral_fen: Mapping[tuple[str, str], int]
    position_fen: Mapping[str, int]
    transfers: Sequence[tuple[str, str, int]]


def net(gross_fen: Mapping[tuple[str, str], int]) -> Netting:
    """Bilateral and multilateral net of what payers owe payees; ties go by code, so the answer is always the same."""
    crossing = {pair: fen for pair, fen in gross_fen.items() if pair[0] != pair[1] and fen}
    bilateral = {
        (a, b): fen - crossing.get((b, a), 0) for (a, b), fen in crossing.items() if fen > crossing.get((b, a), 0)
    }
    position: dict[str, int] = dict.fromkeys(sorted({code for pair in crossing for code in pair}), 0)
    for (payer, payee), fen in crossing.items():
        position[payer] -= fen
        position[payee] += fen
    return Netting(crossing, bilateral, position, list(_transfers(position)))


def _transfers(position_fen: Mapping[str, int]) -> Iterable[tuple[str, str, int]]:
    debtors = [(fen, code) for code, fen in position_fen.items() if fen < 0]
    creditors = [(-fen, code) for code, fen in position_fen.items() if fen > 0]
    heapq.heapify(debtors)
    heapq.heapify(creditors)
    while debtors and creditors:
        (owes, debtor), (due, creditor) = heapq.heappop(debtors), heapq.heappop(creditors)
        fen = min(-owes, -due)
        yield debtor, creditor, fen
        if owes + fen:
            heapq.heappush(debtors, (owes + fen, debtor))
        if due + fen:
            heapq.heappush(creditors, (due + fen, creditor))


def render_document(content: Mapping[str, Any]) -> bytes:
    """The instruction as it is signed: canonical JSON, the same bytes whenever it is rendered again."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()
