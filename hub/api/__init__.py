"""The API of portals and regions, /api/v1: the front door gives its OpenAPI document."""

from typing import Any

from flask import Flask


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of this application."""
    spec: dict[str, Any] = app.extensions["hub_api"].spec.to_dict()
    return spec
