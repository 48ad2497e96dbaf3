"""Accounts and roles of staff: who gives what to whom, effective at once, on record, told, and never to oneself."""

import threading

import pytest
from flask import Flask

from hub import identity
from hub.audit import list_events
from hub.identity import role_matrix, staff
from hub.identity.contacts import change_phone
from hub.identity.errors import RolesClash
from hub.identity.staff_errors import AreaMissing, NotForYourself, NotStaff, RoleNotYours
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.messages import inbox
from schemas.terms import ROLES_NOBODY_HOLDS_TOGETHER, Role
from tests.identity.conftest import PASSWORD, MakePerson, Somebody, sign_in

PAIRS = sorted(tuple(sorted(role.value for role in pair)) for pair in ROLES_NOBODY_HOLDS_TOGETHER)


@pytest.fixture
def security(hub_app: Flask, person: MakePerson) -> Somebody:
    return hub_wide(hub_app, person, Role.SECURITY_ADMIN)


def hub_wide(hub_app: Flask, person: MakePerson, role: Role) -> Somebody:
    """Somebody with a role of the hub and nothing else."""
    made = person(role, area="maanshan", totp=True)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.list_grants(made.account_id)[0].area = None
    return made


def give(hub_app: Flask, giver: Somebody, taker: Somebody, role: Role, area: str | None) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(taker.account_id)
        by = identity.actor_for(giver.account_id, second_factor=True)
        staff.give_role(account=account, role=role, area=area, by=by)


def roles_of(hub_app: Flask, somebody: Somebody) -> set[tuple[Role, str | None]]:
    with hub_app.app_context(), scope.everything():
        return {(grant.role, grant.area) for grant in identity.list_grants(somebody.account_id)}


def test_the_table_names_every_role_once_and_agrees_with_the_pairs():
    assert [entry.role for entry in role_matrix.MATRIX] == list(Role)
    assert all(entry.zh and entry.en for entry in role_matrix.MATRIX)
    shown = {frozenset({entry.role, other}) for entry in role_matrix.MATRIX for other in entry.excludes}
    assert shown == set(ROLES_NOBODY_HOLDS_TOGETHER)
    assert role_matrix.ENTRIES[Role.AUDITOR].excludes == (Role.HUB_OPERATOR, Role.SECURITY_ADMIN)


GIVING: list[tuple[str, Role, str | None, type[HubError] | None]] = [
    ("area admin", Role.REVIEWER_INITIAL, "maanshan", None),
    ("area admin", Role.FINANCE_OFFICER, "maanshan", None),
    ("area admin", Role.REVIEWER_INITIAL, "wujiang", RoleNotYours),
    ("area admin", Role.REVIEWER_INITIAL, None, AreaMissing),
    ("area admin", Role.AREA_ADMIN, "maanshan", RoleNotYours),
    ("area admin", Role.PROVINCE_CENTER, "maanshan", RoleNotYours),
    ("area admin", Role.AUDITOR, None, RoleNotYours),
    ("area admin", Role.SECURITY_ADMIN, "maanshan", RoleNotYours),
    ("area admin", Role.HOLDER_ADMIN, "maanshan", RoleNotYours),
    ("security", Role.AREA_ADMIN, "wujiang", None),
    ("security", Role.AUDITOR, None, None),
    ("security", Role.AREA_ADMIN, None, AreaMissing),
    ("security", Role.AREA_ADMIN, "nowhere", AreaMissing),
    ("security", Role.HOLDER_ADMIN, None, RoleNotYours),
    ("assessor", Role.REVIEWER_INITIAL, "maanshan", RoleNotYours),
    ("operator", Role.EXPERT, None, RoleNotYours),
]


@pytest.mark.parametrize(("who", "role", "area", "refused"), GIVING)
def test_each_administrator_gives_their_own_roles_only(hub_app, person, security, who, role, area, refused):
    giver = {
        "area admin": lambda: person(Role.AREA_ADMIN, area="maanshan", totp=True),
        "security": lambda: security,
        "assessor": lambda: person(Role.ASSESSOR, area="maanshan", totp=True),
        "operator": lambda: hub_wide(hub_app, person, Role.HUB_OPERATOR),
    }[who]()
    taker = person(Role.AGENCY, area="qingpu", totp=True)
    if refused is None:
        give(hub_app, giver, taker, role, area)
        assert (role, area) in roles_of(hub_app, taker)
    else:
        with pytest.raises(refused):
            give(hub_app, giver, taker, role, area)
        assert roles_of(hub_app, taker) == {(Role.AGENCY, "qingpu")}


