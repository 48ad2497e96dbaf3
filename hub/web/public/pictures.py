"""Pictures of published listings, for everybody."""

from flask import abort
from flask.typing import ResponseReturnValue

from hub import catalog
from hub.web.guards import public
from hub.web.pictures import send_picture
from hub.web.public import bp


@bp.get("/pictures/service/<no>")
@public
def show_service_picture(no: str) -> ResponseReturnValue:
    """The picture of a service that is published."""
    return send_picture(catalog.get_service(no).image_id)


@bp.get("/pictures/instrument/<no>")
@public
def show_instrument_picture(no: str) -> ResponseReturnValue:
    """The picture of an instrument that is published."""
    equipment = catalog.get_equipment(no)
    if not equipment.published:
        abort(404)
    return send_picture(equipment.image_id)
