"""A hub with pages over a database of its own, and people to sign in: shared by the tests of a module."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from hub import identity
from hub.identity import Account, Organization
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.scope import current_scope
from hub.web.guards import allow, current_actor, needs_assurance, public
from schemas.terms import Role
from tests.conftest import own_application

PASSWORD = "a long sentence for tests"
_numbers = count(1)


@dataclass(frozen=True)
class Somebody:
    """A person of a test with what they know by heart."""

    username: str
    password: str
    account_id: Any
    organization_id: Any
    totp_secret: str | None

    def code(self) -> str:
        """The authenticator's code now."""
        assert self.totp_secret is not None
        return pyotp.TOTP(self.totp_secret).at(utc_now())


def new_uscc(division: str, n: int) -> str:
    """A USCC of nobody, with its check character."""
    from stdnum.cn import uscc

    base = f"91{division}MA8T{n:05d}"
    return base + uscc.calc_check_digit(base)


def add_pages(app: Flask) -> None:
    """Pages whose guards are under test."""

    def who() -> str:
        actor = current_actor()
        return f"{actor.name}|{actor.organization_id}|{actor.assurance.value}"

    pages = {"signed": allow(), "assessor": allow(Role.ASSESSOR), "holder": allow(Role.HOLDER_ADMIN, Role.HOLDER_AGENT)}
    for name, guard in pages.items():
        app.add_url_rule(f"/t/{name}", f"t_{name}", guard(who))

    def rows_seen() -> str:
        seen = current_scope()
        return "nothing" if seen is None or not (seen.everything or seen.areas) else "something"

    app.add_url_rule("/t/public", "t_public", public(rows_seen))

    def areas_seen() -> str:
        seen = current_scope()
        assert seen is not None and not seen.everything
        return ",".join(sorted(seen.areas))

    app.add_url_rule("/t/areas", "t_areas", allow(Role.ASSESSOR)(areas_seen))
    paying = allow(Role.HOLDER_ADMIN, Role.HOLDER_AGENT)(needs_assurance("substantial")(who))
    app.add_url_rule("/t/pay", "t_pay", paying)


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """The application over a database of this module."""
    with own_application(pages=add_pages) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture(autouse=True)
def nobody_is_locked_out(request: pytest.FixtureRequest) -> None:
    """All tests come from one address: its failures are forgotten between them."""
    if "hub_app" in request.fixturenames:
        with request.getfixturevalue("hub_app").app_context(), unit_of_work():
            db.session.execute(text("DELETE FROM try_counter"))


@pytest.fixture
def inside(hub_app: Flask) -> Iterator[None]:
    """Look into the database as the hub itself."""
    with hub_app.app_context(), scope.everything():
        yield
        db.session.rollback()


@pytest.fixture
def client(hub_app: Flask) -> FlaskClient:
    """A browser."""
    return hub_app.test_client()


MakePerson = Callable[..., Somebody]


@pytest.fixture
def person(hub_app: Flask) -> MakePerson:
    """Makes a person: of a unit of their own, or of staff when ``role`` is a staff role with an area."""

    def make(
        role: Role = Role.HOLDER_ADMIN, *, area: str | None = None, totp: bool = False, unit: Any = None
    ) -> Somebody:
        n = next(_numbers)
        secret = pyotp.random_base32() if totp else None
        with hub_app.app_context(), scope.everything(), unit_of_work():
            account = identity.create_account(username=f"person{n}", display_name="测试人员", password=PASSWORD)
            account.totp_secret = secret
            identity.set_phone(account, f"199000{n:05d}")
            organization = None if area else unit or _unit(n).id
            identity.grant_role(account=account, role=role, area=area, organization_id=organization, by=THE_HUB)
            return Somebody(f"person{n}", PASSWORD, account.id, organization, secret)

    return make


def _unit(n: int) -> Organization:
    return identity.create_organization(uscc=new_uscc("340500", n), name=f"示例单位{n}", division="340500", by=THE_HUB)


def get_account(somebody: Somebody) -> Account:
    """The account of a person, inside an application context."""
    return identity.get_account(somebody.account_id)


def sign_in(client: FlaskClient, somebody: Somebody, *, code: str | None = None, target: str = "") -> Any:
    """Sign in by the pages; returns the last answer."""
    sent = {"username": somebody.username, "password": somebody.password, "next": target}
    answer = client.post("/login/hub", data=sent)
    if somebody.totp_secret and answer.status_code == 303:
        answer = client.post("/login/second-factor", data={"code": code or somebody.code(), "next": target})
    return answer
