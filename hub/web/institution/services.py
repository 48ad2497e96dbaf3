"""The institution's own services and instruments: lists with what is published, written and waiting."""

from flask import request
from flask.typing import ResponseReturnValue

from hub import catalog
from hub.catalog import ListingKind, listing_queries
from hub.federation import directory
from hub.web.guards import allow
from hub.web.institution import bp
from hub.web.institution.listing_forms import own_institution
from hub.web.language import lang
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from schemas.terms import INSTITUTION_ROLES


@bp.get("/services")
@allow(*INSTITUTION_ROLES)
def list_services() -> ResponseReturnValue:
    """All services of the institution, and what is being written."""
    return _list(ListingKind.SERVICE)


@bp.get("/instruments")
@allow(*INSTITUTION_ROLES)
def list_instruments() -> ResponseReturnValue:
    """All instruments of the institution, and what is being written."""
    return _list(ListingKind.INSTRUMENT)


def _list(kind: ListingKind) -> str:
    unit = own_institution()
    words = request.args.get("words", "").strip()
    found, total = catalog.list_rows_of(unit.id, kind, words=words, page=page_asked_for())
    return render(
        "institution/listings/list.html",
        kind=kind,
        found=found,
        paging=Paging(page_asked_for(), total),
        words=words,
        written=listing_queries.list_open_versions(unit.id, kind),
        areas={area.code: area.names.text(lang()) for area in directory.list_areas()},
        badges={programme.code: programme.names.text(lang()) for programme in directory.list_programmes()},
    )
