"""Whether this process lives, and whether it can serve; no detail for strangers."""

from flask import jsonify, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.kernel.db import db
from hub.web.guards import public
from hub.web.public import bp


@bp.get("/livez")
@public
def livez() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers too."""
    try:
        db.session.execute(text("SET LOCAL statement_timeout = '2s'"))
        db.session.execute(text("SELECT 1 FROM clock_offset LIMIT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unready", database="unavailable"), 503
    db.session.rollback()
    return jsonify(status="ok")


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """The icon for browsers that ask for it by its old name."""
    from flask import current_app

    return send_from_directory(current_app.static_folder or "", "favicon.svg")
