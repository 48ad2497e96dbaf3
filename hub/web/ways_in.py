"""The ways to sign in, region first (P22): each platform that can log people in, and the hub account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.contract import Capability
from hub.federation import directory, gateway, ladder, overview, places
from hub.identity import binding
from hub.kernel.clock import business_today
from hub.web.language import t
from schemas.terms import Mastership

HUB = "hub"


@dataclass(frozen=True)
class WayIn:
    """One way: ``region`` is empty for the hub account; ``pages`` are the platform's own for what is not done here."""

    region: str
    name: str
    explanation: str
    used_last: bool
    failing_since: datetime | None = None
    pages: tuple[tuple[str, str], ...] = ()


def list_ways_in(last: str | None) -> list[WayIn]:
    """All ways, the one used last in this browser first."""
    offering = {region.code for region in directory.list_regions() if can_log_in(region.code)}
    areas = [(area, area.region in offering and _comes_in_by_region(area)) for area in directory.list_areas()]
    failing = overview.list_failing()
    ways = [
        _by_region(code, last, [area for area, by_region in areas if by_region and area.region == code], failing)
        for code in sorted(offering)
        if not binding.is_link_only(code)
    ]
    here = [area for area, by_region in areas if not by_region]
    explanation = t("在本枢纽注册的单位和管理人员", "Units registered at the hub, and staff") + _including(here)
    ways.append(WayIn("", t("枢纽账号", "Hub account"), explanation, last == HUB))
    return sorted(ways, key=lambda way: not way.used_last)


def can_log_in(region: str) -> bool:
    """Whether people can log in at this region's platform: it offers that, and the region is connected."""
    return gateway.offers(region, Capability.LOGIN) and ladder.allows(region, ladder.CONNECTED)


def _by_region(code: str, last: str | None, there: Iterable[places.Area], failing: Mapping[str, datetime]) -> WayIn:
    region = directory.get_region(code)
    explanation = t("使用该地区已有的平台账号", "With the account of that platform") + _including(there)
    name = region.names.text(t("zh", "en"))
    return WayIn(code, name, explanation, last == code, failing.get(code), _pages_of(code))


def _pages_of(code: str) -> tuple[tuple[str, str], ...]:
    """Registering and recovering happen on the region's own pages: they are linked, not rebuilt (design.md §8.17)."""
    region = directory.get_region(code)
    named = (("register", t("注册", "Register")), ("recover", t("找回密码", "Forgot the password")))
    return tuple((name, address) for page, name in named if (address := region.link(page)))


def _comes_in_by_region(area: places.Area) -> bool:
    """Whether enterprises use the account of a region with a login: it masters identity, or the area is all of it."""
    if area.division == directory.get_region(area.region).division:
        return True
    today = business_today()
    masters = {directory.mastership(code, area.code, "identity", today) for code in area.programmes}
    return Mastership.REGION in masters


def _including(areas: Iterable[places.Area]) -> str:
    names = [area.names.text(t("zh", "en")) for area in areas]
    return t(f"（{'、'.join(names)}）", f" ({', '.join(names)})") if names else ""
