"""What is offered by whom, in which category, and to the enterprises of which areas."""

from hub.catalog import (
    directory,
    directory_import,
    listing_queries,
    listing_rules,
    listings,
    offices,
    publishing,
    shops,
)
from hub.catalog.directory_models import DirectoryImport, LaboratoryEntry
from hub.catalog.errors import EquipmentUnknown, ListingUnknown, ServiceUnknown, ShopUnknown
from hub.catalog.listing_tables import ListingKind, ListingState, ListingVersion, PublishedBy
from hub.catalog.models import Category, Equipment, Service, Shop
from hub.catalog.queries import (
    PER_PAGE,
    Facet,
    Found,
    category_path,
    find_service,
    get_equipment,
    get_service,
    list_categories,
    list_equipment_of,
    list_services_of,
    search_services,
)
from hub.catalog.rules import OpenBecause, Openness, openness
from hub.catalog.service import list_equipment, list_service, save_category, set_published

__all__ = [
    "PER_PAGE",
    "Category",
    "DirectoryImport",
    "Equipment",
    "EquipmentUnknown",
    "Facet",
    "Found",
    "LaboratoryEntry",
    "ListingKind",
    "ListingState",
    "ListingUnknown",
    "ListingVersion",
    "OpenBecause",
    "Openness",
    "PublishedBy",
    "Service",
    "ServiceUnknown",
    "Shop",
    "ShopUnknown",
    "category_path",
    "directory",
    "directory_import",
    "find_service",
    "get_equipment",
    "get_service",
    "list_categories",
    "list_equipment",
    "list_equipment_of",
    "list_service",
    "list_services_of",
    "listing_queries",
    "listing_rules",
    "listings",
    "offices",
    "openness",
    "publishing",
    "save_category",
    "search_services",
    "set_published",
    "shops",
]
