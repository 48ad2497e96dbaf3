"""Headers of every answer, limits of every request, and the protection of forms."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from hub.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

POLICY = {
    "default_src": "'none'",
    "script_src": "'self'",
    "style_src": "'self'",
    "img_src": "'self' data:",
    "font_src": "'self'",
    "connect_src": "'self'",
    "form_action": "'self'",
    "base_uri": "'none'",
    "frame_ancestors": "'none'",
}
POLICY_HEADER = "; ".join(f"{directive.replace('_', '-')} {sources}" for directive, sources in POLICY.items())
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
URLENCODED_MAX_BYTES = 131_072
NO_TOKEN_NEEDED = ("/api/", "/federation/")


def takes_upload(view: View) -> View:
    """Let this view receive one file: up to ``web.max_upload_length`` bytes instead of ``web.max_content_length``."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


def called_by_programs(view: View) -> View:
    """Let this view be posted to without a form token: programs have none, nor has a form on a portal's own page."""
    view.called_by_programs = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Limits first, then the form token, then the view; headers last."""
    settings: Settings = app.config["HUB"]
    app.config.update(
        MAX_CONTENT_LENGTH=settings.web.max_content_length,
        MAX_FORM_PARTS=50,
        MAX_FORM_MEMORY_SIZE=65_536,
        TRUSTED_HOSTS=settings.web.trusted_hosts or None,
        SESSION_COOKIE_NAME="hub_form" if not settings.web.secure_cookies else "__Host-hub_form",
        SESSION_COOKIE_SECURE=settings.web.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.web.proxies:
        # Tries are counted by address: seen as the proxy's, one stranger's failures would lock everybody out.
        proxies = settings.web.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    csrf = CSRFProtect(app)
    app.before_request(limit_request)

    @app.before_request
    def check_form_token() -> None:
        view = app.view_functions.get(request.endpoint or "")
        free = request.path.startswith(NO_TOKEN_NEEDED) or getattr(view, "called_by_programs", False)
        if app.config["WTF_CSRF_ENABLED"] and not free:
            csrf.protect(apply_exemptions=True)

    app.after_request(add_headers)


def limit_request() -> None:
    """Refuse odd methods and bodies that are too large, before anybody reads them."""
    if request.method not in METHODS:
        abort(405)
    settings: Settings = current_app.config["HUB"]
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_upload", False):
        request.max_content_length = settings.web.max_upload_length
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        # Werkzeug cuts such a body off at the limit instead of refusing it.
        raise LengthRequired()
    if request.mimetype == "application/x-www-form-urlencoded":
        # Werkzeug's own limits of parts and memory hold for multipart only.
        request.max_content_length = URLENCODED_MAX_BYTES
    if request.content_length is not None and request.content_length > (request.max_content_length or 0):
        raise RequestEntityTooLarge()


def add_headers(response: Response) -> Response:
    """The headers of security.md F on every answer, errors included."""
    response.headers.setdefault("Content-Security-Policy", POLICY_HEADER)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    settings: Settings = current_app.config["HUB"]
    if settings.web.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        if "/vendor/" in request.path:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
