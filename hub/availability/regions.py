"""How each region's platform is, for everybody: state, since when, what still works and what waits; never why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.contract import Capability, Support
from hub.federation import directory, gateway, overview
from hub.federation.places import Region


class Ability(StrEnum):
    """What people do through a region's platform, as far as its dialect does it."""

    LOGIN = "LOGIN"
    QUOTA = "QUOTA"
    CATALOG = "CATALOG"
    MESSAGES = "MESSAGES"


NEEDS = {
    Ability.LOGIN: (Capability.LOGIN,),
    Ability.QUOTA: (Capability.QUOTA,),
    Ability.CATALOG: (Capability.CATALOG,),
    Ability.MESSAGES: (Capability.ORDERS, Capability.REDEMPTIONS, Capability.STATEMENTS),
}


@dataclass(frozen=True)
class RegionStatus:
    """A region's platform: ``state`` is up, down, or by_files where the hub works with files and needs none."""

    region: Region
    state: str
    since: datetime | None
    abilities: tuple[Ability, ...]

    @property
    def is_down(self) -> bool:
        """Whether it cannot be reached now."""
        return self.state == "down"


def list_statuses() -> list[RegionStatus]:
    """Every region's platform, by code."""
    failing = overview.list_failing()
    return [_status(region, failing) for region in directory.list_regions() if region.kind == "region"]


def list_down() -> list[RegionStatus]:
    """The platforms that cannot be reached now: one question on every page, and nothing more while all is well."""
    failing = overview.list_failing()
    found = [_status(region, failing) for region in directory.list_regions() if region.code in failing]
    return [status for status in found if status.is_down]


def _status(region: Region, failing: dict[str, datetime]) -> RegionStatus:
    if gateway.by_files(region.code):
        return RegionStatus(region, "by_files", None, ())
    since = failing.get(region.code)
    return RegionStatus(region, "down" if since else "up", since, _abilities(region))


def _abilities(region: Region) -> tuple[Ability, ...]:
    support = gateway.support_of(region)
    offered = {capability for capability, how in support.items() if how in (Support.FULL, Support.PARTIAL)}
    return tuple(ability for ability, needs in NEEDS.items() if offered.intersection(needs))
