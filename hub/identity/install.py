"""What identity takes from the settings when an application is built."""

from flask import Flask

from hub.identity.passwords import use_lowest_costs


def install(app: Flask) -> None:
    """Hash passwords cheaply where the settings allow it; the process keeps that."""
    if app.config["HUB"].testing.cheap_passwords:
        use_lowest_costs()
