"""Fictional enterprises, institutions, people and services for demo and tests (domain.md §7); refused in production."""

from flask import current_app

from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Refused
from hub.settings import Settings


class NoSampleHere(Refused):
    """Production never gets invented data."""

    code = "sample.refused"
    zh = "生产环境不能装入示例数据。"
    en = "Sample data cannot be loaded in the production configuration."


def load_sample() -> None:
    """Load policies, people and catalogue into this application's database; loading twice changes nothing.

    Raises:
        NoSampleHere: the configuration is production.
    """
    from hub import policy
    from hub.kernel.actor import THE_HUB
    from hub.sample.catalog import load_catalog
    from hub.sample.laboratories import load_laboratories
    from hub.sample.people import load_people

    settings: Settings = current_app.config["HUB"]
    if settings.production:
        raise NoSampleHere()
    with scope.everything(), unit_of_work():
        policy.import_region_policies("all", by=THE_HUB)
        load_people()
        load_catalog()
        load_laboratories()
