"""What a portal's server calls. A refusal is committed like a success: it may have ended a family of tokens.

Whoever is refused too often from one address waits a minute: junk costs a signature check or a row in the database,
and nobody has to be anybody to send it.
"""

from collections.abc import Callable
from contextlib import suppress

from flask import Response, jsonify, request

from hub import identity
from hub.identity import TooManyTries, openid
from hub.kernel.db import unit_of_work
from hub.web.guards import public
from hub.web.oauth import bp
from hub.web.security import called_by_programs
from hub.web.session_cookie import address_of

SECRETS = frozenset({"client_secret", "client_assertion"})


@bp.post("/oauth/token")
@called_by_programs
@public
def token() -> Response:
    """Tokens for a code, a refresh token, or a client itself."""
    return _answered(openid.token_response)


@bp.post("/oauth/par")
@called_by_programs
@public
def push() -> Response:
    """Take an authorization request from the client itself (RFC 9126)."""
    return _answered(openid.push_response)


@bp.post("/oauth/introspect")
@called_by_programs
@public
def introspect() -> Response:
    """What a token is worth."""
    return _answered(openid.introspection_response)


@bp.post("/oauth/revoke")
@called_by_programs
@public
def revoke() -> Response:
    """End a token."""
    return _answered(openid.revocation_response)


@bp.route("/oauth/userinfo", methods=["GET", "POST"])
@called_by_programs
@public
def userinfo() -> Response:
    """Who the person is, as far as the token may know."""
    return _answered(openid.userinfo_response)


def _answered(respond: Callable[[], Response]) -> Response:
    try:
        identity.tries.refuse_while_locked(identity.tries.PROGRAMS_BY_ADDRESS, address_of())
    except TooManyTries:
        return _come_later()
    with unit_of_work():
        response = respond()
    if response.status_code >= 400 or _is_pushed_by_anybody():
        # After the answer is committed: what a refusal has ended stays ended.
        with suppress(TooManyTries), unit_of_work():
            identity.tries.take_try(identity.tries.PROGRAMS_BY_ADDRESS, address_of())
    return response


def _is_pushed_by_anybody() -> bool:
    """Whether a row was kept for a client that has no secret to show: anybody knows its name."""
    shown = "Authorization" in request.headers or bool(SECRETS & set(request.form))
    return request.endpoint == "oauth.push" and not shown


def _come_later() -> Response:
    wait = int(identity.tries.PROGRAMS_BY_ADDRESS.lock.total_seconds())
    response = jsonify(error="temporarily_unavailable", error_description="Too many refused calls from this address.")
    response.status_code = 429
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response
