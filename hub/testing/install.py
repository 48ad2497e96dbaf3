"""Register /testing/{clock,reset,drain,outbox,invariants} where the configuration allows it."""

from flask import Flask

from hub.settings import Settings
from hub.testing.views import bp


def install(app: Flask) -> None:
    """Attach the surface; in production and wherever it is switched off it does not exist."""
    settings: Settings = app.config["HUB"]
    if not settings.testing.surface:
        return
    app.register_blueprint(bp)
    csrf = app.extensions.get("csrf")
    if csrf is not None:
        csrf.exempt(bp)
