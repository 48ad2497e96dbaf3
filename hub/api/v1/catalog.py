"""Services and public notices, for everybody."""

from typing import Any

from sqlalchemy import select

from hub import catalog, redemption
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.kernel.clock import business_now
from hub.redemption import PublicNotice
from schemas.api import catalog as schemas

bp = Blueprint("catalog", __name__, url_prefix="/api/v1", description="服务与公示 / Services and public notices")


@operation(bp, "GET", "/services", "listServices", query=schemas.ServiceQuery, answers=schemas.ServiceList)
def list_services(query: dict[str, Any]) -> Any:
    """Search the services of every region."""
    found = catalog.search_services(
        **narrowed(query), place=query["cursor"], per_page=query["limit"], at=business_now()
    )
    return {"items": found.services, "total": found.total, "exact": found.exact, "next": found.after}


@operation(bp, "GET", "/services/<no>", "getService", answers=schemas.Service)
def get_service(no: str) -> Any:
    """One service."""
    return catalog.get_service(no)


@operation(bp, "GET", "/public-notices", "listPublicNotices", query=schemas.NoticeQuery, answers=schemas.NoticePage)
def list_public_notices(query: dict[str, Any]) -> Any:
    """Public notices, the newest first."""
    found = select(PublicNotice)
    if query["area"]:
        found = found.where(PublicNotice.area == query["area"])
    return page_of(found, PublicNotice, cursor=query["cursor"], limit=query["limit"])


@operation(bp, "GET", "/public-notices/<no>", "getPublicNotice", answers=schemas.NoticeWithText)
def get_public_notice(no: str) -> Any:
    """One notice with the text that was hashed."""
    return redemption.get_notice(no)


def narrowed(query: dict[str, Any]) -> dict[str, Any]:
    """The filters of a search, an institution named by its code."""
    filters = {name: value for name, value in query.items() if name not in ("cursor", "limit")}
    institution = catalog.shops.id_of(query["institution"]) if query["institution"] else None
    return {**filters, "institution": institution}