def test_nobody_gives_a_role_to_themselves_and_people_of_units_take_none(hub_app, person, security):
    area_admin = person(Role.AREA_ADMIN, area="maanshan", totp=True)
    for giver, role in ((area_admin, Role.FINANCE_OFFICER), (security, Role.AUDITOR)):
        with pytest.raises(NotForYourself):
            give(hub_app, giver, giver, role, "maanshan")
    with pytest.raises(NotStaff):
        give(hub_app, security, person(), Role.EXPERT, None)


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_a_pair_that_nobody_holds_together_is_refused_even_when_given_at_once(hub_app, person, pair):
    """Seen to fail when ``grant_role`` no longer locks the account."""
    one, other = (Role(role) for role in pair)
    givers = [hub_wide(hub_app, person, Role.SECURITY_ADMIN) for _ in range(2)]
    taker = person(Role.AGENCY, area="qingpu", totp=True)
    ready, outcomes = threading.Barrier(2), []

    def work(giver: Somebody, role: Role) -> None:
        ready.wait()
        try:
            give(hub_app, giver, taker, role, "maanshan" if role_matrix.ENTRIES[role].needs_area else None)
            outcomes.append("given")
        except RolesClash:
            outcomes.append("clash")

    threads = [threading.Thread(target=work, args=pair) for pair in zip(givers, (one, other), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["clash", "given"]


def test_a_role_given_or_taken_holds_from_the_next_request(hub_app, person, security, client):
    officer = person(Role.NOTICE_OFFICER, area="maanshan", totp=True)
    sign_in(client, officer)
    desk = hub_app.test_client()
    sign_in(desk, security)
    assert client.get("/area/requests").status_code == 403
    given = desk.post(
        f"/operator/accounts/{officer.account_id}/roles", data={"role": "reviewer_initial", "area": "maanshan"}
    )
    assert given.status_code == 303
    assert client.get("/area/requests").status_code == 200
    with hub_app.app_context(), scope.everything():
        grant = next(g for g in identity.list_grants(officer.account_id) if g.role is Role.REVIEWER_INITIAL)
        grant_id = grant.id
    assert desk.post(f"/operator/accounts/{officer.account_id}/roles/{grant_id}/revoke").status_code == 303
    assert client.get("/area/requests").status_code == 403
    with hub_app.app_context(), scope.everything():
        told = [one.event for one in inbox(identity.actor_for(officer.account_id))]
        recorded = {event.event for event in list_events(subject="account", subject_id=officer.account_id)}
    assert {"role.granted", "role.revoked"} <= set(told) & recorded


def test_a_disabled_account_is_out_at_once_and_comes_back_without_its_sessions(hub_app, person, security, client):
    officer = person(Role.ASSESSOR, area="maanshan", totp=True)
    sign_in(client, officer)
    assert client.get("/area/").status_code == 200
    desk = hub_app.test_client()
    sign_in(desk, security)
    assert desk.post(f"/operator/accounts/{officer.account_id}/disable", data={"reason": ""}).status_code == 422
    assert desk.post(f"/operator/accounts/{officer.account_id}/disable", data={"reason": "离岗"}).status_code == 303
    assert client.get("/area/").status_code == 303
    assert desk.post(f"/operator/accounts/{officer.account_id}/enable", data={"reason": "返岗"}).status_code == 303
    assert client.get("/area/").status_code == 303, "the old session stays closed"
    own = desk.post(f"/operator/accounts/{security.account_id}/disable", data={"reason": "误点"})
    assert own.status_code == 403


def test_security_finds_accounts_by_username_and_sees_nothing_of_people_or_business(hub_app, person, security):
    asker = person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.get_account(asker.account_id).display_name = "无人看见"
    desk = hub_app.test_client()
    sign_in(desk, security)
    assert asker.username not in desk.get("/operator/accounts").text
    assert asker.username in desk.get(f"/operator/accounts?q={asker.username}").text
    assert asker.username not in desk.get("/operator/accounts?q=%25").text
    page = desk.get(f"/operator/accounts/{asker.account_id}").text
    with hub_app.app_context(), scope.everything():
        account = identity.get_account(asker.account_id)
        unit = identity.get_organization(asker.organization_id)
        private = [account.display_name, account.phone, unit.name, unit.uscc]
    assert not [one for one in private if one and one in page]


def test_a_new_member_of_staff_must_set_up_an_authenticator_before_any_page_opens(hub_app, person, security):
    desk = hub_app.test_client()
    sign_in(desk, security)
    sent = {
        "username": "newofficer",
        "name": "新进人员",
        "phone": "199-0000-7001",
        "password": PASSWORD,
        "role": "assessor",
        "area": "maanshan",
    }
    made = desk.post("/operator/accounts/new", data=sent)
    assert made.status_code == 303
    with hub_app.app_context(), scope.everything():
        account = identity.find_account_by_username("newofficer")
        assert account is not None and account.must_enroll_second_factor
    fresh = hub_app.test_client()
    fresh.post("/login/hub", data={"username": "newofficer", "password": PASSWORD})
    assert fresh.get("/area/").status_code == 303


def test_an_area_administrator_sees_and_changes_people_of_the_own_area_only(hub_app, person, client):
    admin = person(Role.AREA_ADMIN, area="maanshan", totp=True)
    here = person(Role.NOTICE_OFFICER, area="maanshan", totp=True)
    there = person(Role.NOTICE_OFFICER, area="wujiang", totp=True)
    sign_in(client, admin)
    page = client.get("/area/people").text
    assert here.username in page and there.username not in page
    with hub_app.app_context(), scope.everything():
        grants = {who: identity.list_grants(who.account_id)[0].id for who in (admin, here, there)}
    assert client.post(f"/area/people/{grants[there]}/revoke").status_code == 404
    assert client.post(f"/area/people/{grants[admin]}/revoke").status_code == 403
    assert client.post(f"/area/people/{grants[here]}/revoke").status_code == 303
    sent = {"username": there.username, "role": "assessor", "area": "wujiang"}
    assert client.post("/area/people", data=sent).status_code in (403, 422)
    assert roles_of(hub_app, there) == {(Role.NOTICE_OFFICER, "wujiang")}
    assert client.post("/area/people", data={**sent, "area": "maanshan"}).status_code == 303
    assert (Role.ASSESSOR, "maanshan") in roles_of(hub_app, there)


@pytest.mark.parametrize("role", [Role.HUB_OPERATOR, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_operators_security_and_auditors_see_the_table_of_roles(hub_app, person, client, role):
    sign_in(client, hub_wide(hub_app, person, role))
    page = client.get("/operator/roles").text
    assert all(f'data-role="{one.value}"' in page for one in Role)


@pytest.mark.parametrize(("same_phone", "clashes"), [(True, True), (False, False)])
def test_a_second_account_of_the_same_person_holds_no_role_that_the_first_excludes(
    hub_app: Flask, person: MakePerson, security: Somebody, same_phone: bool, clashes: bool
) -> None:
    first, second = person(Role.REVIEWER_INITIAL, area="maanshan"), person(Role.EXPERT, area="maanshan")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        one, other = identity.get_account(first.account_id), identity.get_account(second.account_id)
        if same_phone:
            assert one.phone is not None
            identity.set_phone(other, one.phone)
    if clashes:
        with pytest.raises(RolesClash):
            give(hub_app, security, second, Role.ASSESSOR, "maanshan")
    else:
        give(hub_app, security, second, Role.ASSESSOR, "maanshan")


def test_a_phone_that_makes_one_person_of_two_accounts_is_refused_where_their_roles_clash(hub_app, person):
    operator, security = (hub_wide(hub_app, person, role) for role in (Role.HUB_OPERATOR, Role.SECURITY_ADMIN))
    with hub_app.app_context(), scope.everything(), unit_of_work():
        mine, theirs = identity.get_account(operator.account_id), identity.get_account(security.account_id)
        assert mine.phone is not None
        with pytest.raises(RolesClash):
            change_phone(account=theirs, phone=mine.phone, by=identity.actor_for(security.account_id), reason="换号")
