"""Speaks to a platform of the dialect ``jiangsu``."""

from adapters.contract import Clock, Secrets
from adapters.jiangsu.settings import Settings
from adapters.unsupported import Unsupported


class Client(Unsupported):
    """One platform, opened."""

    dialect = "jiangsu"

    def __init__(self, settings: Settings, http: object, secrets: Secrets, clock: Clock) -> None:
        self.settings, self.http, self.secrets, self.clock = settings, http, secrets, clock


def open_adapter(settings: Settings, http: object, secrets: Secrets, clock: Clock) -> Client:
    """The adapter for one region."""
    return Client(settings, http, secrets, clock)
