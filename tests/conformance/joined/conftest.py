"""A hub that is joined to two platforms which may turn hostile."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from hub.federation.models import RegionDocument
from hub.kernel.db import db, unit_of_work
from tests.conformance.joined.hostile import OAUTH, OIDC
from tests.conftest import own_application
from tests.federation.platforms import Platform, forget, platforms, point_at


@pytest.fixture(scope="module")
def regions() -> Iterator[dict[str, Platform]]:
    """Two platforms: one speaks OpenID Connect, the other OAuth 2.0."""
    with platforms(OIDC, OAUTH) as found:
        yield found


@pytest.fixture(scope="module")
def hub(regions: dict[str, Platform]) -> Iterator[Flask]:
    """A hub that is joined to them, over a database of this module."""
    with own_application() as app:
        app.config["WTF_CSRF_ENABLED"] = False
        point_at(app, regions)
        yield app


@pytest.fixture(autouse=True)
def clean(hub: Flask, regions: dict[str, Platform]) -> Iterator[None]:
    """Platforms without faults, a hub that keeps nothing of them."""
    for platform in regions.values():
        platform.reset()
    forget()
    with hub.app_context(), unit_of_work():
        db.session.execute(delete(RegionDocument))
    yield
    forget()
