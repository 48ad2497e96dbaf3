"""Front-end files of others, kept in static/vendor as the lock says; ``js`` and ``css`` print them."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

LOCK = Path(__file__).parent / "static" / "vendor.lock.json"


def install(app: Flask) -> None:
    """Give templates ``js(package, path)`` and ``css(package, path)``."""
    app.jinja_env.globals.update(js=js, css=css)


def js(package: str, path: str) -> Markup:
    """A deferred script with subresource integrity."""
    source, integrity = _file(package, path)
    return Markup('<script src="{}" integrity="{}" defer></script>').format(source, integrity)


def css(package: str, path: str) -> Markup:
    """A stylesheet with subresource integrity."""
    source, integrity = _file(package, path)
    return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(source, integrity)


def _file(package: str, path: str) -> tuple[str, str]:
    entry = _lock()[package]
    return url_for("static", filename=f"vendor/{package}/{entry['version']}/{path}"), entry["files"][path]


@cache
def _lock() -> dict[str, dict[str, dict[str, str]]]:
    packages: dict[str, dict[str, dict[str, str]]] = json.loads(LOCK.read_text())["packages"]
    return packages
