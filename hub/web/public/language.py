"""The language switch in the header."""

from urllib.parse import urlsplit

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from hub.web import language
from hub.web.guards import public
from hub.web.public import bp


@bp.post("/language")
@public
def choose_language() -> Response:
    """Keep the language chosen and go back to the page it was chosen on."""
    secure = current_app.config["HUB"].web.secure_cookies
    answer = redirect(_where_from(), code=303)
    return language.remember(answer, request.form.get("to", ""), secure=secure)  # type: ignore[arg-type]


def _where_from() -> str:
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/") or came.path.startswith("//"):
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path
