"""Institutions, instruments, laboratories and categories, for everybody."""

from typing import Any

from hub import catalog, identity
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.catalog import Equipment, Shop, directories, directory
from hub.kernel.clock import business_now, business_today
from schemas.api import directory as schemas

bp = Blueprint("directories", __name__, url_prefix="/api/v1", description="机构、仪器与实验室 / Who offers what")


@operation(
    bp, "GET", "/institutions", "listInstitutions", query=schemas.DirectoryQuery, answers=schemas.InstitutionPage
)
def list_institutions(query: dict[str, Any]) -> Any:
    """Institutions by words and place."""
    found = directories.shops_matching(query["words"], query["region"], query["division"])
    return page_of(found, Shop, cursor=query["cursor"], limit=query["limit"])


@operation(bp, "GET", "/institutions/<uscc>", "getInstitution", answers=schemas.InstitutionInFull)
def get_institution(uscc: str) -> Any:
    """One institution, and whether it takes orders."""
    shop = catalog.shops.get_shop(uscc)
    unit = identity.get_organization(shop.organization_id)
    columns = {column.key: getattr(shop, column.key) for column in Shop.__table__.columns if column.key != "words"}
    return {**columns, "suspended": identity.is_suspended(unit, business_now())}


@operation(bp, "GET", "/instruments", "listInstruments", query=schemas.InstrumentQuery, answers=schemas.InstrumentPage)
def list_instruments(query: dict[str, Any]) -> Any:
    """Instruments by words, category and place; what suspended institutions offer is left out."""
    narrow = {name: query[name] for name in ("words", "category", "region", "division")}
    found = directories.instruments_matching(**narrow, at=business_now())
    return page_of(found, Equipment, cursor=query["cursor"], limit=query["limit"])


@operation(bp, "GET", "/instruments/<no>", "getInstrument", answers=schemas.Instrument)
def get_instrument(no: str) -> Any:
    """One instrument."""
    equipment = catalog.get_equipment(no)
    if not equipment.published:
        raise catalog.EquipmentUnknown(no=no)
    return equipment


@operation(bp, "GET", "/labs", "listLaboratories", query=schemas.LabQuery, answers=schemas.LabList)
def list_laboratories(query: dict[str, Any]) -> Any:
    """The laboratories that a programme's directory listed on a day."""
    return directory.search_laboratories(
        words=query["words"],
        division=query["province"],
        on=query["on"] or business_today(),
        page=query["page"],
        programme=query["programme"],
    )


@operation(bp, "GET", "/categories", "listCategories", answers=schemas.CategoryList)
def list_categories() -> Any:
    """The three-level classification."""
    return {"items": catalog.list_categories()}
