"""Attach all pages to the application."""

import importlib

from flask import Flask

from hub.web.audience import load

AUDIENCES = (
    "public account enterprise institution area expert agency finance auditor operator developer".split()
)


def install(app: Flask) -> None:
    """Register each audience's blueprint."""
    for name in AUDIENCES:
        app.register_blueprint(load(importlib.import_module(f"hub.web.{name}").bp))
