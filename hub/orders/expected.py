"""What is known of a voucher before there is one, and which programme grants for a service order by order (TJ-12)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub import vouchers
from hub.catalog import Service, directory
from hub.federation import directory as places
from hub.identity import Organization
from hub.kernel.errors import HubError
from schemas.terms import Mastership, VoucherMode


@dataclass(frozen=True)
class ExpectedVoucher:
    """The voucher that an application for an order would bring, as far as the policy needs to know it."""

    programme: str
    area: str
    mode: VoucherMode
    year: int
    granted_at: datetime


def home_granting_by_order(service: Service, holder: Organization, on: date) -> tuple[str, str] | None:
    """(programme, area) in which the holder could apply for a voucher for an order of this service, or None."""
    for programme, area in places.programmes_for(holder.division):
        if programme.code in service.programme_badges and grants_by_order(programme.code, area.code, on):
            return programme.code, area.code
    return None


def grants_by_order(programme: str, area: str, on: date) -> bool:
    """Whether the hub takes applications there, order by order."""
    if places.mastership(programme, area, "application", on) is Mastership.REGION:
        return False
    try:
        return vouchers.is_per_order(programme, area, on)
    except HubError:  # no policy is in force there on that day
        return False


def areas_granting_by_order(service: Service, on: date) -> list[tuple[str, list[str]]]:
    """The programmes of the service's badges that grant order by order, each with the areas that take part."""
    found = []
    for code in service.programme_badges:
        areas = [area.code for area in places.list_areas() if code in area.programmes]
        taking_part = [area for area in areas if grants_by_order(code, area, on)]
        if taking_part:
            found.append((code, taking_part))
    return found


def region_of_seller(institution: Organization) -> str:
    """The region a seller belongs to; the first two digits of its place where no region of ours is."""
    region = places.find_region_of_division(institution.division)
    return region.code if region is not None else institution.division[:2]


def listing_facts(programme: str, area: str, institution: Organization, on: date, *, phase: str) -> dict[str, Any]:
    """Whether the directory lists the seller that day, where the policy in force asks for it."""
    if not directory.asks_for_directory(programme, area, on):
        return {}
    return {f"{phase}.seller_in_catalogue": directory.is_listed(programme, institution.uscc, on)}


def say_by_order(programme: str, institution: Organization) -> dict[str, str]:
    """The first reason of an order for which a voucher can be applied for afterwards, in both languages."""
    names = places.get_programme(programme).names
    return {
        "zh": f"先下单、后申请：下单后可就本单申请“{names.zh}”，批准后凭券兑现；"
        f"服务费用由买家全额支付给{institution.name}，未申请或未批准的不补贴。",
        "en": f"Order first, then apply for this order under {names.en}; the buyer pays {institution.name} in full "
        "and redeems afterwards. Without an approved application nothing is subsidised.",
    }
