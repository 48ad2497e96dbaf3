"""The directory of recognised laboratories: search by words, province and field, as it stands on a day (TJ-35)."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from hub.catalog import directory
from hub.federation import directory as places
from hub.identity import divisions
from hub.kernel.clock import business_today
from hub.web.guards import public
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.public import bp


@bp.get("/labs")
@public
def search_laboratories() -> ResponseReturnValue:
    """The laboratories listed on the day asked for, today if none is."""
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("words", "province", "kind")}
    on = _day_asked_for()
    found = directory.search_laboratories(
        words=asked["words"], division=asked["province"], kind=asked["kind"], on=on, page=page_asked_for()
    )
    return render(
        "public/laboratories/list.html",
        found=found,
        asked=asked,
        on=on,
        today=business_today(),
        paging=Paging(found.page, found.total, directory.PER_PAGE),
        provinces=dict(divisions.list_provinces()),
        programmes={programme.code: programme.names for programme in places.list_programmes()},
    )


def _day_asked_for() -> date:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return business_today()
