"""What every portal reads first: the metadata document at both well-known addresses, and the public keys."""

from flask import Response, jsonify

from hub.identity import openid
from hub.web.guards import public
from hub.web.oauth import bp


@bp.get("/.well-known/openid-configuration")
@bp.get("/.well-known/oauth-authorization-server")
@public
def discovery() -> Response:
    """What the provider can do."""
    return jsonify(openid.discovery())


@bp.get("/oauth/jwks")
@public
def jwks() -> Response:
    """The keys that ID and logout tokens are signed with now, next, and lately."""
    return jsonify(openid.public_jwks())
