"""The cookies of signing in: the session, the region used last, and the browser that started a login at a region."""

from datetime import timedelta

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from hub.identity import new_secret
from hub.settings import Settings
from hub.web.guards import cookie_name

LAST_REGION = "hub_region"
LAST_REGION_KEPT = timedelta(days=365)


def keep_session(response: AnyResponse, secret: str) -> AnyResponse:
    """Give the browser its session; the cookie ends with the browser, the session by its own limits."""
    response.set_cookie(cookie_name(), secret, secure=_secure(), httponly=True, samesite="Lax", path="/")
    return response


def clear_session_cookie(response: AnyResponse) -> AnyResponse:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(), secure=_secure(), httponly=True, samesite="Lax", path="/")
    return response


def last_region() -> str | None:
    """The way in that was used last in this browser."""
    return request.cookies.get(LAST_REGION)


def keep_last_region(response: AnyResponse, region: str) -> AnyResponse:
    """Remember the way in for the next visit (P22)."""
    response.set_cookie(
        LAST_REGION, region, max_age=LAST_REGION_KEPT, secure=_secure(), httponly=True, samesite="Lax", path="/"
    )
    return response


def browser_cookie_name() -> str:
    """The cookie that binds a login under way to this browser."""
    return "__Host-hub_login" if _secure() else "hub_login"


def browser_mark() -> tuple[str, bool]:
    """What marks this browser while it logs in at a region, and whether the mark is new."""
    found = request.cookies.get(browser_cookie_name())
    if found:
        return found, False
    fresh: str = request.environ.setdefault("hub.browser_mark", new_secret())
    return fresh, True


def keep_browser_mark(response: Response, mark: str) -> Response:
    """Give the browser its mark; Lax, because it comes back by a link from the region."""
    response.set_cookie(
        browser_cookie_name(), mark, max_age=3600, secure=_secure(), httponly=True, samesite="Lax", path="/"
    )
    return response


def keep_proof(response: AnyResponse, secret: str) -> AnyResponse:
    """Give the browser the secret of a proof by phone that is under way."""
    response.set_cookie(
        _proof_cookie_name(), secret, max_age=1800, secure=_secure(), httponly=True, samesite="Lax", path="/"
    )
    return response


def forget_proof(response: AnyResponse) -> AnyResponse:
    """Take it away again."""
    response.delete_cookie(_proof_cookie_name(), secure=_secure(), httponly=True, samesite="Lax", path="/")
    return response


def proof_secret() -> str | None:
    """The secret of the proof under way in this browser."""
    return request.cookies.get(_proof_cookie_name())


def address_of() -> str:
    """The address that is counted at too many tries."""
    return request.remote_addr or "unknown"


def _proof_cookie_name() -> str:
    return "__Host-hub_proof" if _secure() else "hub_proof"


def _secure() -> bool:
    settings: Settings = current_app.config["HUB"]
    return settings.web.secure_cookies
