"""The composition root: one Flask application out of settings, tables, pages and the API."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask

import hub
from hub.kernel.database import application_url, engine_options
from hub.kernel.db import db
from hub.kernel.failpoints import allow_failpoints
from hub.settings import Settings, load_settings

HUB = Path(hub.__file__).parent
CAPABILITY_FILES = ("models", "jobs", "wiring")


def create_app(settings: Settings | None = None, *, database_url: str | None = None) -> Flask:
    """Build the application; ``database_url`` overrides the settings (tests give each its own database)."""
    settings = settings or load_settings()
    app = Flask("hub", static_folder=str(HUB / "web" / "static"), template_folder=str(HUB / "web" / "templates"))
    app.config["HUB"] = settings
    app.secret_key = settings.secrets.session_key
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url or application_url(settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    if settings.testing.failpoints:
        allow_failpoints()
    db.init_app(app)
    import_capabilities()
    for installer in installers():
        installer(app)
    return app


def import_capabilities() -> None:
    """Import every capability's tables, jobs and wiring, so that nothing depends on what was imported before."""
    for package in sorted(pkgutil.iter_modules([str(HUB)])):
        if not package.ispkg:
            continue
        for name in CAPABILITY_FILES:
            if (HUB / package.name / f"{name}.py").exists():
                importlib.import_module(f"hub.{package.name}.{name}")


def installers() -> Iterator[Callable[[Flask], None]]:
    """The ``install(app)`` functions of the packages that have one, what others stand on first."""
    for name in ("kernel", "operation", "federation", "identity", "policy", "web", "api", "testing"):
        if (HUB / name / "install.py").exists():
            yield importlib.import_module(f"hub.{name}.install").install
