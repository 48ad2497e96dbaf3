"""The people of a unit: invited by phone, taking up the invitation once, changed, let go; an administrator stays."""

import io
import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from hub import identity
from hub.identity import colleagues, invitations, staff
from hub.identity.colleague_errors import InvitationGone, LastAdministrator, StaffCannotJoin
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages.models import SmsOutbox
from schemas.terms import Role
from tests.identity.conftest import PASSWORD, MakePerson, Somebody, sign_in

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def fresh(hub_app: Flask, client: FlaskClient, somebody: Somebody) -> FlaskClient:
    """Signed in, with a code confirmed just now."""
    sign_in(client, somebody)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        for session in identity.list_sessions(somebody.account_id):
            session.code_confirmed_at = utc_now()
    return client


def last_text(hub_app: Flask, template: str) -> str:
    with hub_app.app_context(), scope.everything():
        newest = select(SmsOutbox).where(SmsOutbox.template == template).order_by(SmsOutbox.created_at.desc())
        return db.session.scalars(newest.limit(1)).one().text


def invite(hub_app: Flask, client: FlaskClient, phone: str, role: str = "holder_agent", **more: object) -> str:
    """Invite somebody by the page; returns the path of the link in the text."""
    sent = {"name": "受邀人", "phone": phone, "role": role, **more}
    answer = client.post("/account/people/invite", data=sent)
    assert answer.status_code == 303, answer.text
    found = re.search(r"/invitations/[\w-]+", last_text(hub_app, "invited"))
    assert found
    return found.group()


def code_for(hub_app: Flask, client: FlaskClient, link: str) -> str:
    assert client.post(f"{link}/code").status_code == 200
    found = re.search(r"\d{6}", last_text(hub_app, "invite_code"))
    assert found
    return found.group()


def test_an_invited_person_makes_an_account_and_acts_for_the_unit(hub_app, person, client):
    admin = person()
    fresh(hub_app, client, admin)
    link = invite(hub_app, client, "199-0000-8001", file=(io.BytesIO(PDF), "授权书.pdf"))
    page = client.get("/account/people").text
    assert "199****8001" in page and "19900008001" not in page and "/letter" in page
    letter = re.search(r"/account/people/invitations/[\w-]+/letter", page)
    assert letter and client.get(letter.group()).data == PDF
    guest = hub_app.test_client()
    assert "受邀" in guest.get(link).text
    code = code_for(hub_app, guest, link)
    typed = {"username": "invited1", "password": PASSWORD, "code": "000000" if code != "000000" else "000001"}
    assert guest.post(link, data=typed).status_code == 422
    assert guest.post(link, data={**typed, "code": code}).status_code == 303
    with hub_app.app_context(), scope.everything():
        account = identity.find_account_by_username("invited1")
        assert account is not None and account.phone == "19900008001"
        grants = identity.list_grants(account.id)
        assert [(g.role, g.organization_id) for g in grants] == [(Role.HOLDER_AGENT, admin.organization_id)]
    assert guest.get(link).status_code == 404, "once"
    guest.post("/login/hub", data={"username": "invited1", "password": PASSWORD})
    assert guest.get("/enterprise/").status_code == 200


def test_a_person_with_an_account_takes_the_invitation_up_with_it_and_staff_do_not(hub_app, person, client):
    fresh(hub_app, client, admin := person())
    other = person()
    link = invite(hub_app, client, "199-0000-8002")
    officer = hub_app.test_client()
    sign_in(officer, person(Role.ASSESSOR, area="maanshan", totp=True))
    refused = officer.post(link, data={"code": code_for(hub_app, officer, link)})
    assert (refused.status_code, "invitation.staff" in refused.text) == (409, True)
    guest = hub_app.test_client()
    sign_in(guest, other)
    assert guest.post(link, data={"code": code_for(hub_app, guest, link)}).status_code == 303
    with hub_app.app_context(), scope.everything():
        units = {unit.id for unit in identity.organizations_of(other.account_id)}
    assert units == {admin.organization_id, other.organization_id}


