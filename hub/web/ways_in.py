"""The ways to sign in, region first (P22): each platform that can log people in, and the hub account."""

from dataclasses import dataclass

from adapters.contract import Capability
from hub.federation import directory, gateway
from hub.web.language import t

HUB = "hub"


@dataclass(frozen=True)
class WayIn:
    """One way: ``region`` is empty for the hub account."""

    region: str
    name: str
    explanation: str
    used_last: bool


def list_ways_in(last: str | None) -> list[WayIn]:
    """All ways, the one used last in this browser first."""
    ways = [_of_region(region.code, last) for region in directory.list_regions() if can_log_in(region.code)]
    places = "、".join(r.names.text(t("zh", "en")) for r in directory.list_regions() if is_by_hub_account(r.code))
    explanation = t(f"在本枢纽注册的单位（{places}等）和管理人员", f"Units registered here ({places} …) and staff")
    ways.append(WayIn("", t("枢纽账号", "Hub account"), explanation, last == HUB))
    return sorted(ways, key=lambda way: not way.used_last)


def can_log_in(region: str) -> bool:
    """Whether people can log in at this region's platform."""
    return gateway.offers(region, Capability.LOGIN)


def is_by_hub_account(region: str) -> bool:
    """Whether a region has people but no login of its own."""
    return directory.get_region(region).kind == "region" and not can_log_in(region)


def _of_region(code: str, last: str | None) -> WayIn:
    region = directory.get_region(code)
    areas = [area.names.text(t("zh", "en")) for area in directory.list_areas() if area.region == code]
    explanation = t("使用该地区已有的平台账号", "With the account of that platform")
    if areas:
        explanation += t(f"（含{'、'.join(areas)}）", f" (including {', '.join(areas)})")
    return WayIn(code, region.names.text(t("zh", "en")), explanation, last == code)
