"""What the region says of its vouchers becomes our copy of them; a word we do not know is never spendable."""

import logging
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from adapters.contract import Handover, VoucherRecord
from hub.federation import RegionCannot, RegionDown, RegionSaidNo, directory, gateway
from hub.federation.places import Area, Programme
from hub.identity import Organization, get_organization
from hub.kernel.actor import THE_HUB
from hub.kernel.ids import new_id
from hub.vouchers.grants import Mirrored, is_ours_to_mirror, mirror_instrument
from schemas.terms import InstrumentState, Mastership, Uscc

log = logging.getLogger(__name__)


def mirrored_home(holder: Organization, on: date) -> tuple[Programme, Area] | None:
    """The programme and area whose region issues this holder's vouchers itself, if there is one."""
    for programme, area in directory.programmes_for(holder.division):
        if directory.mastership(programme.code, area.code, "application", on) is Mastership.REGION:
            return programme, area
    return None


def way_to_region(*, holder_id: UUID, programme: str, area: str, back: str) -> str | None:
    """The address of the region's own application page, with the way back; None when it has none to offer now."""
    handover = Handover(
        key=f"apply-{new_id()}",
        uscc=Uscc(get_organization(holder_id).uscc),
        return_url=back,
        programme=programme,
    )
    try:
        redirect = gateway.call(directory.get_area(area).region, "application_page", handover)
    except (RegionCannot, RegionDown, RegionSaidNo):
        return None
    return None if redirect.fields else str(redirect.url)


def mirror_records(records: Iterable[VoucherRecord], *, programme: str, area: str, holder_id: UUID, uscc: str) -> None:
    """Bring our copies up to the region's records; one of an unknown mode or with a number of others is left alone."""
    for record in records:
        if record.mode is None or record.uscc != uscc:
            continue
        if not is_ours_to_mirror(record.voucher_no, area=area, holder_id=holder_id):
            log.warning("area %s reports a voucher under a number that another voucher has", area)
            continue
        seen = Mirrored(
            no=record.voucher_no,
            programme=programme,
            area=area,
            holder_id=holder_id,
            mode=record.mode,
            year=record.year,
            amount_fen=record.amount_fen,
            available_fen=record.available_fen,
            valid_until=record.valid_until,
            state=_state_of(record),
        )
        mirror_instrument(seen=seen, by=THE_HUB)


def _state_of(record: VoucherRecord) -> InstrumentState:
    known = InstrumentState.__members__
    return known.get(record.state, InstrumentState.FROZEN)