def test_a_revoked_invitation_opens_nothing_and_a_second_one_to_a_phone_is_refused(hub_app, person, client):
    fresh(hub_app, client, person())
    link = invite(hub_app, client, "199-0000-8003")
    again = client.post("/account/people/invite", data={"name": "甲", "phone": "19900008003", "role": "holder_agent"})
    assert (again.status_code, "invitation.already_open" in again.text) == (409, True)
    wrong = client.post("/account/people/invite", data={"name": "甲", "phone": "19900008004", "role": "assessor"})
    assert (wrong.status_code, "role.not_of_unit" in wrong.text) == (403, True)
    found = re.search(r"/account/people/invitations/[\w-]+/revoke", client.get("/account/people").text)
    assert found
    stranger = hub_app.test_client()
    sign_in(stranger, person())
    assert stranger.post(found.group()).status_code == 404
    assert client.post(found.group()).status_code == 303
    assert hub_app.test_client().get(link).status_code == 404
    invite(hub_app, client, "199-0000-8003")


def test_invitations_are_no_way_to_send_texts_without_end(hub_app, person, client):
    """Revoked and sent again to one phone, or sent to every phone there is."""
    fresh(hub_app, client, person())
    one = {"name": "受邀人", "phone": "199-0000-8090", "role": "holder_agent"}
    for _ in range(identity.tries.TEXTS_BY_PHONE_A_DAY.tries):
        assert client.post("/account/people/invite", data=one).status_code == 303
        waiting = re.findall(r"/account/people/invitations/[\w-]+/revoke", client.get("/account/people").text)
        assert client.post(waiting[-1]).status_code == 303
    assert client.post("/account/people/invite", data=one).status_code == 429
    rest = identity.tries.INVITATIONS_BY_UNIT.tries - identity.tries.TEXTS_BY_PHONE_A_DAY.tries
    others = [{**one, "phone": f"199-0077-{n:04}"} for n in range(rest + 1)]
    answers = [client.post("/account/people/invite", data=other).status_code for other in others]
    assert answers == [303] * rest + [429]


