"""Spot-checks in public: seed, population and what was drawn, so that anybody can draw again; no names, no amounts."""

from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.redemption import spot_checks
from hub.web.guards import public
from hub.web.language import lang
from hub.web.page import render
from hub.web.public import bp


@bp.get("/spot-checks")
@public
def list_spot_checks() -> ResponseReturnValue:
    """The latest spot-checks of all areas."""
    rows = [
        (one, directory.area_name(one.area, lang()), spot_checks.list_lines(one))
        for one in spot_checks.list_spot_checks()
    ]
    return render("public/spot_checks.html", rows=rows)
