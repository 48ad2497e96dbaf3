"""Every page as somebody of each role: the guard decides, and nothing else."""

import pytest
from flask import Flask

from hub import identity
from hub.kernel import scope
from schemas.terms import HOLDER_ROLES, STAFF_ROLES, Role
from tests.identity.strangers import ELSEWHERE, stranger
from tests.web.sample import shared_staged_hub


@pytest.fixture(scope="module")
def staged() -> Flask:
    return shared_staged_hub()


@pytest.mark.parametrize("role", sorted(Role))
def test_every_page_answers_each_role_as_its_guard_says(staged: Flask, role: Role):
    """403 where the guard does not name the role, never 403 where it does."""
    area = ELSEWHERE if role in STAFF_ROLES else None
    with staged.app_context(), scope.everything():
        buyer = identity.find_organization_by_uscc("91340500MA9QY11013")
    unit = buyer.id if buyer and role in HOLDER_ROLES else None
    visitor = stranger(staged, roles=(role,), area=area, unit=unit, name=f"only_{role.value}")
    for rule in staged.url_map.iter_rules():
        guard = getattr(staged.view_functions[rule.endpoint], "guard", "-")
        if isinstance(guard, str) or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        status = visitor.get(rule.rule).status_code
        assert (status == 403) == (role not in guard), f"{rule.rule} answered {status}"
