"""What a program does for a person is on record with the program: a portal, or a token the person made."""

from flask import Flask
from flask.testing import FlaskClient

from hub import audit, identity
from hub.identity import openid
from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.db import unit_of_work
from tests.identity.conftest import Somebody
from tests.identity.provider.portal import Login, Portal


def recorded(by: Actor) -> tuple[str | None, str, object]:
    """Through which program, by whom and for which unit something stands in the record."""
    assert by.account_id is not None
    audit.record("data.exported", by=by, subject="account", subject_id=by.account_id)
    row = audit.list_events(account_id=by.account_id, event="data.exported")[0]
    return row.through, row.actor_name, row.on_behalf_of


def test_a_portal_its_person_and_their_unit_are_on_record(
    portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody
) -> None:
    tokens = portal.tokens(browser, Login(scope="openid org order.read"))
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by, *_ = openid.actor_of_access_token(tokens["access_token"])
        assert recorded(by) == (portal.client_id, "测试人员", somebody.organization_id)


def test_a_token_that_the_person_made_is_on_record_by_its_id(hub_app: Flask, somebody: Somebody) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        person = identity.actor_for(somebody.account_id, somebody.organization_id)
        token, secret = identity.create_token(actor=person, name="ERP", scopes=["org"])
        by, _ = identity.actor_of_token(secret)
        assert recorded(by) == (f"token:{token.id}", "测试人员", somebody.organization_id)
        assert recorded(person)[0] is None
