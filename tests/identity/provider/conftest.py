"""A hub of this module, people signed in at it, and portals of every kind."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.provider.portal import Portal

MakePortal = Callable[..., Portal]


@pytest.fixture
def portal(hub_app: Flask) -> Portal:
    """A trusted portal: nobody is asked."""
    return Portal(hub_app, trusted=True)


@pytest.fixture
def make_portal(hub_app: Flask) -> MakePortal:
    """Registers a portal with changes."""

    def make(**draft: Any) -> Portal:
        return Portal(hub_app, **draft)

    return make


@pytest.fixture
def somebody(person: MakePerson) -> Somebody:
    """A person of a unit."""
    return person()


@pytest.fixture
def browser(hub_app: Flask, somebody: Somebody) -> FlaskClient:
    """The browser in which that person is signed in."""
    client = hub_app.test_client()
    assert sign_in(client, somebody).status_code == 303
    return client
