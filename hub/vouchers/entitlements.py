"""What may I spend, and where (P03, P04): every programme of a holder, with vouchers or with the way to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.federation import directory
from hub.federation.places import Area, Programme
from hub.identity import get_organization
from hub.ledger import Balances, balances_of
from hub.policy import Decision, PolicyNotInForce, preview
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.per_order import is_per_order
from hub.vouchers.queries import find_application_of_year, list_instruments
from hub.vouchers.questions import application_question
from hub.vouchers.rules import why_not_valid
from hub.vouchers.slices import is_in_slices
from schemas.terms import Mastership


@dataclass(frozen=True)
class HeldVoucher:
    """One voucher with what is left of it today; ``why_not`` says in one code why it cannot be spent."""

    instrument: Instrument
    balances: Balances
    why_not: str | None


@dataclass(frozen=True)
class Entitlement:
    """One programme a holder could use: its vouchers, a running application, or the policy's answer to a new one."""

    programme: Programme
    area: Area
    held: Sequence[HeldVoucher]
    application: VoucherApplication | None
    decision: Decision | None
    applied_for_at_region: bool

    @property
    def may_apply(self) -> bool:
        """Whether a new application would be taken here."""
        return not self.applied_for_at_region and self.decision is not None and self.decision.outcome != "deny"


def what_may_i_spend(organization_id: UUID, on: date) -> list[Entitlement]:
    """Every programme that serves the holder's registered place, on a day."""
    division = get_organization(organization_id).division
    return [
        _entitlement(programme, area, organization_id, on) for programme, area in directory.programmes_for(division)
    ]


def held_vouchers(instruments: Sequence[Instrument], on: date) -> list[HeldVoucher]:
    """Vouchers with their balances; after the last day the ledger shows nothing available, whatever jobs have run."""
    balances = balances_of([instrument.id for instrument in instruments])
    return [_held(instrument, balances.get(instrument.id, Balances()), on) for instrument in instruments]


def _held(instrument: Instrument, figures: Balances, on: date) -> HeldVoucher:
    why_not = why_not_valid(
        state=instrument.state, valid_from=instrument.valid_from, valid_until=instrument.valid_until, on=on
    )
    return HeldVoucher(instrument, figures, why_not)


def _entitlement(programme: Programme, area: Area, holder_id: UUID, on: date) -> Entitlement:
    instruments = [i for i in list_instruments(holder_id, programme=programme.code) if i.area == area.code]
    at_region = directory.mastership(programme.code, area.code, "application", on) is Mastership.REGION
    try:
        return _answered(programme, area, holder_id, on, instruments, at_region=at_region)
    except PolicyNotInForce:
        # Nothing to apply for until one is in force; what was granted before is still shown.
        return Entitlement(programme, area, held_vouchers(instruments, on), None, None, at_region)


def _answered(
    programme: Programme, area: Area, holder_id: UUID, on: date, instruments: Sequence[Instrument], *, at_region: bool
) -> Entitlement:
    slices = not at_region and is_in_slices(programme.code, area.code, on)
    # Of a quota that is claimed again and again, or order by order, no application stands for the year.
    repeated = slices or (not at_region and is_per_order(programme.code, area.code, on))
    running = (
        None if repeated else find_application_of_year(holder_id=holder_id, programme=programme.code, year=on.year)
    )
    decision = None
    if not at_region:
        decision = preview(
            application_question(
                programme=programme.code,
                area=area.code,
                holder_id=holder_id,
                on=on,
                already_this_year=running is not None,
            )
        )
    return Entitlement(programme, area, held_vouchers(instruments, on), running, decision, at_region)
