"""Taking over the catalogue of a region that offers one: new, changed and gone entries, and what cannot be taken.

What the institution keeps at the hub is left alone: the region's words about it are a difference for a person. What the
region no longer lists goes off the catalogue; orders placed go on.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from adapters.contract import Capability
from hub import audit
from hub.catalog.directory_import import take_from_region
from hub.catalog.listing_tables import RegionImport
from hub.catalog.models import Category, Service
from hub.catalog.region_rules import Fault, changed, read_institution, read_service
from hub.catalog.service import list_service
from hub.catalog.shops import open_shop
from hub.federation import directory, gateway
from hub.identity import Organization, create_organization, find_organization_by_uscc
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError

MOST_PAGES = 5000
KEPT = 200  # differences and faults that an import keeps for a person to read


@dataclass
class Collected:
    """All pages of a region's catalogue; ``failure`` when they could not be read to the end."""

    institutions: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    instruments: int = 0
    labs: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None


@dataclass
class _Outcome:
    counts: dict[str, int] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    def differ(self, kind: str, no: str, what: str, **details: Any) -> None:
        self.differences.append({"kind": kind, "no": no, "what": what, **details})


def regions_with_catalog() -> list[str]:
    """The regions whose platform offers its catalogue."""
    return [region.code for region in directory.list_regions() if gateway.offers(region.code, Capability.CATALOG)]


def collect(region: str) -> Collected:
    """Read every page, with no transaction open; a cursor that comes again ends it as a fault of the platform."""
    found, cursor, seen = Collected(), None, set()
    try:
        for _ in range(MOST_PAGES):
            page = gateway.call(region, "list_catalog", None, cursor)
            found.institutions += page.institutions
            found.services += page.services
            found.instruments += len(page.instruments)
            found.labs += page.labs
            cursor = page.next
            if cursor is None:
                return found
            if cursor in seen:
                break
            seen.add(cursor)
        found.failure = "the platform's pages have no end"
    except HubError as error:
        found.failure = error.text("zh")
    return found


def take_over(region: str, collected: Collected, began_at: datetime) -> RegionImport:
    """Bring the catalogue to what the region says; of a reading that failed nothing is taken, and nothing is gone."""
    outcome = _Outcome()
    if collected.failure is None:
        units = _take_institutions(region, collected.institutions, outcome)
        listed = _take_services(region, collected.services, units, outcome)
        _withdraw_the_rest(region, listed, outcome)
        take_from_region(region, collected.labs)
    outcome.counts |= {"instruments": collected.instruments, "labs": len(collected.labs)}
    report = RegionImport(
        region=region,
        began_at=began_at,
        ended_at=business_now(),
        counts=outcome.counts | {"faults": len(outcome.faults), "differences": len(outcome.differences)},
        differences=outcome.differences[:KEPT],
        faults=[asdict(fault) for fault in outcome.faults[:KEPT]],
        failure=collected.failure,
    )
    db.session.add(report)
    db.session.flush()
    audit.record(
        "listing.imported",
        by=THE_HUB,
        subject="catalog_import",
        subject_id=report.id,
        subject_no=region,
        after={name: number for name, number in report.counts.items() if isinstance(number, int)},
        reason=collected.failure,
    )
    return report


def list_reports(limit: int = 60) -> Sequence[RegionImport]:
    """The newest readings of all regions."""
    return db.session.scalars(select(RegionImport).order_by(RegionImport.began_at.desc()).limit(limit)).all()


def _take_institutions(region: str, entries: list[dict[str, Any]], outcome: _Outcome) -> dict[str, Organization]:
    units: dict[str, Organization] = {}
    for entry in entries:
        home = directory.find_region_of_division(str(entry.get("division", "")))
        read, fault = read_institution(entry, home is not None and home.code == region)
        if read is None:
            outcome.faults += [fault] if fault else []
            continue
        unit = find_organization_by_uscc(read["uscc"])
        if unit is None:
            unit = create_organization(**read, by=THE_HUB, is_holder=False, is_institution=True)
            open_shop(unit, source_region=region)
            outcome.count("institutions_new")
            outcome.differ("institution", unit.uscc, "new", name=unit.name)
        elif not unit.is_institution:
            zh, en = "该单位尚未加盟，请其在枢纽申请", "the unit has not joined here: it has to apply"
            outcome.faults.append(Fault("institution", unit.uscc, zh, en))
            continue
        elif unit.name != read["name"]:
            outcome.differ("institution", unit.uscc, "other", fields={"name": [unit.name, read["name"]]})
        units[unit.uscc] = unit
    return units


def _take_services(
    region: str, entries: list[dict[str, Any]], units: dict[str, Organization], outcome: _Outcome
) -> set[str]:
    categories = frozenset(db.session.scalars(select(Category.code)).all())
    badges = [one.code for one in directory.list_programmes() if one.owner == region]
    listed: set[str] = set()
    for entry in entries:
        read, fault = read_service(entry, mark_of(region), units, categories)
        if read is None:
            outcome.faults += [fault] if fault else []
            continue
        unit = units[read.pop("institution")]
        if not _kept_here(read, unit, outcome):
            _take_service(region, read, unit, badges, outcome)
            listed.add(read["no"])
    return listed


def _take_service(region: str, read: dict[str, Any], unit: Organization, badges: list[str], outcome: _Outcome) -> None:
    before = db.session.scalars(select(Service).where(Service.no == read["no"])).one_or_none()
    fields = changed(before, read) if before is not None else {}
    if before is not None and before.published and not fields:
        outcome.count("services_unchanged")
        return
    outcome.count("services_new" if before is None else "services_changed")
    outcome.differ("service", read["no"], "new" if before is None else "changed", name=read["name"], fields=fields)
    list_service(
        **{name: value for name, value in read.items() if name != "number"},
        institution_id=unit.id,
        institution_name=unit.name,
        listed_at=business_now(),
        programme_badges=badges,
        source_region=region,
        published=True,
        version=before.version + 1 if before is not None else 1,
    )


def _kept_here(read: dict[str, Any], unit: Organization, outcome: _Outcome) -> bool:
    """Whether the institution keeps this service at the hub: under the region's number, or under its very name."""
    own = select(Service).where(Service.institution_id == unit.id, Service.source_region.is_(None))
    same = own.where((Service.no == read["number"]) | (Service.name == read["name"])).limit(1)
    here = db.session.scalars(same).one_or_none()
    if here is None:
        return False
    fields = changed(here, read)
    outcome.count("services_kept_here")
    if fields:
        outcome.differ("service", here.no, "other", name=here.name, fields=fields)
    return True


def _withdraw_the_rest(region: str, listed: set[str], outcome: _Outcome) -> None:
    gone = select(Service).where(Service.source_region == region, Service.published)
    for service in db.session.scalars(gone).all():
        if service.no not in listed:
            outcome.count("services_gone")
            outcome.differ("service", service.no, "gone", name=service.name)
            db.session.execute(update(Service).where(Service.id == service.id).values(published=False))


def mark_of(region: str) -> str:
    """What the numbers of a region's own listings begin with here."""
    return region[:4].upper()
