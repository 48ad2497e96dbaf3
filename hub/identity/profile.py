"""One profile for all procedures: what a region says of a unit, shown beside ours before it is taken (ZJ2-08).

``Organization.profile`` keeps two lists by fact: ``facts``, what was taken from which authority and when; ``offered``,
what the region said last and nobody has taken yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.contract import Capability, EnterpriseFacts
from hub import audit
from hub.federation import directory, gateway
from hub.identity.facts import holder_facts
from hub.identity.mastery import keeper_of
from hub.identity.models import Organization
from hub.identity.organizations import add_qualification
from hub.identity.rename import take_name_of_region
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today, utc_now
from hub.kernel.db import db
from schemas.terms import QualificationKind

WORDS: dict[str, tuple[str, str]] = {
    "holder.name": ("单位名称", "Name"),
    "holder.division": ("注册所在地", "Place of registration"),
    "holder.revenue_fen": ("上年度营业收入", "Revenue of last year"),
    "holder.tech_sme_year": ("科技型中小企业入库年度", "Year in the register of technology SMEs"),
    "holder.hnte_issued_on": ("高新技术企业发证日期", "High-tech enterprise certified on"),
    "holder.incubatee": ("在孵企业", "In an incubator"),
}
HNTE_YEARS = 3


@dataclass(frozen=True)
class Offer:
    """One fact as the region has it, beside ours; ``takes``: taking the offer changes it here."""

    id: str
    ours: Any
    theirs: Any
    as_of: str
    authority: str
    takes: bool

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return str(self.ours or None) != str(self.theirs or None)


@dataclass(frozen=True)
class Source:
    """Where a value on record comes from: which authority, as of which day, taken when."""

    id: str
    value: Any
    as_of: str
    authority: str
    taken_at: str


def region_to_ask(unit: Organization) -> str | None:
    """The region of the unit's place, where its platform has a directory to be asked."""
    region = directory.find_region_of_division(unit.division)
    return region.code if region and gateway.offers(region.code, Capability.DIRECTORY) else None


def keep_offer(*, unit: Organization, found: EnterpriseFacts) -> None:
    """Keep what the region says, for somebody to look at before it is taken."""
    known = {fact.id: fact for fact in found.facts if fact.id in WORDS}
    offered = {
        id: {"value": _plain(fact.value), "as_of": fact.as_of.isoformat(), "authority": fact.authority}
        for id, fact in known.items()
    }
    unit.profile = {**unit.profile, "offered": offered}
    unit.refreshed_at = utc_now()
    db.session.flush()


def offers_of(unit: Organization) -> list[Offer]:
    """What the region said last, fact by fact, beside what is on record here."""
    ours = holder_facts(unit.id, business_today()) | {"holder.name": unit.name}
    region_names = keeper_of(unit) is not None
    return [
        Offer(
            id=id,
            ours=_plain(ours.get(id)),
            theirs=said["value"],
            as_of=said["as_of"],
            authority=said["authority"],
            takes=id != "holder.division" and (id != "holder.name" or region_names),
        )
        for id, said in unit.profile.get("offered", {}).items()
    ]


def take_offer(*, unit: Organization, by: Actor) -> list[Offer]:
    """Take over what differs and may be taken; the place stays, and the name unless the region is master of it."""
    taken = [offer for offer in offers_of(unit) if offer.takes and offer.differs]
    for offer in taken:
        _take(unit, offer)
    now = utc_now().isoformat()
    kept = {
        offer.id: {"value": offer.theirs, "as_of": offer.as_of, "authority": offer.authority, "taken_at": now}
        for offer in offers_of(unit)
        if offer.takes
    }
    unit.profile = {**unit.profile, "facts": {**unit.profile.get("facts", {}), **kept}, "offered": {}}
    db.session.flush()
    if taken:
        _record(unit, taken, by)
    return taken


def sources_of(unit: Organization) -> list[Source]:
    """The values on record that an authority vouches for."""
    return [
        Source(id, said["value"], said["as_of"], said["authority"], said["taken_at"])
        for id, said in unit.profile.get("facts", {}).items()
    ]


def _take(unit: Organization, offer: Offer) -> None:
    if offer.id == "holder.name":
        take_name_of_region(unit=unit, name=str(offer.theirs), region=offer.authority)
    elif offer.id == "holder.revenue_fen":
        unit.revenue_fen = int(offer.theirs)
    elif offer.id == "holder.tech_sme_year":
        year = int(offer.theirs)
        _vouch(unit, offer, QualificationKind.TECH_SME, date(year, 1, 1), date(year, 12, 31), year=year)
    elif offer.id == "holder.hnte_issued_on":
        issued = date.fromisoformat(str(offer.theirs))
        _vouch(unit, offer, QualificationKind.HNTE, issued, _years_after(issued, HNTE_YEARS), issued_on=issued)
    elif offer.id == "holder.incubatee" and offer.theirs:
        _vouch(unit, offer, QualificationKind.INCUBATEE, date.fromisoformat(offer.as_of), None)


def _vouch(
    unit: Organization,
    offer: Offer,
    kind: QualificationKind,
    valid_from: date,
    valid_until: date | None,
    **more: Any,
) -> None:
    """A qualification that rests on the word of the authority; its number is not handed over."""
    add_qualification(
        organization=unit,
        kind=kind,
        number=f"{offer.authority} {offer.theirs}",
        valid_from=valid_from,
        valid_until=valid_until,
        evidence=f"{offer.authority} {offer.as_of}",
        **more,
    )


def _years_after(day: date, years: int) -> date:
    """The day before the same day some years later; 29 February counts as 28 February."""
    same = date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)
    return date.fromordinal(same.toordinal() - 1)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _record(unit: Organization, taken: Iterable[Offer], by: Actor) -> None:
    taken = list(taken)
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        before={offer.id: offer.ours for offer in taken},
        after={offer.id: offer.theirs for offer in taken} | {"authority": taken[0].authority},
    )
