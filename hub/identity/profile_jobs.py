"""Asking the regions what they know of their enterprises: every night, when they say so, and when somebody wants it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from adapters.contract import EnterpriseFacts, FactsChanged
from hub.federation import RegionAnswerWrong, RegionCannot, RegionDown, RegionSaidNo, gateway, inbound
from hub.identity.mastery import keeper_of
from hub.identity.models import Organization
from hub.identity.organizations import find_organization_by_uscc, get_organization
from hub.identity.profile import keep_offer, region_to_ask, take_offer
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job, scheduled
from hub.kernel.scope import everything


def ask_region(organization_id: UUID) -> None:
    """Ask the region of a unit's place what it knows, without a transaction open, and keep the answer as an offer.

    Raises:
        RegionDown, RegionSaidNo, RegionAnswerWrong, RegionCannot: hub errors with a sentence for the page.
    """
    with unit_of_work():
        unit = get_organization(organization_id)
        region, uscc = region_to_ask(unit), unit.uscc
    if region is None:
        raise RegionCannot(region=unit.region or "", region_en=unit.region or "")
    found: EnterpriseFacts = gateway.call(region, "find_enterprise", uscc)
    with unit_of_work():
        keep_offer(unit=get_organization(organization_id), found=found)


@job("facts.sync_holder")
def sync_holder(*, organization_id: str) -> None:
    """Ask for one unit; what its region is master of is taken over, other differences wait for the unit to look."""
    try:
        ask_region(UUID(organization_id))
    except (RegionCannot, RegionDown, RegionSaidNo, RegionAnswerWrong):
        return  # the next night asks again
    with everything(), unit_of_work():
        unit = get_organization(UUID(organization_id))
        if keeper_of(unit) is not None:
            take_offer(unit=unit, by=THE_HUB)


@scheduled("facts.sync", cron="0 2 * * *", clock="business", catch_up="latest")
def sync_all(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001
    """Ask for every unit that may hold vouchers and whose region has a directory."""
    with everything(), unit_of_work():
        for unit in db.session.scalars(select(Organization).where(Organization.is_holder)):
            if region_to_ask(unit) is not None:
                enqueue(sync_holder, organization_id=str(unit.id))


def on_facts_changed(region: str, event: FactsChanged) -> None:
    """A region says that an enterprise of its own has changed: ask again, after the message is noted."""
    unit = find_organization_by_uscc(event.uscc)
    if unit is not None and region_to_ask(unit) == region:
        enqueue(sync_holder, organization_id=str(unit.id))


inbound.on_event(FactsChanged, on_facts_changed)
