"""The words of the catalogue's pages: names of areas, programmes and regions, and what the facets are called."""

from typing import Any
from uuid import UUID

from hub import catalog
from hub.catalog import Facet
from hub.federation import directory
from hub.identity import divisions
from hub.web.labels import word
from hub.web.language import lang, t
from schemas.terms import PricingMode

Named = list[tuple[Facet, str]]


def area_names() -> dict[str, str]:
    """The names of the areas by code."""
    return {area.code: area.names.text(lang()) for area in directory.list_areas()}


def badge_names() -> dict[str, str]:
    """The names of the programmes by code."""
    return {programme.code: programme.names.text(lang()) for programme in directory.list_programmes()}


def region_names() -> dict[str, str]:
    """The names of the regions by code."""
    return {region.code: region.names.text(lang()) for region in directory.list_regions()}


def facet_groups(facets: dict[str, list[Facet]], asked: dict[str, Any]) -> list[tuple[str, str, Named]]:
    """Each facet with its heading and the words of its values; one with nothing to choose is left out."""
    shops = catalog.shops.shops_of([UUID(one.value) for one in facets["institution"]])
    # An institution stands in addresses by its public code, not by its id.
    coded = [(shops[UUID(one.value)], one) for one in facets["institution"] if UUID(one.value) in shops]
    by_code = [(Facet(shop.no, one.count, shop.no == asked["institution"]), shop.name) for shop, one in coded]
    instruments = {one.no: one.name for one in catalog.list_equipment_of([one.value for one in facets["instrument"]])}
    pricings = {mode.value: word(mode) for mode in PricingMode}
    groups = [
        ("area", t("对哪些区域的企业开放", "Open to enterprises of"), _named(facets["area"], area_names())),
        ("pricing", t("价格方式", "Kind of price"), _named(facets["pricing"], pricings)),
        ("region", t("机构所在地区", "Where it is"), _named(facets["region"], region_names())),
        ("institution", t("服务机构", "Institution"), by_code),
        ("instrument", t("使用仪器", "Instrument used"), _named(facets["instrument"], instruments)),
    ]
    return [group for group in groups if len(group[2]) > 1 or asked[group[0]]]


def choices(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The filters in force that no facet shows: (name, words)."""
    found = []
    if asked.get("division"):
        found.append(("division", divisions.name_of_division(asked["division"].ljust(6, "0"))))
    return found


def _named(facets: list[Facet], names: dict[str, str]) -> Named:
    return [(one, names.get(one.value, one.value)) for one in facets]
