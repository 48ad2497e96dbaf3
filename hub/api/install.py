"""Attach /api/v1 and its document to the application."""

import http
import importlib
import pkgutil
from typing import Any

from flask import Flask
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from hub.api import v1
from hub.api.operation import Blueprint
from schemas.errors import Problem
from schemas.fields import MoneyFen, UsccField

PROBLEM = "application/problem+json"


class HubApi(Api):
    """flask-smorest with our errors (RFC 9457) and without its handlers, which would take over the pages."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """hub.web.errors answers for the API too."""

    def _register_responses(self) -> None:
        """The library's loop, with problem+json as the type of every error."""
        errors = [status for status in http.HTTPStatus if status >= 400]
        documented = [(status.name, status.phrase) for status in errors] + [("DEFAULT_ERROR", "Refused or failed")]
        for name, phrase in documented:
            response: dict[str, Any] = {"description": phrase, "schema": self.ERROR_SCHEMA}
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(name, response, lazy=True)


def install(app: Flask) -> None:
    """Register every module of hub/api/v1 that has a blueprint."""
    app.config.update(API_TITLE="科技创新券通用通兑枢纽 API", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = HubApi()
    api.register_field(MoneyFen, "integer", "int64")
    api.register_field(UsccField, "string", None)
    api.init_app(app)
    of_person = "A person's token: made on the page of access tokens, or given to a portal at sign-in."
    of_client = "A client's own token (client credentials with private_key_jwt)."
    for name, told in (("bearer", of_person), ("client", of_client)):
        api.spec.components.security_scheme(name, {"type": "http", "scheme": "bearer", "description": told})
    app.extensions["hub_api"] = api
    for module in sorted(m.name for m in pkgutil.iter_modules(v1.__path__)):
        bp = getattr(importlib.import_module(f"hub.api.v1.{module}"), "bp", None)
        if isinstance(bp, Blueprint):
            api.register_blueprint(bp)
        elif bp is not None:
            app.register_blueprint(bp)
