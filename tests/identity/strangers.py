"""Somebody with every right but in the wrong place: who must not see what belongs to others."""

from typing import Any
from uuid import UUID

from flask import Flask

from hub import identity
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import unit_of_work
from schemas.terms import STAFF_ROLES, Assurance, Role
from tests.identity.conftest import PASSWORD

ELSEWHERE = "xiangcheng"


def stranger(app: Flask, *, roles: tuple[Role, ...], area: str | None, unit: UUID | None = None, name: str) -> Any:
    """Somebody with these roles there, signed in with a second factor."""
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.find_account_by_username(name)
        if account is None:
            account = identity.create_account(username=name, display_name="旁人", password=PASSWORD)
            for role in roles:
                identity.grant_role(account=account, role=role, area=area, organization_id=unit, by=THE_HUB)
        session, secret = identity.open_session(
            account=account,
            assurance=Assurance.SUBSTANTIAL,
            browser="test",
            second_factor=any(role in STAFF_ROLES for role in roles),
        )
        session.code_confirmed_at = utc_now()  # nothing is hidden behind the question for a code
    client = app.test_client()
    client.set_cookie("hub_session", secret)
    return client
