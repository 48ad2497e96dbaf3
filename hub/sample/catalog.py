"""Loads the sample catalogue: categories, services V01–V16 and instruments N1–N6 of domain.md §7.3 and §7.4."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from hub.catalog import list_equipment, list_service, save_category
from hub.identity import Organization, find_organization_by_uscc
from hub.kernel.clock import SHANGHAI
from schemas.terms import PricingMode, fen_of_yuan

DATA = Path(__file__).parent / "data"
# Listings existed before the earliest story; none of their rules hangs on this date.
LISTED_AT = datetime(2021, 1, 4, 9, 0, tzinfo=SHANGHAI)


def load_catalog() -> None:
    """Put the sample into the catalogue; loading it again changes nothing. The institutions must be there already."""
    for code, names in _read("categories")["categories"].items():
        save_category(code=code, name_zh=names["zh"], name_en=names["en"])
    offered = _read("services")
    sellers = {entry["key"]: _seller(entry["key"], entry["uscc"]) for entry in _read("institutions")["institution"]}
    for no, entry in offered["equipment"].items():
        _load_equipment(no, entry, sellers[entry["institution"]])
    for no, entry in offered["services"].items():
        _load_service(no, entry, sellers[entry["institution"]])


def _read(name: str) -> dict[str, Any]:
    with open(DATA / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def _seller(key: str, uscc: str) -> Organization:
    seller = find_organization_by_uscc(uscc)
    if seller is None:
        raise LookupError(f"Institution {key} ({uscc}) is not loaded: load the people first.")
    return seller


def _load_service(no: str, entry: dict[str, Any], seller: Organization) -> None:
    price = entry.get("price")
    list_service(
        no=no,
        institution_id=seller.id,
        institution_name=seller.name,
        category_code=entry["category"],
        name=entry["name"],
        pricing=PricingMode(entry["pricing"]),
        price_fen=fen_of_yuan(price) if price else None,
        listed_at=LISTED_AT,
        unit=entry.get("unit"),
        service_days=entry.get("days"),
        area_tags=entry.get("tags", []),
        open_to_others=entry.get("others", False),
        programme_badges=entry.get("badges", []),
        equipment_nos=entry.get("equipment", []),
        description=entry.get("note", ""),
    )


def _load_equipment(no: str, entry: dict[str, Any], seller: Organization) -> None:
    list_equipment(
        no=no,
        institution_id=seller.id,
        institution_name=seller.name,
        category_code=entry["category"],
        listed_at=LISTED_AT,
        name=entry["name"],
        model=entry["model"],
        manufacturer=entry["manufacturer"],
        address=entry["address"],
        charge_note=entry["charge"],
        service_days=entry["days"],
    )
