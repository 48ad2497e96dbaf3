"""What is long over is removed, and nothing that still proves something."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub.identity.provider.housekeeping import TOMBSTONES_KEPT, purge_provider
from hub.identity.provider.tables import ClientAssertion, OAuthCode, OAuthGrant, OAuthRequest, OAuthToken
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import Login

TABLES = (ClientAssertion, OAuthRequest, OAuthCode, OAuthToken, OAuthGrant)


def left(app: Flask, days: float) -> list[int]:
    """Rows of each table after a purge so many days from now."""
    with app.app_context(), scope.everything(), unit_of_work():
        purge_provider(now=utc_now() + timedelta(days=days))
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_rows_go_when_their_time_is_over(make_portal: MakePortal, browser: FlaskClient, hub_app: Flask) -> None:
    portal = make_portal(auth_method="private_key_jwt", trusted=True)
    login = Login(scope="openid offline_access")
    tokens = portal.tokens(browser, login)
    portal.refresh(tokens["refresh_token"])
    portal.call("/oauth/par", portal.parameters(login))
    assert all(left(hub_app, 0))
    assertions, requests, codes, kept, grants = left(hub_app, 2)
    assert (assertions, requests) == (0, 0) and codes and kept and grants, "tombstones stay"
    assert left(hub_app, TOMBSTONES_KEPT.days - 1)[2:] == [codes, kept, grants]
    assert left(hub_app, TOMBSTONES_KEPT.days + 31) == [0, 0, 0, 0, 0]
