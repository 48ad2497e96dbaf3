"""Attach the pages to the application: what they share, then each audience's blueprint."""

import importlib
from typing import Any

from flask import Flask, g

from hub.web import availability, errors, labels, language, menu, money, page, security, vendored
from hub.web.audience import load
from hub.web.errors import trace_id
from hub.web.refusal import shown

# Called by portals and their programs; nobody finds it in a menu.
WITHOUT_MENU = ("oauth",)


def install(app: Flask) -> None:
    """Give templates what they share, protect every answer, and register each audience's blueprint."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (language, money, labels, page, vendored, security, errors, availability):
        part.install(app)
    app.context_processor(_page_context)
    for name in (*menu.AUDIENCES, *WITHOUT_MENU):
        app.register_blueprint(load(importlib.import_module(f"hub.web.{name}").bp))


def _page_context() -> dict[str, Any]:
    return {"visitor": _visitor, "menu": _menu, "refusal": shown, "trace_id": trace_id}


def _visitor() -> Any:
    if "visitor" not in g:
        from hub.web.visitor import visitor

        g.visitor = visitor()
    return g.visitor


def _menu() -> list[menu.Section]:
    if "menu" not in g:
        seen = _visitor()
        g.menu = menu.menu_of(seen.actor if seen else None)
    found: list[menu.Section] = g.menu
    return found
