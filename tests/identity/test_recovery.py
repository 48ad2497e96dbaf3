"""忘记密码, 找回资料 and a new phone: never without the code, never saying who exists, the owner is told (A3)."""

import io
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import identity
from hub.audit import AuditEvent
from hub.identity import ExternalIdentity, IdentityRequest, PhoneProof, RequestState, identity_requests
from hub.identity.provider.client_rules import ClientDraft
from hub.identity.provider.clients import register_client
from hub.identity.provider.grants import list_grants_of, open_grant
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.phones import another_code, code_on, let_time_pass, phone_of, texts_to_phone
from tests.identity.test_registering import value_of
from tests.identity.test_registration import PDF
from tests.identity.test_second_factor import enrolled, with_fresh_code
from tests.identity.test_sms_login import without_keys

NEW = "another sentence to keep"
PORTAL = ClientDraft(
    name_zh="示例门户", name_en="Portal", redirect_uris=["https://portal.example/back"], scopes=["openid"]
)
TYPED = {"password": NEW, "password_again": NEW}


def begin(app: Flask, browser: FlaskClient, somebody: Somebody) -> str:
    """Ask for a code by username; returns the code."""
    assert browser.post("/recover", data={"name": somebody.username}).location == "/recover/code"
    return code_on(app, phone_of(app, somebody))


def test_a_new_password_after_the_code_ends_every_session_and_token(hub_app: Flask, person: MakePerson) -> None:
    somebody, elsewhere, browser = person(), hub_app.test_client(), hub_app.test_client()
    sign_in(elsewhere, somebody)
    with hub_app.app_context(), unit_of_work():
        actor = identity.actor_for(somebody.account_id)
        _, token = identity.create_token(actor=actor, name="x", scopes=["org"])
        client, _ = register_client(draft=PORTAL, by=THE_HUB)
        session = identity.list_sessions(somebody.account_id)[0]
        open_grant(client=client, session=session, organization_id=None, scopes=["openid"], agreed_by="test")
    code = begin(hub_app, browser, somebody)
    assert browser.post("/recover/code", data={"code": code}).location == "/recover/password"
    assert browser.post("/recover/password", data=TYPED).location == "/recover/done"
    assert elsewhere.get("/t/holder").location.startswith("/login?")
    with hub_app.app_context(), scope.everything():
        with pytest.raises(identity.TokenRefused):
            identity.actor_of_token(token)
        assert list_grants_of(somebody.account_id) == [], "portals hold nothing any more"
        events = select(AuditEvent.event).where(AuditEvent.subject_id == somebody.account_id)
        assert "account.contact_changed" in list(db.session.scalars(events))
    assert "密码已通过短信验证码重置" in texts_to_phone(hub_app, phone_of(hub_app, somebody))[-1]
    assert sign_in(hub_app.test_client(), somebody).status_code == 422
    changed = hub_app.test_client().post("/login/hub", data={"username": somebody.username, "password": NEW})
    assert changed.location == "/home"


def test_nothing_is_completed_without_the_code(hub_app: Flask, person: MakePerson) -> None:
    """A reset flow completed without what was sent (CVE-2026-18963)."""
    somebody, browser = person(), hub_app.test_client()
    code = begin(hub_app, browser, somebody)
    typed = {**TYPED, "account": str(somebody.account_id)}
    assert browser.get("/recover/password").location == "/recover"
    assert browser.post("/recover/password", data=typed).location == "/recover"
    assert browser.post("/recover/code", data={"code": another_code(code)}).status_code == 422
    assert browser.post("/recover/password", data=typed).location == "/recover"
    with hub_app.app_context(), unit_of_work():
        proof = db.session.scalars(select(PhoneProof).order_by(PhoneProof.created_at.desc())).first()
        account = identity.get_account(somebody.account_id)
        with pytest.raises(identity.CodeRefused):
            identity.recovery.reset_password(proof=proof, account=account, password=NEW, code="")  # type: ignore[arg-type]
    assert sign_in(hub_app.test_client(), somebody).location == "/home", "the old password still counts"


