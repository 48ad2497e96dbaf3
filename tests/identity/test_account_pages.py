"""One's own pages: devices, password, tokens, messages, colleagues; nobody sees or ends what is another's."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from hub import identity, messages
from hub.audit import AuditEvent
from hub.identity import AccessToken, TokenRefused, WebSession
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, sign_in


def confirm_code(app: Flask, somebody: Somebody) -> None:
    """As if the person had just given a texted code in every session."""
    with app.app_context(), unit_of_work():
        mine = update(WebSession).where(WebSession.account_id == somebody.account_id)
        db.session.execute(mine.values(code_confirmed_at=utc_now()))


def test_logging_out_other_devices_leaves_this_one(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, stranger = person(), person()
    other, third = hub_app.test_client(), hub_app.test_client()
    for browser in (client, other):
        sign_in(browser, somebody)
    sign_in(third, stranger)
    page = client.get("/account/sessions").text
    assert page.count("data-session=") == 2 and "account.end_other_sessions" in page
    assert client.post("/account/sessions/end-others").status_code == 303
    assert client.get("/t/signed").status_code == 200
    assert other.get("/t/signed").status_code == 303
    assert third.get("/t/signed").status_code == 200


def test_nobody_ends_the_session_of_another(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    victim = hub_app.test_client()
    sign_in(victim, person())
    theirs = re.search(r'data-session="([^"]+)"', victim.get("/account/sessions").text)
    sign_in(client, person())
    assert theirs is not None
    client.post(f"/account/sessions/{theirs.group(1)}/end")
    assert victim.get("/t/signed").status_code == 200


def test_a_new_password_ends_other_devices_and_the_old_password(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    other = hub_app.test_client()
    for browser in (client, other):
        sign_in(browser, somebody)
    new = {"password": "quite another sentence", "password_again": "quite another sentence"}
    assert client.post("/account/password", data={"old_password": "wrong", **new}).status_code == 422
    assert client.post("/account/password", data={"old_password": somebody.password, **new}).status_code == 303
    assert client.get("/t/signed").status_code == 200 and other.get("/t/signed").status_code == 303
    assert sign_in(hub_app.test_client(), somebody).status_code == 422


def make_token(client: FlaskClient, *scopes: str) -> str:
    page = client.post("/account/tokens", data={"name": "ERP", "scopes": list(scopes), "minutes": "15"})
    found = re.search(r"<code data-token>([^<]+)</code>", page.text)
    assert found is not None, page.text
    return found.group(1)


@pytest.mark.parametrize("step", ["password", "sessions"])
def test_signing_others_out_ends_the_tokens_they_may_have_made(
    hub_app: Flask, client: FlaskClient, person: MakePerson, step: str
) -> None:
    somebody, thief = person(), hub_app.test_client()
    for browser in (client, thief):
        sign_in(browser, somebody)
    called = {"headers": {"Authorization": f"Bearer {make_token(thief, 'org')}"}}
    assert thief.get("/api/v1/me", **called).status_code == 200
    if step == "password":
        new = {"password": "quite another sentence", "password_again": "quite another sentence"}
        assert client.post("/account/password", data={"old_password": somebody.password, **new}).status_code == 303
    else:
        assert client.post("/account/sessions/end-others").status_code == 303
    assert thief.get("/api/v1/me", **called).status_code == 401


def test_a_token_is_shown_once_and_kept_as_a_hash(
    hub_app: Flask, inside: None, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    sign_in(client, somebody)
    secret = make_token(client, "org", "order.read")
    assert secret not in client.get("/account/tokens").text
    row = db.session.scalars(select(AccessToken).where(AccessToken.account_id == somebody.account_id)).one()
    assert secret not in (row.secret_hash, row.name)
    actor, scopes = identity.actor_of_token(secret)
    assert actor.organization_id == somebody.organization_id and actor.has(Role.HOLDER_ADMIN)
    assert scopes == {"org", "order.read"}


def test_a_token_ends_by_time_revocation_and_with_its_owner(
    hub_app: Flask, inside: None, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    sign_in(client, somebody)
    late, revoked, orphan = (make_token(client, "org") for _ in range(3))
    newest_first = [token.id for token in identity.list_tokens(somebody.account_id)]
    assert client.post(f"/account/tokens/{newest_first[1]}/revoke").status_code == 303
    with unit_of_work():
        db.session.get_one(AccessToken, newest_first[2]).expires_at = utc_now() - timedelta(seconds=1)
    assert identity.actor_of_token(orphan)[0].account_id == somebody.account_id
    with unit_of_work():
        identity.get_account(somebody.account_id).disabled_at = utc_now()
    for secret in (late, revoked, orphan, "hub_unknown"):
        with pytest.raises(TokenRefused):
            identity.actor_of_token(secret)


@pytest.mark.parametrize("scopes", [[], ["settlement.ack"], ["org", "bank.write"]])
def test_people_give_only_their_own_scopes(client: FlaskClient, person: MakePerson, scopes: list[str]) -> None:
    sign_in(client, person())
    assert client.post("/account/tokens", data={"name": "ERP", "scopes": scopes}).status_code == 422


def test_a_token_never_lasts_longer_than_a_quarter_of_an_hour(client: FlaskClient, person: MakePerson) -> None:
    sign_in(client, person())
    assert client.post("/account/tokens", data={"name": "x", "scopes": "org", "minutes": "16"}).status_code == 422


def test_messages_are_those_of_ones_unit(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, stranger = person(), person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        for who, number in ((somebody, "CSJ-1"), (stranger, "CSJ-2")):
            messages.tell(
                "order.accepted",
                organization_id=who.organization_id,
                subject="order",
                subject_no=number,
                path=f"/enterprise/orders/{number}",
            )
    sign_in(client, somebody)
    page = client.get("/account/messages").text
    assert "CSJ-1" in page and "CSJ-2" not in page and 'href="/enterprise/orders/CSJ-1"' in page
    path = re.search(r'action="(/account/messages/[^"]+/read)"', page)
    assert path is not None and client.post(path.group(1)).status_code == 303
    assert "data-read" in client.get("/account/messages").text


def test_a_message_of_somebody_else_cannot_be_marked(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, stranger = person(), person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        messages.tell(
            "order.accepted", organization_id=stranger.organization_id, subject="order", subject_no="CSJ-3", path="/"
        )
        theirs = messages.inbox(identity.actor_for(stranger.account_id))[0].id
    sign_in(client, somebody)
    assert client.post(f"/account/messages/{theirs}/read").status_code == 404


def test_the_account_is_masked_and_seeing_it_in_full_is_recorded(
    hub_app: Flask, inside: None, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    phone = identity.get_account(somebody.account_id).phone or ""
    sign_in(client, somebody)
    page = client.get("/account/").text
    assert phone not in page and identity.mask_phone(phone) in page
    assert client.get("/account/private").location == "/login/step-up?next=%2Faccount%2Fprivate&fresh=1"
    confirm_code(hub_app, somebody)
    assert phone in client.get("/account/private").text
    seen = select(AuditEvent).where(AuditEvent.event == "data.revealed", AuditEvent.subject_id == somebody.account_id)
    assert len(db.session.scalars(seen).all()) == 1


def test_the_bank_account_changes_only_after_a_fresh_code(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    sign_in(client, somebody)
    new = {"bank_name": "长江示例银行", "number": "6200000000005678"}
    assert client.post("/account/organization/bank", data=new).location.startswith("/login/step-up?")
    with hub_app.app_context(), scope.everything():
        assert identity.payout_account(somebody.organization_id) is None
    confirm_code(hub_app, somebody)
    assert client.post("/account/organization/bank", data=new).status_code == 303
    assert client.post("/account/organization/bank", data={**new, "number": "6200000000009999"}).status_code == 303
    with hub_app.app_context(), scope.everything():
        account = identity.payout_account(somebody.organization_id)
        assert account is not None and account.last4 == "9999"


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 64, "执照.jpg", 303),
        (b"MZ" + b"\0" * 64, "执照.jpg", 422),
        (b"", "执照.jpg", 422),
    ],
)
def test_the_licence_is_judged_by_its_content(
    client: FlaskClient, person: MakePerson, content: bytes, name: str, status: int
) -> None:
    sign_in(client, person())
    sent = client.post("/account/organization/licence", data={"file": (BytesIO(content), name)})
    assert sent.status_code == status, sent.text
    page = client.get("/account/organization").text
    assert (name in page) is (status == 303)
    kept = client.get("/account/organization/licence/file")
    assert (kept.data == content) if status == 303 else kept.status_code == 404


@pytest.mark.parametrize(
    "page", ["", "private", "sessions", "password", "tokens", "messages", "organization", "people"]
)
def test_nobody_sees_account_pages_without_signing_in(client: FlaskClient, page: str) -> None:
    assert client.get(f"/account/{page}").location.startswith("/login?next=%2Faccount%2F")
