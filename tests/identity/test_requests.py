"""Requests to an office: asked with evidence, decided once and by somebody else; a change of name is one of them."""

import io
import re
import threading
from datetime import date, timedelta

import pytest
from flask import Flask

from hub import identity
from hub.identity import IdentityRequest, RequestKind, RequestState, identity_requests, rename, request_queries
from hub.identity.evidence import NewFile
from hub.identity.rename_errors import KeptByRegion
from hub.identity.request_errors import OwnRequest, RequestOpen
from hub.kernel import scope
from hub.kernel.clock import business_now
from hub.kernel.db import unit_of_work
from hub.kernel.errors import ChangedMeanwhile
from hub.messages import inbox
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, new_uscc, sign_in

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def ask(hub_app: Flask, asker: Somebody, name: str = "新示例有限公司") -> str:
    """Ask for another name; returns the number."""
    with hub_app.app_context(), scope.everything(), unit_of_work():
        unit = identity.get_organization(asker.organization_id)
        request = rename.ask_for_new_name(
            unit=unit,
            name=name,
            evidence=NewFile(io.BytesIO(PDF), "变更通知书.pdf"),
            by=identity.actor_for(asker.account_id),
        )
        return request.no


def state_of(no: str) -> RequestState:
    return request_queries.find_request(no).state


@pytest.fixture
def officer(person: MakePerson) -> Somebody:
    return person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)


def test_a_unit_asks_for_another_name_and_documents_show_it_after_the_office_agrees(hub_app, person, officer, client):
    asker = person()
    sign_in(client, asker)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        session = identity.list_sessions(asker.account_id)[0]
        identity.raise_assurance(session)
    assert client.post("/account/organization/rename", data={"name": "更名后的示例有限公司"}).status_code == 422
    sent = {"name": "更名后的示例有限公司", "file": (io.BytesIO(PDF), "变更通知书.pdf")}
    no = client.post("/account/organization/rename", data=sent).headers["Location"].rsplit("/", 1)[-1]
    with hub_app.app_context(), scope.everything():
        before = identity.get_organization(asker.organization_id).name
    page = client.get(f"/account/requests/{no}").text
    assert 'data-state="SUBMITTED"' in page and before in page and "更名后的示例有限公司" in page

    office = hub_app.test_client()
    sign_in(office, officer)
    assert no in office.get("/area/requests").text
    assert 'data-action="request.approve"' in office.get(f"/area/requests/{no}").text
    answer = office.post(f"/area/requests/{no}/approve", data={"idempotency_key": "k1"})
    assert answer.status_code == 303
    with hub_app.app_context(), scope.everything():
        names = rename.names_of(asker.organization_id)
        assert [one.name for one in names] == [before, "更名后的示例有限公司"]
        assert names[0].until is not None and names[1].until is None
        assert identity.get_organization(asker.organization_id).name == "更名后的示例有限公司"
        told = [one.event for one in inbox(identity.actor_for(asker.account_id))]
    assert told.count("holder.renamed") == 1


def test_the_evidence_is_handed_to_the_deciding_office_and_the_asker_and_to_nobody_else(hub_app, person, officer):
    no = ask(hub_app, asker := person())
    with hub_app.app_context(), scope.everything():
        file_id = request_queries.find_request(no).evidence[0]
    answers = {}
    for name, who in {
        "office": officer,
        "elsewhere": person(Role.REVIEWER_INITIAL, area="wujiang", totp=True),
        "assessor": person(Role.ASSESSOR, area="maanshan", totp=True),
        "other unit": person(),
        "asker": asker,
    }.items():
        browser = hub_app.test_client()
        sign_in(browser, who)
        area = browser.get(f"/area/requests/{no}/files/{file_id}")
        own = browser.get(f"/account/requests/{no}/files/{file_id}")
        answers[name] = (area.status_code, own.status_code)
        if area.status_code == 200:
            assert area.data == PDF and area.headers["Content-Disposition"].startswith("attachment")
    assert answers == {
        "office": (200, 404),
        "elsewhere": (404, 404),
        "assessor": (403, 404),
        "other unit": (403, 404),
        "asker": (403, 200),
    }


def test_a_returned_request_is_answered_with_another_file_and_goes_back_to_the_queue(hub_app, person, officer):
    no = ask(hub_app, asker := person())
    office, browser = hub_app.test_client(), hub_app.test_client()
    sign_in(office, officer)
    sign_in(browser, asker)
    assert office.post(f"/area/requests/{no}/return", data={"reason": ""}).status_code == 422
    office.post(f"/area/requests/{no}/return", data={"reason": "材料不清晰"})
    assert "材料不清晰" in browser.get(f"/account/requests/{no}").text
    sent = {"name": "再次更名有限公司", "note": "已重新扫描", "file": (io.BytesIO(PDF), "scan.pdf")}
    assert browser.post(f"/account/requests/{no}/answer", data=sent).status_code == 303
    with hub_app.app_context(), scope.everything():
        found = request_queries.find_request(no)
        assert found.state is RequestState.SUBMITTED and len(found.evidence) == 2
        assert identity_requests.asked_of(found)["name"] == "再次更名有限公司"
    browser.post(f"/account/requests/{no}/withdraw")
    with hub_app.app_context(), scope.everything():
        assert state_of(no) is RequestState.WITHDRAWN
    assert office.post(f"/area/requests/{no}/approve").status_code == 409


