"""A unit's place is frozen for everybody but the steward, who changes it on evidence, once a year, on record (G-32)."""

import io

import pytest
from flask import Flask

from hub import identity, vouchers
from hub.audit import list_events
from hub.identity import relocation
from hub.identity.evidence import NewFile
from hub.identity.relocation_errors import MovedThisYear, PlaceUnchanged, PlaceUnknown
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Forbidden
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def move(hub_app: Flask, by: Somebody, whose: Somebody, division: str) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        relocation.relocate(
            unit=identity.get_organization(whose.organization_id),
            division=division,
            reason="工商变更登记",
            evidence=NewFile(io.BytesIO(PDF), "变更通知书.pdf"),
            by=identity.actor_for(by.account_id, second_factor=True),
        )


@pytest.fixture
def steward(person: MakePerson) -> Somebody:
    return person(Role.PROGRAMME_STEWARD, area="maanshan", totp=True)


def test_a_unit_that_moved_belongs_to_the_new_area_and_claims_nothing_more_this_year(hub_app, person, steward):
    owner = person()
    move(hub_app, steward, owner, "320509")
    with hub_app.app_context(), scope.everything():
        unit = identity.get_organization(owner.organization_id)
        assert (unit.division, unit.area) == ("320509", "wujiang")
        event = list_events(event="holder.relocated", subject_id=unit.id)[0]
        assert (event.before["division"], event.after["division"], event.reason) == ("340500", "320509", "工商变更登记")
        assert set(event.areas) == {"maanshan", "wujiang"} and event.after["sha256"]
        with pytest.raises(MovedThisYear):
            vouchers.start_application(
                programme="delta", area="wujiang", holder_id=unit.id, by=identity.actor_for(owner.account_id)
            )
    with pytest.raises(MovedThisYear):
        move(hub_app, steward, owner, "340500")


@pytest.mark.parametrize(("division", "refused"), [("340500", PlaceUnchanged), ("110101", PlaceUnknown)])
def test_a_place_is_another_one_and_inside_a_region(hub_app, person, steward, division, refused):
    with pytest.raises(refused):
        move(hub_app, steward, person(), division)


@pytest.mark.parametrize("role", [Role.AREA_ADMIN, Role.REVIEWER_INITIAL, Role.SECURITY_ADMIN, Role.HUB_OPERATOR])
def test_nobody_else_moves_a_unit(hub_app, person, role):
    owner = person()
    with pytest.raises(Forbidden):
        move(hub_app, person(role, area="maanshan", totp=True), owner, "320509")
    with pytest.raises(Forbidden):
        move(hub_app, owner, owner, "320509")
