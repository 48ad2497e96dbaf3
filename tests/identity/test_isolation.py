"""Every page as somebody of each role: the guard decides, and nothing else."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from hub import identity
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from schemas.terms import STAFF_ROLES, Assurance, Role
from tests.identity.conftest import PASSWORD
from tests.web.sample import shared_staged_hub

ELSEWHERE = "xiangcheng"


@pytest.fixture(scope="module")
def staged() -> Flask:
    return shared_staged_hub()


def browser(app: Flask, *, roles: tuple[Role, ...], area: str | None, unit: UUID | None = None, name: str) -> Any:
    """Somebody with these roles there, signed in with a second factor."""
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.find_account_by_username(name)
        if account is None:
            account = identity.create_account(username=name, display_name="旁人", password=PASSWORD)
            for role in roles:
                identity.grant_role(account=account, role=role, area=area, organization_id=unit, by=THE_HUB)
        _, secret = identity.open_session(
            account=account,
            assurance=Assurance.SUBSTANTIAL,
            browser="test",
            second_factor=any(role in STAFF_ROLES for role in roles),
        )
    client = app.test_client()
    client.set_cookie("hub_session", secret)
    return client


@pytest.mark.parametrize("role", sorted(Role))
def test_every_page_answers_each_role_as_its_guard_says(staged: Flask, role: Role):
    """403 where the guard does not name the role, never 403 where it does."""
    area = ELSEWHERE if role in STAFF_ROLES else None
    visitor = browser(staged, roles=(role,), area=area, name=f"only_{role.value}")
    for rule in staged.url_map.iter_rules():
        guard = getattr(staged.view_functions[rule.endpoint], "guard", "-")
        if isinstance(guard, str) or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        status = visitor.get(rule.rule).status_code
        assert (status == 403) == (role not in guard), f"{rule.rule} answered {status}"
