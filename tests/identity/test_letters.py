"""Letters of authority: an agent acts on their days only; who leaves hands over what is open."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import identity
from hub.audit import AuditEvent
from hub.identity import charges, letters
from hub.identity.letters import LetterOfAuthority
from hub.kernel import scope
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db, unit_of_work
from hub.kernel.states import record_birth
from hub.messages import Message
from hub.vouchers import VoucherApplication
from schemas.terms import ApplicationState, Role
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.test_colleagues import PDF, fresh

DAY = date(2024, 3, 5)
TAKEN_BACK = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "taken_back", "holds"),
    [
        (DAY, None, False, True),
        (DAY, DAY, False, True),
        (DAY - timedelta(9), DAY - timedelta(1), False, False),
        (DAY + timedelta(1), None, False, False),
        (DAY, None, True, False),
    ],
)
def test_a_letter_holds_from_its_first_day_to_its_last_unless_taken_back(
    first: date, last: date | None, taken_back: bool, holds: bool
) -> None:
    letter = LetterOfAuthority(valid_from=first, valid_until=last, revoked_at=TAKEN_BACK if taken_back else None)
    assert letter.in_force(DAY) is holds


def keep(client: FlaskClient, whom: Somebody, first: date, last: date | None = None) -> Any:
    sent = {"valid_from": first.isoformat(), "valid_until": last.isoformat() if last else ""}
    file = (io.BytesIO(PDF), "授权书.pdf")
    return client.post(f"/account/people/{whom.account_id}/letters", data={**sent, "file": file})


def test_an_agent_acts_while_a_letter_is_in_force_and_not_from_the_moment_it_is_taken_back(
    hub_app: Flask, person: MakePerson, client: FlaskClient
) -> None:
    admin = person()
    agent = person(Role.HOLDER_AGENT, unit=admin.organization_id)
    theirs = hub_app.test_client()
    sign_in(theirs, agent)
    assert theirs.get("/enterprise/").status_code == 200, "without a letter the role decides"
    fresh(hub_app, client, admin)
    with hub_app.app_context():
        today = business_today()
    wrong = keep(client, agent, today, today - timedelta(1))
    assert (wrong.status_code, "letter.days_wrong" in wrong.text) == (422, True)
    assert keep(client, agent, today + timedelta(30)).status_code == 303
    assert theirs.get("/enterprise/").status_code == 403, "only a letter to come"
    assert "data-letter-lapsed" in theirs.get("/account/").text
    assert keep(client, agent, today, today + timedelta(10)).status_code == 303
    assert theirs.get("/enterprise/").status_code == 200
    with hub_app.app_context(), scope.everything():
        unit = identity.get_organization(admin.organization_id)
        kept = letters.list_letters(unit, agent.account_id)
        ids = [letter.id for letter in kept]
    assert client.get(f"/account/people/letters/{ids[0]}").data == PDF
    stranger = fresh(hub_app, hub_app.test_client(), person())
    assert stranger.get(f"/account/people/letters/{ids[0]}").status_code == 404
    gone = client.post(f"/account/people/{agent.account_id}/letters/{ids[1]}/revoke", data={"reason": "调岗"})
    assert gone.status_code == 303
    assert theirs.get("/enterprise/").status_code == 403
    assert "调岗" in client.get(f"/account/people/{agent.account_id}/letters").text
    assert "调岗" in theirs.get("/account/messages").text


def draft(unit_id: Any, by: Somebody, no: str) -> Any:
    row = VoucherApplication(
        no=no, programme="delta", area="maanshan", holder_id=unit_id, year=2024, state=ApplicationState.DRAFT,
        started_at=business_now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record_birth(row, by=identity.actor_for(by.account_id))
    return row.id


def test_who_leaves_hands_over_what_is_open_and_each_thing_is_on_record(
    hub_app: Flask, person: MakePerson, client: FlaskClient
) -> None:
    admin = person()
    leaving, staying = (person(Role.HOLDER_AGENT, unit=admin.organization_id) for _ in range(2))
    with hub_app.app_context(), scope.everything(), unit_of_work():
        ids = [draft(admin.organization_id, leaving, f"SQ-LEAVING-{n}") for n in range(2)]
        draft(admin.organization_id, staying, "SQ-STAYING")
    fresh(hub_app, client, admin)
    theirs = hub_app.test_client()
    sign_in(theirs, staying)
    assert "SQ-LEAVING-1" not in theirs.get("/account/work").text
    assert "2 项未办结" in client.get(f"/account/people/{leaving.account_id}").text
    nobody = client.post(f"/account/people/{leaving.account_id}/remove", data={"note": ""})
    assert (nobody.status_code, "charge.work_left" in nobody.text) == (409, True)
    stranger = str(person().account_id)
    for unfit in (stranger, str(leaving.account_id)):
        refused = client.post(f"/account/people/{leaving.account_id}/work", data={"successor": unfit})
        assert (refused.status_code, "charge.no_successor" in refused.text) == (422, True)
    sent = {"note": "请接手两项申领", "successor": str(staying.account_id)}
    assert client.post(f"/account/people/{leaving.account_id}/remove", data=sent).status_code == 303
    page = theirs.get("/account/work").text
    assert [no in page for no in ("SQ-LEAVING-0", "SQ-LEAVING-1", "SQ-STAYING")] == [True, True, True]
    with hub_app.app_context(), scope.everything():
        named = charges.person_in_charge(admin.organization_id, "voucher_application", ids[0])
        assert named == identity.get_account(staying.account_id).display_name
        told = select(Message).where(Message.account_id == staying.account_id, Message.event == "role.delegated")
        assert db.session.scalars(told).one().path == "/account/work"
        recorded = select(AuditEvent.subject_no).where(AuditEvent.event == "role.delegated")
        assert {"SQ-LEAVING-0", "SQ-LEAVING-1"} <= set(db.session.scalars(recorded))
