"""What a portal's server calls. A refusal is committed like a success: it may have ended a family of tokens."""

from flask import Response

from hub.identity import openid
from hub.kernel.db import unit_of_work
from hub.web.guards import public
from hub.web.oauth import bp
from hub.web.security import called_by_programs


@bp.post("/oauth/token")
@called_by_programs
@public
def token() -> Response:
    """Tokens for a code, a refresh token, or a client itself."""
    with unit_of_work():
        return openid.token_response()


@bp.post("/oauth/par")
@called_by_programs
@public
def push() -> Response:
    """Take an authorization request from the client itself (RFC 9126)."""
    with unit_of_work():
        return openid.push_response()


@bp.post("/oauth/introspect")
@called_by_programs
@public
def introspect() -> Response:
    """What a token is worth."""
    with unit_of_work():
        return openid.introspection_response()


@bp.post("/oauth/revoke")
@called_by_programs
@public
def revoke() -> Response:
    """End a token."""
    with unit_of_work():
        return openid.revocation_response()


@bp.route("/oauth/userinfo", methods=["GET", "POST"])
@called_by_programs
@public
def userinfo() -> Response:
    """Who the person is, as far as the token may know."""
    with unit_of_work():
        return openid.userinfo_response()
