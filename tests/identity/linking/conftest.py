"""Two simulated regions that both know one enterprise, and its old hub account."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, update

from hub.identity import Account, ExternalIdentity, Organization
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from tests.federation.platforms import Platform, forget, platforms, point_at
from tests.identity.conftest import sign_in
from tests.identity.linking.steps import E06, Old, change_person, freshen, make_old, somebody


@pytest.fixture(scope="module")
def regions(hub_app: Flask) -> Iterator[dict[str, Platform]]:
    """Jiangsu, where the enterprise is registered, and Shanghai."""
    with platforms("shanghai", "jiangsu") as found:
        point_at(hub_app, found)
        yield found


@pytest.fixture(autouse=True)
def fresh(regions: dict[str, Platform], hub_app: Flask) -> Iterator[None]:
    """Platforms of which Shanghai's knows an account of the enterprise too, and a hub that knows nobody of theirs."""
    for platform in regions.values():
        platform.reset()
    change_person(regions["shanghai"], "e04", uscc=E06)
    forget()
    yield
    with hub_app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(update(ExternalIdentity).values(ended_at=utc_now()))
        db.session.execute(update(Organization).values(uscc=func.substr(func.md5(func.random().cast(db.Text)), 1, 18)))
        db.session.execute(update(Account).values(username=None))
        db.session.execute(delete(SmsOutbox))


@pytest.fixture
def old(hub_app: Flask) -> Old:
    """The enterprise's old hub account."""
    return make_old(hub_app)


@pytest.fixture
def owner(hub_app: Flask, client: FlaskClient, old: Old) -> FlaskClient:
    """The owner's browser, signed in with the password and a fresh code."""
    sign_in(client, somebody(old))
    freshen(hub_app, old.account_id)
    return client
