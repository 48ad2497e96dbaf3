"""A unit moves (G-32): what its vouchers have left is closed, and it claims at the new place from next year on."""

from hub import audit, ledger
from hub.identity import Organization, relocation
from hub.identity.evidence import NewFile
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.scope import everything
from hub.vouchers.queries import list_instruments
from schemas.terms import InstrumentState, Mastership


def relocate_holder(*, unit: Organization, division: str, reason: str, evidence: NewFile, by: Actor) -> int:
    """Register the unit at another place and take back what nobody has reserved of its vouchers; returns the fen.

    Orders and redemptions under way keep what is held for them, and their payer of record. What a region is master of
    is closed there.

    Raises:
        as ``relocation.relocate``.
    """
    relocation.relocate(unit=unit, division=division, reason=reason, evidence=evidence, by=by)
    closed_fen, today = 0, business_today()
    with everything():
        held = [one for one in list_instruments(unit.id) if one.master is Mastership.HUB and one.year >= today.year]
    for voucher in held:
        if voucher.state is not InstrumentState.ACTIVE:
            continue
        left_fen = ledger.return_unused(
            instrument_id=voucher.id, by=by, ref=f"{voucher.no}:moved:{today}", reason="the unit has moved"
        )
        closed_fen += left_fen
        if left_fen:
            audit.record(
                "voucher.terminated", by=by, subject="voucher", subject_id=voucher.id, subject_no=voucher.no,
                areas=(voucher.area,), organizations=(unit.id,), after={"closed_fen": left_fen}, reason=reason,
            )  # fmt: skip
    return closed_fen