def test_a_proof_is_this_browsers_and_counts_once_and_in_time(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser, thief = person(), hub_app.test_client(), hub_app.test_client()
    code = begin(hub_app, browser, somebody)
    assert thief.post("/recover/code", data={"code": code}).location == "/recover"
    thief.get("/register")  # a mark of its own, and the other's proof
    proof = browser.get_cookie("hub_proof")
    assert proof is not None
    thief.set_cookie("hub_proof", proof.value)
    assert thief.post("/recover/code", data={"code": code}).location == "/recover"
    assert browser.post("/recover/code", data={"code": code}).location == "/recover/password"
    assert browser.post("/recover/password", data=TYPED).location == "/recover/done"
    browser.set_cookie("hub_proof", proof.value)
    assert browser.post("/recover/password", data={**TYPED, "password": "x"}).location == "/recover"
    late = hub_app.test_client()
    code = begin(hub_app, late, somebody)
    late.post("/recover/code", data={"code": code})
    let_time_pass(hub_app, "phone_proof", "expires_at", 16)
    assert late.post("/recover/password", data=TYPED).location == "/recover"


def test_two_who_use_one_proof_at_once_set_one_password(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser = person(), hub_app.test_client()
    browser.post("/recover/code", data={"code": begin(hub_app, browser, somebody)})
    cookies = {name: browser.get_cookie(name) for name in ("hub_proof", "hub_login")}
    places, barrier = [], threading.Barrier(4)

    def send(n: int) -> None:
        one = hub_app.test_client()
        for name, cookie in cookies.items():
            assert cookie is not None
            one.set_cookie(name, cookie.value)
        typed = {"password": f"{NEW} {n}", "password_again": f"{NEW} {n}"}
        barrier.wait()
        places.append(one.post("/recover/password", data=typed).location)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert places.count("/recover/done") == 1


def test_unknown_names_and_phones_look_the_same(hub_app: Flask, person: MakePerson) -> None:
    somebody, pages = person(), []
    for name in (somebody.username, "nobody-of-this-name", "199-0009-8888", phone_of(hub_app, person())):
        browser = hub_app.test_client()
        answer = browser.post("/recover", data={"name": name})
        wrong = browser.post("/recover/code", data={"code": "000000"})
        pages.append((answer.status_code, answer.location, wrong.status_code, without_keys(wrong.text)))
    assert len(set(pages)) == 1


def test_an_authenticator_is_asked_for_too(hub_app: Flask, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person)
    browser = hub_app.test_client()
    browser.post("/recover/code", data={"code": begin(hub_app, browser, somebody)})
    assert browser.post("/recover/password", data=TYPED).status_code == 422
    assert browser.post("/recover/password", data={**TYPED, "code": "999999"}).status_code == 422
    assert sign_in(hub_app.test_client(), somebody, code=codes[0]).location == "/home"
    assert browser.post("/recover/password", data={**TYPED, "code": codes[1]}).location == "/recover/done"


def test_a_text_alone_does_not_reset_staff_who_have_no_authenticator(hub_app: Flask, person: MakePerson) -> None:
    officer, browser = person(Role.ASSESSOR, area="maanshan"), hub_app.test_client()
    browser.post("/recover/code", data={"code": begin(hub_app, browser, officer)})
    refused = browser.post("/recover/password", data=TYPED)
    assert refused.status_code == 403 and "account.second_factor_missing" in refused.text


def test_a_password_that_does_not_meet_the_rules_leaves_the_proof(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser = person(), hub_app.test_client()
    browser.post("/recover/code", data={"code": begin(hub_app, browser, somebody)})
    short = browser.post("/recover/password", data={"password": "short", "password_again": "short"})
    assert short.status_code == 422 and "至少 15 个字符" in short.text
    assert browser.post("/recover/password", data=TYPED).location == "/recover/done"


# 找回资料


def ask(app: Flask, browser: FlaskClient, somebody: Somebody, phone: str = "199-0008-0001", **changes: Any) -> Any:
    with app.app_context(), scope.everything():
        uscc = identity.get_organization(somebody.organization_id).uscc
    typed = {"uscc": uscc, "person_name": "新管理员", "phone": phone, "reason": "原管理员已离职"}
    page = browser.post("/recover/account/code", data={**typed, "licence": (io.BytesIO(PDF), "执照.pdf")})
    files = {"letter": (io.BytesIO(PDF), "授权书.pdf"), "kept": value_of(page.text, "kept")}
    return browser.post("/recover/account", data={**typed, **files, "code": code_on(app, phone), **changes})


def open_request_of(somebody: Somebody) -> IdentityRequest:
    return db.session.scalars(
        select(IdentityRequest).where(IdentityRequest.organization_id == somebody.organization_id)
    ).one()


def test_a_change_of_contact_is_decided_by_the_office_and_told_to_the_old_phone(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody, new = person(), "199-0008-0001"
    old = phone_of(hub_app, somebody)
    asked = ask(hub_app, client, somebody)
    assert asked.status_code == 200 and 'data-object="request"' in asked.text, asked.text
    assert "申请变更您单位" in texts_to_phone(hub_app, old)[-1]
    with hub_app.app_context():
        account = identity.get_account(somebody.account_id)
        assert account.phone == old and account.display_name == "测试人员", "nothing before the decision"
    inside = hub_app.test_client()
    sign_in(inside, somebody)
    officer = person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        request = open_request_of(somebody)
        assert len(request.evidence) == 2
        identity_requests.approve_request(request=request, by=identity.actor_for(officer.account_id))
    assert inside.get("/t/signed").location.startswith("/login?")
    assert sign_in(hub_app.test_client(), somebody).status_code == 422, "who left is out"
    with hub_app.app_context(), scope.everything():
        account = identity.get_account(somebody.account_id)
        assert (account.phone, account.display_name) == (new.replace("-", ""), "新管理员")
        unit = identity.get_organization(somebody.organization_id)
        until = identity.bank_locked_until(unit)
        assert until is not None and until > utc_now()
    assert somebody.username in texts_to_phone(hub_app, new)[-1]
    browser = hub_app.test_client()
    browser.post("/recover", data={"name": new})
    browser.post("/recover/code", data={"code": code_on(hub_app, new)})
    assert browser.post("/recover/password", data=TYPED).location == "/recover/done"


def test_a_refused_change_of_contact_changes_nothing_and_says_why(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody, new = person(), "199-0008-0002"
    ask(hub_app, client, somebody, new)
    officer = person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by = identity.actor_for(officer.account_id)
        identity_requests.return_request(request=open_request_of(somebody), by=by, reason="授权书未盖章")
    assert "授权书未盖章" in texts_to_phone(hub_app, new)[-1]
    assert 'data-object="request"' in ask(hub_app, client, somebody, new).text, "what was sent back is sent again"
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity_requests.reject_request(request=open_request_of(somebody), by=by, reason="与登记不符")
    assert "与登记不符" in texts_to_phone(hub_app, new)[-1]
    assert sign_in(hub_app.test_client(), somebody).location == "/home"


def test_whoever_had_the_account_does_not_come_back_by_a_region(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody, officer = person(), person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        region = {"issuer": "https://region.example", "subject": "left", "region": "jiangsu", "linked_at": utc_now()}
        row = ExternalIdentity(account_id=somebody.account_id, organization_id=somebody.organization_id, **region)
        db.session.add(row)
    ask(hub_app, client, somebody, "199-0008-0004")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by = identity.actor_for(officer.account_id)
        identity_requests.approve_request(request=open_request_of(somebody), by=by)
        assert identity.list_external_identities(somebody.account_id) == []


def test_a_stranger_does_not_put_their_phone_into_what_another_asked(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    """The evidence that the office has seen came with the first phone, and stays with it."""
    somebody, officer = person(), person(Role.REVIEWER_INITIAL, area="maanshan", totp=True)
    ask(hub_app, client, somebody, "199-0008-0005")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        by = identity.actor_for(officer.account_id)
        first = open_request_of(somebody)
        given = set(first.evidence)
        identity_requests.return_request(request=first, by=by, reason="授权书未盖章")
    ask(hub_app, hub_app.test_client(), somebody, "199-0008-0006")
    with hub_app.app_context(), scope.everything():
        mine = IdentityRequest.organization_id == somebody.organization_id
        found = db.session.scalars(select(IdentityRequest).where(mine).order_by(IdentityRequest.no)).all()
        assert [one.state for one in found] == [RequestState.WITHDRAWN, RequestState.SUBMITTED]
        assert identity_requests.asked_of(found[0])["phone"].endswith("80005")
        assert not given & set(found[1].evidence)
    assert "另" in texts_to_phone(hub_app, "199-0008-0005")[-1], "the first is told"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "000000"}, "account.code_refused"),
        ({"kept": ""}, "account.evidence_missing"),
        ({"reason": "x"}, "input.invalid"),
    ],
)
def test_a_change_of_contact_needs_evidence_and_the_new_phone(
    hub_app: Flask, client: FlaskClient, person: MakePerson, changes: dict[str, str], code: str
) -> None:
    answer = ask(hub_app, client, person(), "199-0008-0003", **changes)
    assert answer.status_code == 422 and code in answer.text


# 更换手机号码


def test_a_new_phone_needs_a_code_to_the_old_and_one_to_the_new(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody, new = person(), "199-0008-0010"
    old = phone_of(hub_app, somebody)
    sign_in(client, somebody)
    assert client.get("/account/phone").location.startswith("/login/step-up")
    assert client.post("/account/phone", data={"phone": new, "code": "123456"}).status_code == 303
    with_fresh_code(hub_app, client, somebody)
    assert client.get("/account/phone").status_code == 200
    client.post("/account/phone/code", data={"phone": new})
    code = code_on(hub_app, new)
    assert client.post("/account/phone", data={"phone": "199-0008-0011", "code": code}).status_code == 422
    assert client.post("/account/phone", data={"phone": new, "code": code}).location == "/account/"
    assert phone_of(hub_app, somebody) == new.replace("-", "")
    assert "手机已更换" in texts_to_phone(hub_app, old)[-1]
    with hub_app.app_context(), scope.everything():
        unit = identity.get_organization(somebody.organization_id)
        assert identity.bank_locked_until(unit) is not None
