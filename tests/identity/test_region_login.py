"""Signing in at a region, over real HTTP against simulated platforms: who comes in, who does not, what is said."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, update

from hub import identity
from hub.identity import ExternalIdentity, LoginState, Organization, WebSession
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.federation.platforms import Platform, forget, platforms, point_at
from tests.identity.coming_in import (
    at_region,
    come_in,
    correlation_of,
    is_out,
    leave,
    newest_code,
    recorded,
    unit_of,
    wrong_code,
)

E01, E02, E04, E06 = "91320118MA9QY1013T", "91320312MA9QY10219", "91310118MA9QY10489", "91320509MA9QY1064N"
REGIONS = ("shanghai", "jiangsu")


@pytest.fixture(scope="module")
def regions(hub_app: Flask) -> Iterator[dict[str, Platform]]:
    with platforms(*REGIONS) as found:
        point_at(hub_app, found)
        yield found


@pytest.fixture(autouse=True)
def fresh(regions: dict[str, Platform], hub_app: Flask) -> Iterator[None]:
    """Platforms without faults and a hub that knows nobody of theirs."""
    for platform in regions.values():
        platform.reset()
    forget()
    yield
    with hub_app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(update(ExternalIdentity).values(ended_at=utc_now()))
        db.session.execute(update(Organization).values(uscc=func.substr(func.md5(func.random().cast(db.Text)), 1, 18)))


@pytest.mark.parametrize(
    ("region", "key", "uscc", "area", "assurance"),
    [("shanghai", "e04", E04, "qingpu", "substantial"), ("jiangsu", "e01", E01, "jiangsu", "low")],
)
def test_the_first_login_enters_unit_and_person(
    hub_app: Flask, client: FlaskClient, region: str, key: str, uscc: str, area: str, assurance: str
) -> None:
    answer = come_in(client, region, key, target="/t/holder")
    assert (answer.status_code, answer.location) == (303, "/t/holder")
    unit = unit_of(hub_app, uscc)
    assert (unit.area, unit.identity_region, unit.is_holder) == (area, region, True)
    assert client.get("/t/holder").text.split("|")[1:] == [str(unit.id), assurance]
    cookie = client.get_cookie("hub_region")
    assert cookie is not None and cookie.value == region


def test_the_second_login_finds_the_same_person(hub_app: Flask, client: FlaskClient) -> None:
    come_in(client, "jiangsu", "e01")
    come_in(hub_app.test_client(), "jiangsu", "e01")
    unit = unit_of(hub_app, E01)
    with hub_app.app_context(), scope.everything():
        assert len(identity.people_of(unit.id)) == 1


def test_a_colleague_of_a_unit_mastered_by_the_region_comes_in_as_agent(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient
) -> None:
    come_in(client, "jiangsu", "e01")
    people = regions["jiangsu"].state.people
    colleague = type(people["e01"])(**{**vars(people["e01"]), "subject": "js-0000001-b", "username": "e01b"})
    people["e01b"] = type(colleague)(**{**vars(colleague), "password": "Region-e01b-2024"})
    other = hub_app.test_client()
    assert come_in(other, "jiangsu", "e01b").status_code == 303
    unit = unit_of(hub_app, E01)
    with hub_app.app_context(), scope.everything():
        roles = [[g.role for g in identity.list_grants(p.id)] for p in identity.people_of(unit.id)]
    assert roles == [[Role.HOLDER_ADMIN], [Role.HOLDER_AGENT]]


def test_whom_the_unit_let_go_does_not_come_back_by_the_regions_word_alone(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient
) -> None:
    come_in(client, "jiangsu", "e01")
    people = regions["jiangsu"].state.people
    twin = {**vars(people["e01"]), "subject": "js-0000001-c", "username": "e01c", "password": "Region-e01c-2024"}
    people["e01c"] = type(people["e01"])(**twin)
    other = hub_app.test_client()
    come_in(other, "jiangsu", "e01c")
    unit = unit_of(hub_app, E01)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        admin, agent = identity.people_of(unit.id)
        by = identity.actor_for(admin.id, unit.id)
        identity.colleagues.remove_colleague(unit=unit, account_id=agent.id, note="", by=by)
    again = hub_app.test_client()
    assert other.get("/t/signed").status_code == 303
    assert come_in(again, "jiangsu", "e01c").location.startswith("/login/link/") and is_out(again)
    with hub_app.app_context(), scope.everything():
        assert len(identity.people_of(unit.id)) == 1
    assert come_in(hub_app.test_client(), "jiangsu", "e01").location == "/home", "others come in as before"


def test_a_code_with_a_wrong_check_character_is_refused(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient
) -> None:
    people = regions["jiangsu"].state.people
    people["e02"] = type(people["e02"])(**{**vars(people["e02"]), "uscc": "91320312MA9QY10218"})
    answer = come_in(client, "jiangsu", "e02")
    assert answer.status_code == 403 and "account.login_denied" in answer.text and is_out(client)


def test_a_region_vouches_for_its_own_enterprises_only(regions: dict[str, Platform], client: FlaskClient) -> None:
    people = regions["shanghai"].state.people
    people["e04"] = type(people["e04"])(**{**vars(people["e04"]), "uscc": E02})
    answer = come_in(client, "shanghai", "e04")
    assert answer.status_code == 403 and is_out(client)


def test_an_upstream_account_that_changed_hands_does_not_come_in(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient
) -> None:
    come_in(client, "jiangsu", "e01")
    people = regions["jiangsu"].state.people
    people["e02"] = type(people["e02"])(**{**vars(people["e02"]), "subject": people["e01"].subject})
    other = hub_app.test_client()
    assert come_in(other, "jiangsu", "e02").status_code == 403 and is_out(other)


def test_a_callback_works_once(hub_app: Flask, client: FlaskClient) -> None:
    back = at_region(leave(client, "jiangsu"), "e01")
    assert client.get(back).status_code == 303
    client.delete_cookie("hub_session")
    again = client.get(back)
    assert again.status_code == 400 and is_out(client)
    assert recorded(hub_app, correlation_of(again)).reason == "state"


def test_a_callback_of_another_browser_is_refused_and_leaves_the_first_its_login(hub_app: Flask) -> None:
    victim, attacker = hub_app.test_client(), hub_app.test_client()
    back = at_region(leave(attacker, "jiangsu"), "e01")
    assert victim.get(back).status_code == 400 and is_out(victim)
    assert attacker.get(back).status_code == 303


@pytest.mark.parametrize("change", ["nothing", "unknown", "none"])
def test_a_callback_without_its_state_is_refused(client: FlaskClient, change: str) -> None:
    back = at_region(leave(client, "jiangsu"), "e01")
    query = {"nothing": "", "unknown": "?code=x&state=y", "none": "?code=x"}[change]
    assert client.get(back.split("?")[0] + query).status_code == 400
    assert is_out(client)


def test_a_callback_at_another_region_is_refused(client: FlaskClient) -> None:
    back = at_region(leave(client, "jiangsu"), "e01")
    assert client.get(back.replace("/jiangsu/", "/shanghai/")).status_code == 400
    assert is_out(client)


def test_a_login_takes_ten_minutes_at_most(hub_app: Flask, client: FlaskClient) -> None:
    back = at_region(leave(client, "jiangsu"), "e01")
    with hub_app.app_context(), unit_of_work():
        db.session.execute(update(LoginState).values(created_at=utc_now() - timedelta(minutes=10, seconds=1)))
    assert client.get(back).status_code == 400 and is_out(client)


HOSTILE = ["state", "callback-iss", "no-callback-iss", "no-id-token", "userinfo-sub", "no-userinfo-sub", "alg-none"]


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_provider_gets_nobody_in(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, fault: str
) -> None:
    regions["shanghai"].fault(fault)
    answer = come_in(client, "shanghai", "e04")
    assert answer.status_code >= 400 and is_out(client)
    assert recorded(hub_app, correlation_of(answer)).event == "account.login_failed"
    with hub_app.app_context(), scope.everything():
        assert identity.find_organization_by_uscc(E04) is None


def test_a_region_that_is_down_says_since_when_and_others_work(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient
) -> None:
    address = leave(client, "shanghai")
    back = at_region(address, "e04")
    regions["shanghai"].fault("down")
    answer = client.get(back)
    assert answer.status_code == 503 and "上海" in answer.text and "起暂时无法访问" in answer.text
    assert is_out(client)
    assert come_in(client, "jiangsu", "e01").status_code == 303


def test_the_low_region_pays_only_after_a_texted_code(hub_app: Flask, client: FlaskClient) -> None:
    come_in(client, "jiangsu", "e01")
    assert client.get("/t/holder").status_code == 200
    assert client.get("/t/pay").location == "/login/step-up?next=%2Ft%2Fpay"
    page = client.post("/login/step-up/code", data={"next": "/t/pay"})
    assert "199****0101" in page.text and "19900000101" not in page.text
    assert client.post("/login/step-up", data={"code": wrong_code(hub_app), "next": "/t/pay"}).status_code == 422
    raised = client.post("/login/step-up", data={"code": newest_code(hub_app), "next": "/t/pay"})
    assert raised.location == "/t/pay" and client.get("/t/pay").text.endswith("|substantial")


def test_a_code_counts_once_and_for_its_own_session(hub_app: Flask, client: FlaskClient) -> None:
    come_in(client, "jiangsu", "e01")
    other = hub_app.test_client()
    come_in(other, "jiangsu", "e01")
    client.post("/login/step-up/code")
    code = newest_code(hub_app)
    assert other.post("/login/step-up", data={"code": code}).status_code == 422
    assert client.post("/login/step-up", data={"code": code}).status_code == 303
    with hub_app.app_context(), unit_of_work():
        db.session.execute(update(WebSession).values(assurance="low"))
    assert client.post("/login/step-up", data={"code": code}).status_code == 422


def test_wrong_codes_are_counted(hub_app: Flask, client: FlaskClient) -> None:
    come_in(client, "jiangsu", "e01")
    client.post("/login/step-up/code")
    wrong = {"code": wrong_code(hub_app)}
    statuses = [client.post("/login/step-up", data=wrong).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert client.post("/login/step-up", data={"code": newest_code(hub_app)}).status_code == 429


def test_signing_out_ends_the_session_at_the_region_too(client: FlaskClient, regions: dict[str, Platform]) -> None:
    come_in(client, "shanghai", "e04")
    answer = client.post("/logout")
    assert answer.status_code == 200 and f"{regions['shanghai'].address}/oidc/logout" in answer.text
    assert is_out(client)


def test_signing_out_works_where_the_region_has_no_logout(client: FlaskClient) -> None:
    come_in(client, "jiangsu", "e01")
    assert client.post("/logout").status_code == 303
    assert is_out(client)


@pytest.mark.parametrize(("claims", "still_in"), [({}, False), ({"sid": "of-another-session"}, True)])
def test_a_logout_at_the_region_ends_the_session_here(
    hub_app: Flask, regions: dict[str, Platform], client: FlaskClient, claims: dict[str, str], still_in: bool
) -> None:
    come_in(client, "shanghai", "e04")
    platform = regions["shanghai"]
    with platform.app.test_request_context(base_url=platform.address):
        token = platform.state.idp.logout_token("sh-ent-0004", **claims)
    told = hub_app.test_client().post("/federation/shanghai/logout", data={"logout_token": token})
    assert told.status_code < 300, told.text
    assert (client.get("/t/signed").status_code == 200) is still_in


def test_two_first_logins_at_once_enter_one_unit_and_one_person(hub_app: Flask) -> None:
    browsers = [hub_app.test_client() for _ in range(4)]
    ways_back = [at_region(leave(browser, "jiangsu"), "e01") for browser in browsers]
    barrier, statuses = threading.Barrier(4), []

    def arrive(browser: FlaskClient, back: str) -> None:
        barrier.wait()
        statuses.append(browser.get(back).status_code)

    pairs = zip(browsers, ways_back, strict=True)
    threads = [threading.Thread(target=arrive, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    with hub_app.app_context(), scope.everything():
        assert len(identity.people_of(unit_of(hub_app, E01).id)) == 1


def test_regions_without_a_login_of_their_own_have_no_door(client: FlaskClient) -> None:
    assert [client.post(f"/login/{code}").status_code for code in ("anhui", "delta", "nowhere")] == [404, 404, 404]
