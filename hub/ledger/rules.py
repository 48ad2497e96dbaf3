"""Pure rules of the ledger: how an award is split over reservations, and to which month it belongs."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def split_award(amount_fen: int, weights_fen: Sequence[int]) -> list[int]:
    """Split an award over orders in proportion to ``weights_fen``, rounded down; what is left goes to the earliest.

    ``weights_fen`` stand in the order in which the orders were placed. The parts always sum to the award.

    Raises:
        ValueError: the amount is negative, or there is nothing to split it over.
    """
    whole_fen = sum(weights_fen)
    if amount_fen < 0 or whole_fen <= 0 or any(weight < 0 for weight in weights_fen):
        raise ValueError("an award is split over positive weights")
    parts = [amount_fen * weight // whole_fen for weight in weights_fen]
    earliest = next(i for i, weight in enumerate(weights_fen) if weight)
    parts[earliest] += amount_fen - sum(parts)
    return parts


def split_within(amount_fen: int, limits_fen: Sequence[int]) -> list[int]:
    """Split like ``split_award``, but no part exceeds its limit: what a reversal takes back of each order.

    Raises:
        ValueError: the limits together do not hold the amount.
    """
    whole_fen = sum(limits_fen)
    if not 0 < amount_fen <= whole_fen:
        raise ValueError("no more can be taken back than there is")
    parts = [amount_fen * limit // whole_fen for limit in limits_fen]
    rest = amount_fen - sum(parts)
    for i, limit in enumerate(limits_fen):
        more = min(rest, limit - parts[i])
        parts[i] += more
        rest -= more
    return parts


def period_of(at: datetime) -> date:
    """The settlement month of a moment: [first day 00:00, next first day 00:00) in Asia/Shanghai (G-37).

    Raises:
        ValueError: the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone belongs to no month")
    return at.astimezone(SHANGHAI).date().replace(day=1)
