"""How every region is, for the hub's operators: health, breaker, what its dialect can do, its latest messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from adapters.contract import Capability, Support
from hub.federation.breaker import gate_of
from hub.federation.directory import get_region, list_areas, list_regions
from hub.federation.exchanges import list_exchanges
from hub.federation.gateway import by_files, support_of
from hub.federation.health import get_health
from hub.federation.ladder import stage_of
from hub.federation.models import Exchange, InboundMessage, RegionDocument, RegionHealth
from hub.federation.places import Area, Region
from hub.kernel.db import db

LATEST = 10
_FAILING = select(RegionHealth).where(RegionHealth.failing_since.is_not(None)).execution_options(populate_existing=True)


@dataclass(frozen=True)
class RegionView:
    """One region as an operator sees it. ``health``: ok, failing, unseen, or by_files where there is no platform."""

    region: Region
    stage: str
    areas: tuple[Area, ...]
    health: str
    since: datetime | None
    last_ok_at: datetime | None
    last_fault: str | None
    breaker_open: bool
    support: Mapping[Capability, Support]
    exchanges: tuple[Exchange, ...]
    counts: Mapping[str, int]
    inbound: tuple[InboundMessage, ...]


def view_region(code: str) -> RegionView:
    """One region.

    Raises:
        UnknownRegion: there is none.
    """
    region = get_region(code)
    seen = get_health(code)
    since = seen.failing_since if seen else None
    return RegionView(
        region=region,
        stage=stage_of(code),
        areas=tuple(area for area in list_areas() if area.region == code),
        health=_health(region, seen is not None, since),
        since=since,
        last_ok_at=seen.last_ok_at if seen else None,
        last_fault=seen.last_fault if seen else None,
        breaker_open=gate_of(code).is_open,
        support=support_of(region),
        exchanges=tuple(list_exchanges(region=code, size=LATEST)[0]),
        counts=count_by_state(code),
        inbound=tuple(_latest_inbound(code)),
    )


def failing_since(code: str) -> datetime | None:
    """Since when the region's platform cannot be reached; None while it answers."""
    seen = get_health(code)
    return seen.failing_since if seen else None


def list_failing() -> dict[str, datetime]:
    """Since when each region's platform that cannot be reached now has failed, read together."""
    return {seen.region: seen.failing_since for seen in db.session.scalars(_FAILING) if seen.failing_since}


def list_documents(base_url: str) -> list[str]:
    """Names of the documents (metadata, keys) that were fetched below an address."""
    if not base_url:
        return []
    wanted = select(RegionDocument.key).where(RegionDocument.key.contains(base_url, autoescape=True))
    return sorted(key.rsplit("/", 1)[-1] for key in db.session.scalars(wanted))


def view_regions() -> list[RegionView]:
    """All regions; federations have no platform and are left out."""
    return [view_region(region.code) for region in list_regions() if region.kind == "region"]


def count_by_state(region: str | None = None) -> dict[str, int]:
    """How many exchanges are in each state, of one region or of all."""
    wanted = select(Exchange.state, func.count()).group_by(Exchange.state)
    if region:
        wanted = wanted.where(Exchange.region == region)
    return {state.value: count for state, count in db.session.execute(wanted)}


def _health(region: Region, seen: bool, since: datetime | None) -> str:
    if by_files(region.code):
        return "by_files"
    if since is not None:
        return "failing"
    return "ok" if seen else "unseen"


def _latest_inbound(code: str) -> list[InboundMessage]:
    wanted = select(InboundMessage).where(InboundMessage.region == code)
    return list(db.session.execute(wanted.order_by(InboundMessage.id.desc()).limit(LATEST)).scalars())
