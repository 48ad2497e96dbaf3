"""Mirroring the vouchers that a region issues: every quarter of an hour, and when somebody wants to look."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub.federation import RegionCannot, RegionDown, gateway
from hub.identity import Organization, get_organization
from hub.kernel.clock import business_today
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job, scheduled
from hub.vouchers.mirroring import mirror_records, mirrored_home

QUARTER_HOUR_SECONDS = 900


@job("voucher.mirror_holder")
def mirror_holder(*, holder_id: str) -> None:
    """Ask the region for one holder's vouchers of the year, without a transaction open, then mirror them."""
    with unit_of_work():
        holder = get_organization(UUID(holder_id))
        home, uscc, year = mirrored_home(holder, business_today()), holder.uscc, business_today().year
    if home is None:
        return
    programme, area = home
    try:
        records = gateway.call(area.region, "list_vouchers", uscc, year)
    except (RegionCannot, RegionDown):
        return  # no such look-up there, or not now: the next quarter of an hour asks again
    with unit_of_work():
        mirror_records(records, programme=programme.code, area=area.code, holder_id=UUID(holder_id), uscc=uscc)


@scheduled("voucher.mirror", every_seconds=QUARTER_HOUR_SECONDS, catch_up="latest", clock="business")
def mirror_all(*, fire_at: datetime, key: str | None) -> None:
    """Start the mirroring of every holder whose vouchers a region issues."""
    with unit_of_work():
        today = business_today()
        for holder in db.session.execute(select(Organization).where(Organization.is_holder)).scalars():
            if mirrored_home(holder, today) is not None:
                enqueue(mirror_holder, holder_id=str(holder.id))


def ask_for_mirror(holder_id: UUID) -> None:
    """Have a holder's vouchers looked up now, in the caller's transaction; where the hub is master nothing happens."""
    if mirrored_home(get_organization(holder_id), business_today()) is not None:
        enqueue(mirror_holder, holder_id=str(holder_id))
