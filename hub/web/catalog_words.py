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
    names = _names_of(facets)
    headings = {
        "area": t("对哪些区域的企业开放", "Open to enterprises of"),
        "pricing": t("价格方式", "Kind of price"),
        "region": t("机构所在地区", "Where it is"),
        "institution": t("服务机构", "Institution"),
        "instrument": t("使用仪器", "Instrument used"),
    }
    groups = []
    for facet, heading in headings.items():
        values = [(_by_code(one, facet, asked), names[facet].get(one.value, one.value)) for one in facets[facet]]
        if len(values) > 1 or asked.get(facet):
            groups.append((facet, heading, values))
    return groups


def choices(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The filters in force that no facet shows: (name, words)."""
    found = []
    if asked.get("division"):
        found.append(("division", divisions.name_of_division(asked["division"].ljust(6, "0"))))
    return found


def _names_of(facets: dict[str, list[Facet]]) -> dict[str, dict[str, str]]:
    shops = catalog.shops.shops_of([UUID(one.value) for one in facets["institution"]])
    instruments = catalog.list_equipment_of([one.value for one in facets["instrument"]])
    return {
        "area": area_names(),
        "pricing": {mode.value: word(mode) for mode in PricingMode},
        "region": region_names(),
        "institution": {str(key): shop.name for key, shop in shops.items()},
        "instrument": {one.no: one.name for one in instruments},
    }


def _by_code(one: Facet, facet: str, asked: dict[str, Any]) -> Facet:
    """An institution stands in addresses by its public code, not by its id."""
    if facet != "institution":
        return one
    shop = catalog.shops.shops_of([UUID(one.value)]).get(UUID(one.value))
    code = shop.no if shop else ""
    return Facet(code, one.count, bool(code) and code == asked.get("institution"))