def test_nobody_decides_what_they_or_their_unit_asked_for(hub_app, person):
    asker = person()
    no = ask(hub_app, asker)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(asker.account_id)
        identity.grant_role(
            account=account, role=Role.REVIEWER_INITIAL, area="maanshan", by=identity.actor_for(asker.account_id)
        )
    employed = person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.get_account(employed.account_id).employer_id = asker.organization_id
    for officer in (asker, employed):
        with hub_app.app_context(), scope.everything():
            request = request_queries.find_request(no)
            by = identity.actor_for(officer.account_id)
            with pytest.raises(OwnRequest):
                identity_requests.approve_request(request=request, by=by)


def test_two_officers_at_once_give_one_decision(hub_app, person):
    no = ask(hub_app, asker := person(), "同时审核有限公司")
    officers = [person(Role.REVIEWER_INITIAL, area="maanshan", totp=True) for _ in range(2)]
    ready, outcomes = threading.Barrier(2), []

    def decide(officer: Somebody, approve: bool) -> None:
        with hub_app.app_context(), scope.everything():
            try:
                with unit_of_work():
                    request = request_queries.find_request(no)
                    by = identity.actor_for(officer.account_id)
                    ready.wait()
                    if approve:
                        identity_requests.approve_request(request=request, by=by)
                    else:
                        identity_requests.reject_request(request=request, by=by, reason="不予通过")
                outcomes.append("done")
            except ChangedMeanwhile:
                outcomes.append("too late")

    threads = [threading.Thread(target=decide, args=(one, n == 0)) for n, one in enumerate(officers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "too late"]
    with hub_app.app_context(), scope.everything():
        renamed = identity.get_organization(asker.organization_id).name == "同时审核有限公司"
        assert renamed == (state_of(no) is RequestState.APPROVED)


def test_the_queue_is_oldest_first_filtered_by_kind_and_marks_what_is_late(hub_app, person, officer):
    first, second = ask(hub_app, person()), ask(hub_app, person())
    with hub_app.app_context(), scope.everything(), unit_of_work():
        late = request_queries.find_request(second)
        late.due_on = (business_now() - timedelta(days=1)).date()
        assert request_queries.find_request(first).due_on > business_now().date()
    browser = hub_app.test_client()
    sign_in(browser, officer)
    page = browser.get("/area/requests?kind=RENAME").text
    assert page.index(first) < page.index(second)
    assert re.search(rf"{second}.*?due-late", page, re.S)
    assert first not in browser.get("/area/requests?kind=LINK").text
    assert browser.get("/area/requests?kind=NONSENSE").status_code == 200


def test_a_request_is_answered_within_working_days(hub_app, inside):
    from hub.identity.working_days import due_on

    friday = date(2024, 9, 27)
    assert due_on(friday, 2).isoformat() == "2024-09-30", "the Sunday before National Day is worked"
    assert due_on(date(2031, 1, 3), 2) is None, "no calendar of that year: no day is guessed"


def test_the_same_change_is_not_asked_for_twice_at_once(hub_app, person):
    asker = person()
    ask(hub_app, asker)
    with pytest.raises(RequestOpen):
        ask(hub_app, asker, "另一个名称有限公司")


def test_a_name_that_the_region_keeps_is_not_changed_here(hub_app, person):
    with hub_app.app_context(), scope.everything(), unit_of_work():
        unit = identity.create_organization(
            uscc=new_uscc("310118", 901),
            name="青浦示例单位",
            division="310118",
            by=identity.actor_for(person().account_id),
        )
        unit_id = unit.id
    with pytest.raises(KeptByRegion):
        ask(hub_app, person(unit=unit_id))


def test_personal_data_of_a_request_are_masked_and_shown_in_full_for_a_recorded_purpose(hub_app, person, officer):
    asker = person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        no = identity_requests.open_request(
            kind=RequestKind.CONTACT_CHANGE,
            area="maanshan",
            asked={"phone": "19900007777", "was_phone": "19900006666", "real_name": "示例人"},
            organization_id=asker.organization_id,
            by=identity.actor_for(asker.account_id),
        ).no
    browser = hub_app.test_client()
    sign_in(browser, officer)
    page = browser.get(f"/area/requests/{no}").text
    assert "19900007777" not in page and "199****7777" in page and "199****6666" in page
    assert browser.post(f"/area/requests/{no}/reveal", data={"purpose": ""}).status_code == 422
    shown = browser.post(f"/area/requests/{no}/reveal", data={"purpose": "电话核实"})
    assert "19900007777" in shown.text and "示例人" in shown.text
    with hub_app.app_context(), scope.everything():
        from hub.audit import list_events

        event = list_events(event="data.revealed", limit=1)[0]
        assert (event.subject_no, event.purpose) == (no, "电话核实")
    answers = [browser.post(f"/area/requests/{no}/reveal", data={"purpose": "再看"}).status_code for _ in range(21)]
    assert answers[-1] == 429 and answers[0] == 200


def test_what_was_asked_is_not_readable_in_the_database(hub_app, person):
    from sqlalchemy import text

    from hub.kernel.db import db

    ask(hub_app, person(), "不可读的名称有限公司")
    with hub_app.app_context():
        stored = db.session.execute(text("SELECT string_agg(asked, ' ') FROM identity_request")).scalar_one()
    assert "不可读" not in stored


def test_every_kind_and_state_has_words_in_both_languages():
    from hub.web.words import WORDS

    for enumeration in (RequestKind, RequestState):
        words = WORDS[enumeration.__name__]
        assert {member.name for member in enumeration} == set(words)
        assert all(zh and en for zh, en in words.values())
    assert IdentityRequest.can_move(RequestState.RETURNED, RequestState.SUBMITTED)
    assert not IdentityRequest.can_move(RequestState.APPROVED, RequestState.RETURNED)
