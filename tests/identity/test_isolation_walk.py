"""Every address as somebody with the right role in the wrong place: others' objects do not exist for them."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, inspect, select
from werkzeug.routing import AnyConverter, BaseConverter, UUIDConverter

from hub import identity
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.scope import scoped_tables
from hub.kernel.states import StateChange
from schemas.terms import Role
from tests.identity.strangers import ELSEWHERE, stranger
from tests.web.sample import shared_staged_hub

AREA_ROLES: list[tuple[Role, ...]] = [
    (Role.REVIEWER_INITIAL, Role.POLICY_EDITOR, Role.NOTICE_OFFICER, Role.FINANCE_OFFICER, Role.AREA_ADMIN),
    (Role.ASSESSOR, Role.POLICY_APPROVER, Role.OBJECTION_DECIDER, Role.FINANCE_APPROVER, Role.PROVINCE_CENTER),
    (Role.AGENCY, Role.EXPERT),
]
REFUSED = {403, 404, 405, 409, 415, 422}


@pytest.fixture(scope="module")
def staged() -> Flask:
    return shared_staged_hub()


def objects(app: Flask) -> tuple[list[str], list[UUID]]:
    """A number and an id out of every table whose rows belong to somebody, none of them of the area elsewhere."""
    numbers, ids = [], []
    with app.app_context(), scope.everything():
        for table in scoped_tables().values():
            row = db.session.scalars(select(table).limit(1)).first()
            if row is None:
                continue
            assert getattr(row, "area", None) != ELSEWHERE, f"{table.__name__} has rows there"
            ids += [value for value in inspect(row).identity if isinstance(value, UUID)][:1]
            numbers += [row.no] if getattr(row, "no", None) else []
    assert len(numbers) >= 5, numbers
    return numbers, ids


def paths(app: Flask, method: str, roles: Collection[Role]) -> Iterator[str]:
    """Every address with a place for an object that these roles may open, filled with an object of every kind.

    The other addresses answer 403 to them whatever stands there; test_isolation.py asks those.
    """
    numbers, ids = objects(app)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "-")
        if isinstance(guard, str) or not rule.arguments or method not in (rule.methods or ()):
            continue
        if guard and not set(guard) & set(roles):
            continue
        choices = {name: _fitting(rule._converters[name], numbers, ids) for name in rule.arguments}
        if len(choices) > 1:
            choices = {name: values[:4] for name, values in choices.items()}
        for values in product(*choices.values()):
            yield adapter.build(rule.endpoint, dict(zip(choices, values, strict=True)), method=method)


def _fitting(converter: BaseConverter, numbers: list[str], ids: list[UUID]) -> Sequence[Any]:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[:1]
    return ids if isinstance(converter, UUIDConverter) else numbers


def offenders(visitor: Any, app: Flask, roles: Collection[Role], allowed: set[int], method: str = "GET") -> list[str]:
    """The addresses that answer otherwise."""
    found, asked = [], 0
    token = html.fromstring(visitor.get("/account/").text).xpath("string(//input[@name='csrf_token']/@value)")
    assert token, "a form without its token is refused before anybody looks whose object it is about"
    for path in paths(app, method, roles):
        sent = {
            "csrf_token": token,
            "reason": "试",
            "opinion": "试",
            "amount": "1.00",
            "purpose": "试",
            "idempotency_key": str(new_id()),
        }
        status = visitor.open(path, method=method, data=sent if method == "POST" else None).status_code
        asked += 1
        if status not in allowed:
            found.append(f"{method} {path} answered {status}")
    assert asked >= 20, asked
    return found


@pytest.mark.parametrize("roles", AREA_ROLES, ids=lambda roles: roles[0].value)
def test_staff_of_another_area_find_nothing_by_any_number_or_id(staged: Flask, roles: tuple[Role, ...]):
    visitor = stranger(staged, roles=roles, area=ELSEWHERE, name=f"elsewhere_{roles[0].value}")
    assert visitor.get("/account/").status_code == 200, "signed in"
    assert not offenders(visitor, staged, roles, {403, 404})


def test_people_of_another_unit_find_nothing_by_any_number_or_id(staged: Flask):
    with staged.app_context(), scope.everything(), unit_of_work():
        unit = identity.find_organization_by_uscc("91320509MA9QY1072H")
        assert unit is not None
        unit_id = unit.id
    roles = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)
    visitor = stranger(staged, roles=roles, area=None, unit=unit_id, name="other_unit")
    assert visitor.get("/enterprise/").status_code == 200, "signed in"
    assert not offenders(visitor, staged, roles, {403, 404})


def test_nothing_moves_when_strangers_send_every_form(staged: Flask):
    with staged.app_context(), scope.everything():
        before = db.session.scalar(select(func.count(StateChange.id)))
    for roles in AREA_ROLES:
        visitor = stranger(staged, roles=roles, area=ELSEWHERE, name=f"elsewhere_{roles[0].value}")
        assert not offenders(visitor, staged, roles, REFUSED, "POST")
    with staged.app_context(), scope.everything():
        assert db.session.scalar(select(func.count(StateChange.id))) == before
