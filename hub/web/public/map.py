"""创新地图: cities as tiles of a schematic grid, with a list; a city leads to its institutions and to booking."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from hub import catalog, identity
from hub.catalog import directories, tiles
from hub.kernel.clock import business_now
from hub.web.guards import public
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.public import bp

SIDE = 100  # of a tile, in units of the drawing


@bp.get("/map")
@public
def show_map() -> ResponseReturnValue:
    """The map, of everything or of what holds the words."""
    words = request.args.get("words", "").strip()[:100]
    found, rest = tiles.tile_map(words, business_now())
    return render(
        "public/map.html",
        words=words,
        tiles=found,
        rest=rest,
        side=SIDE,
        width=SIDE * (max((tile.column for tile in found), default=1) + 1),
        height=SIDE * (max((tile.row for tile in found), default=1) + 1),
    )


@bp.get("/map/<code>")
@public
def show_city(code: str) -> ResponseReturnValue:
    """The institutions of one place, each opening to what can be booked there (ZJ2-15)."""
    if not (len(code) == 6 and code.isdigit()):
        abort(404)
    words = request.args.get("words", "").strip()[:100]
    found = directories.search_shops("", division=tiles.prefix_of(code), page=page_asked_for())
    ids = [shop.organization_id for shop in found.rows]
    return render(
        "public/city.html",
        code=code,
        words=words,
        name=identity.divisions.name_of_division(code),
        found=found,
        paging=Paging(found.page, found.total, directories.PER_PAGE),
        offered={one: directories.services_of_shop(one).rows for one in ids},
        closed=catalog.suspensions.suspended_among(ids, business_now()),
        prefix=tiles.prefix_of(code),
    )
