"""One profile, refreshed from the region: shown before it is taken, with its authority; personal data masked."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from adapters.contract import EnterpriseFacts
from adapters.requests import Fact
from hub import identity
from hub.audit import list_events
from hub.federation import RegionDown, gateway
from hub.identity import profile_jobs, rename
from hub.kernel import scope
from hub.kernel.clock import business_today, utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import SCHEDULED
from schemas.terms import Role
from tests.identity.conftest import MakePerson, new_uscc, sign_in

AS_OF = date(2024, 2, 1)


def facts(**values: Any) -> EnterpriseFacts:
    return EnterpriseFacts(tuple(Fact(f"holder.{id}", value, AS_OF, "示例省") for id, value in values.items()))


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A region whose directory answers what the test says; asking with a transaction open is refused."""
    said: dict[str, Any] = {"answer": facts(), "asked": 0}

    def call(code: str, verb: str, uscc: str) -> EnterpriseFacts:
        assert verb == "find_enterprise" and not db.session().in_transaction(), f"{code}: asked inside a transaction"
        said["asked"] += 1
        if isinstance(said["answer"], Exception):
            raise said["answer"]
        return said["answer"]

    monkeypatch.setattr(gateway, "offers", lambda *_: True)
    monkeypatch.setattr(gateway, "call", call)
    return said


def confirmed(hub_app: Flask, client: Any, somebody: Any) -> None:
    sign_in(client, somebody)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        for session in identity.list_sessions(somebody.account_id):
            identity.raise_assurance(session)
            session.code_confirmed_at = utc_now()


def test_differences_are_shown_before_they_are_taken_and_say_their_authority(hub_app, person, client, region):
    admin = person()
    confirmed(hub_app, client, admin)
    with hub_app.app_context():
        year = business_today().year
    region["answer"] = facts(revenue_fen=1_234_567_00, tech_sme_year=year, name="别的名称", division="340503")
    page = client.post("/account/organization/refresh").text
    assert "1,234,567.00" in page and "示例省" in page and "2024-02-01" in page and "别的名称" in page
    with hub_app.app_context(), scope.everything():
        assert identity.get_organization(admin.organization_id).revenue_fen is None, "nothing is taken yet"
    assert client.post("/account/organization/refresh/take").status_code == 303
    with hub_app.app_context(), scope.everything():
        unit = identity.get_organization(admin.organization_id)
        assert unit.revenue_fen == 1_234_567_00
        assert (unit.division, unit.name != "别的名称") == ("340500", True), "place and name are not the region's here"
        assert identity.holder_facts(unit.id, business_today())["holder.tech_sme_year"] == year
        event = list_events(event="holder.updated", subject_id=unit.id)[0]
        assert (event.before["holder.revenue_fen"], event.after["authority"]) == (None, "示例省")
    page = client.get("/account/organization/refresh").text
    assert "信息来源" in page and not re.search(r'data-fact="holder.revenue_fen"', page)
    client.post("/account/organization/refresh/take")
    with hub_app.app_context(), scope.everything():
        assert len(list_events(event="holder.updated", subject_id=admin.organization_id)) == 1, "nothing new, no record"


def test_a_region_that_is_down_leaves_everything_as_it_is_and_the_page_says_so(hub_app, person, client, region):
    confirmed(hub_app, client, person())
    region["answer"] = RegionDown(region="示例省", region_en="the sample province", since="")
    answer = client.post("/account/organization/refresh")
    assert answer.status_code == RegionDown.status and "示例省" in answer.text


def test_the_nightly_job_takes_over_what_the_region_is_master_of_the_name_included(hub_app, person, region):
    someone = person().account_id
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by = identity.actor_for(someone)
        kept = identity.create_organization(uscc=new_uscc("310118", 771), name="原名称", division="310118", by=by).id
        ours = identity.create_organization(uscc=new_uscc("340500", 772), name="原名称二", division="340500", by=by).id
    region["answer"] = facts(name="地区登记的新名称", revenue_fen=500)
    with hub_app.app_context():
        for one in (kept, ours):
            profile_jobs.sync_holder(organization_id=str(one))
    with hub_app.app_context(), scope.everything():
        assert [one.name for one in rename.names_of(kept)] == ["原名称", "地区登记的新名称"]
        assert identity.get_organization(kept).revenue_fen == 500
        assert [one.name for one in rename.names_of(ours)] == ["原名称二"]
        assert identity.get_organization(ours).revenue_fen is None, "waits for the unit to look at it"
        assert identity.get_organization(ours).profile["offered"]


def test_the_unit_sees_its_personal_data_in_full_for_a_purpose_only_and_not_too_often(hub_app, person, client):
    admin = person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        unit = identity.get_organization(admin.organization_id)
        identity.set_contact(unit, "联系示例人", "19900006543")
    sign_in(client, admin)
    assert "19900006543" not in client.get("/account/organization").text
    assert client.post("/account/organization/private", data={"purpose": "核对"}).status_code == 303, "no fresh code"
    confirmed(hub_app, client, admin)
    assert client.post("/account/organization/private", data={"purpose": ""}).status_code == 422
    shown = client.post("/account/organization/private", data={"purpose": "核对联系人"})
    assert "19900006543" in shown.text and "no-store" in shown.headers["Cache-Control"]
    with hub_app.app_context(), scope.everything():
        event = list_events(event="data.revealed", subject_id=admin.organization_id)[0]
        assert event.purpose == "核对联系人" and event.account_id == admin.account_id
    again = [client.post("/account/organization/private", data={"purpose": "再看"}).status_code for _ in range(20)]
    assert again[-1] == 429


def test_an_agent_neither_refreshes_nor_reveals(hub_app: Flask, person: MakePerson, client: Any, region):
    confirmed(hub_app, client, person(Role.HOLDER_AGENT))
    for path in ("refresh", "refresh/take", "private"):
        assert client.post(f"/account/organization/{path}").status_code == 403
    assert region["asked"] == 0


def test_facts_are_asked_for_every_night_once_however_many_nights_were_missed():
    spec = SCHEDULED["facts.sync"]
    assert (spec.catch_up, spec.clock) == ("latest", "business")