def test_two_people_who_take_up_one_invitation_at_once_become_one_colleague(hub_app, person, client):
    fresh(hub_app, client, admin := person())
    secret = invite(hub_app, client, "199-0000-8005").rsplit("/", 1)[-1]
    ready, outcomes = threading.Barrier(2), []

    def take(n: int) -> None:
        with hub_app.app_context(), scope.everything():
            ready.wait()
            try:
                with unit_of_work():
                    invitations.accept_as_new(secret=secret, username=f"atonce{n}", password=PASSWORD)
                outcomes.append("in")
            except InvitationGone:
                outcomes.append("gone")

    threads = [threading.Thread(target=take, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone", "in"]
    with hub_app.app_context(), scope.everything():
        assert len(identity.people_of(admin.organization_id)) == 2


def test_who_becomes_staff_and_joins_a_unit_at_once_is_one_of_them(hub_app, person, client):
    """Seen to fail when the roles are looked at before the account is held."""
    fresh(hub_app, client, person())
    secret = invite(hub_app, client, "199-0000-8091").rsplit("/", 1)[1]
    security, outcomes, given = person(Role.SECURITY_ADMIN, area="maanshan", totp=True), [], threading.Event()
    with hub_app.app_context(), unit_of_work():
        account_id = identity.create_account(username="newcomer", display_name="新人", password=PASSWORD).id

    def join() -> None:
        given.wait()
        try:
            with hub_app.app_context(), scope.everything(), unit_of_work():
                invitations.accept_with(secret=secret, account_id=account_id)
                outcomes.append("joined")
        except StaffCannotJoin:
            outcomes.append("refused")

    joining = threading.Thread(target=join)
    joining.start()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by = identity.actor_for(security.account_id)
        staff.give_role(account=identity.get_account(account_id), role=Role.EXPERT, area=None, by=by)
        given.set()
        mine = "datname = current_database() AND wait_event_type = 'Lock'"
        waits = text(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}")
        # The view stands still for a transaction that has read it, unless it is told to look anew.
        while joining.is_alive() and not db.session.scalar(waits):
            db.session.execute(text("SELECT pg_stat_clear_snapshot()"))
    joining.join()
    assert outcomes == ["refused"]


def test_a_removed_colleague_is_out_at_once_and_the_note_reaches_the_administrators(hub_app, person, client):
    admin = person()
    agent = person(Role.HOLDER_AGENT, unit=admin.organization_id)
    theirs = hub_app.test_client()
    sign_in(theirs, agent)
    assert theirs.get("/enterprise/").status_code == 200
    with hub_app.app_context(), scope.everything(), unit_of_work():
        _, token = identity.create_token(actor=identity.actor_for(agent.account_id), name="t", scopes=["org"])
    fresh(hub_app, client, admin)
    removed = client.post(f"/account/people/{agent.account_id}/remove", data={"note": "由王某接手"})
    assert removed.status_code == 303
    assert theirs.get("/enterprise/").status_code == 303
    bearer = {"Authorization": f"Bearer {token}"}
    assert hub_app.test_client().get("/api/v1/me", headers=bearer).status_code == 401
    assert "由王某接手" in client.get("/account/messages").text
    assert client.get(f"/account/people/{agent.account_id}").status_code == 404


def test_the_last_administrator_stays_even_when_two_remove_each_other_at_once(hub_app, person, client):
    """Seen to fail when the unit is not locked first."""
    admin = person()
    fresh(hub_app, client, admin)
    alone = client.post(f"/account/people/{admin.account_id}/remove", data={"note": ""})
    assert (alone.status_code, "role.last_administrator" in alone.text) == (409, True)
    down = client.post(f"/account/people/{admin.account_id}/role", data={"role": "holder_agent"})
    assert "role.last_administrator" in down.text
    other = person(Role.HOLDER_ADMIN, unit=admin.organization_id)
    ready, outcomes = threading.Barrier(2), []

    def remove(by: Somebody, whom: Somebody) -> None:
        with hub_app.app_context(), scope.everything():
            unit = identity.get_organization(admin.organization_id)
            actor = identity.actor_for(by.account_id)
            ready.wait()
            try:
                with unit_of_work():
                    colleagues.remove_colleague(unit=unit, account_id=whom.account_id, note="", by=actor)
                outcomes.append("removed")
            except LastAdministrator:
                outcomes.append("kept")

    threads = [threading.Thread(target=remove, args=pair) for pair in ((admin, other), (other, admin))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "removed"]


def test_another_units_people_cannot_be_looked_at_changed_or_removed(hub_app, person, client):
    fresh(hub_app, client, person())
    stranger = person()
    path = f"/account/people/{stranger.account_id}"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/remove", data={"note": ""}).status_code == 404
    assert client.post(f"{path}/role", data={"role": "holder_agent"}).status_code == 404
    with hub_app.app_context(), scope.everything():
        assert len(identity.list_grants(stranger.account_id)) == 1


@pytest.mark.parametrize(("before", "after"), [("holder_agent", "holder_admin"), ("holder_admin", "holder_agent")])
def test_a_role_is_changed_and_holds_at_once(hub_app, person, client, before, after):
    admin = person()
    colleague = person(Role(before), unit=admin.organization_id)
    theirs = hub_app.test_client()
    sign_in(theirs, colleague)
    fresh(hub_app, client, admin)
    assert client.post(f"/account/people/{colleague.account_id}/role", data={"role": after}).status_code == 303
    assert theirs.get("/account/people").status_code == (200 if after == "holder_admin" else 403)


def test_an_agent_manages_nobody(hub_app: Flask, person: MakePerson, client: FlaskClient):
    fresh(hub_app, client, person(Role.HOLDER_AGENT))
    for path in ("/account/people", "/account/people/invite"):
        assert client.get(path).status_code == 403
