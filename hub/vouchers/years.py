"""The rows 申领资格 of an enterprise: one per programme and year, with the voucher's total and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.kernel.clock import business_today
from hub.ledger import Balances, balances_of
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.queries import instrument_by_id
from hub.vouchers.rules import why_not_valid


@dataclass(frozen=True)
class YearRow:
    """One application with its voucher; ``usable``: it can be spent today (去使用, JS-35)."""

    application: VoucherApplication
    instrument: Instrument | None
    balances: Balances
    usable: bool


def years_of(applications: Sequence[VoucherApplication]) -> list[YearRow]:
    """The rows of these applications; before a voucher was granted total and rest are zero (JS-34)."""
    held = {one.id: instrument_by_id(one.instrument_id) for one in applications if one.instrument_id}
    figures = balances_of([instrument.id for instrument in held.values()])
    return [_row(one, held.get(one.id), figures) for one in applications]


def _row(application: VoucherApplication, instrument: Instrument | None, figures: dict[UUID, Balances]) -> YearRow:
    if instrument is None:
        return YearRow(application, None, Balances(), usable=False)
    why_not = why_not_valid(
        state=instrument.state,
        valid_from=instrument.valid_from,
        valid_until=instrument.valid_until,
        on=business_today(),
    )
    return YearRow(application, instrument, figures.get(instrument.id, Balances()), usable=why_not is None)
