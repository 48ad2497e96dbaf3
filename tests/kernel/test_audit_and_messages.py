"""Every event that can be told has its sentences; who is told reads it, and nobody else."""

from string import Formatter
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError

from hub import audit, messages
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.messages.templates import render, render_sms, templates
from schemas.events import EVENTS
from schemas.terms import OrderState, Role

CLAUSES = {"party": "机构", "amount": "3,000.00", "deadline": "2024-05-01", "date": "2024-05-01", "reason": "报告缺页"}
ALWAYS = {
    "no": "CSJ-1", "service": "电子检测", "until": "2024-12-31", "days": 7, "available": "1.00", "orders": 2,
}  # fmt: skip
BUYER, SELLER = uuid4(), uuid4()


def person(role: Role, *, organization_id=None, area=None) -> Actor:
    return Actor(uuid4(), "某人", organization_id, frozenset({GrantedRole(role, area, organization_id)}))


@pytest.mark.parametrize("event", sorted(templates()["events"]))
def test_every_sentence_belongs_to_an_event_and_renders(event):
    assert event in EVENTS
    for language in ("zh", "en"):
        plain = render(event, language, ALWAYS)
        full = render(event, language, {**ALWAYS, **CLAUSES})
        assert "CSJ-1" in plain
        assert full.startswith(plain)
        assert "3,000.00" in full
        assert "{" not in full


def test_every_event_can_be_told():
    assert set(templates()["events"]) == EVENTS


@pytest.mark.parametrize("template", sorted(templates()["sms"]["text"]))
def test_every_text_message_is_signed_and_renders(template):
    sentence = templates()["sms"]["text"][template]
    values = {name: f"<{name}>" for _, name, _, _ in Formatter().parse(sentence) if name}
    text = render_sms(template, values)
    assert text.startswith("【科技创新券】")
    assert all(value in text for value in values.values())


def test_an_event_or_text_without_sentence_is_refused(session):
    with pytest.raises(messages.TemplateMissing):
        messages.tell("order.vanished", role=Role.ASSESSOR, subject="order", subject_no="1", path="/")
    with pytest.raises(messages.TemplateMissing):
        messages.send_sms("199-0000-0001", "no_such_text")
    with pytest.raises(ValueError, match="name an organization"):
        messages.tell("order.placed", subject="order", subject_no="1", path="/")
    with pytest.raises(audit.UnknownEvent):
        audit.record("order.vanished", by=THE_HUB, subject="order", subject_id=uuid4())


def test_a_message_reaches_the_people_of_the_unit_and_nobody_else(session):
    buyer = person(Role.HOLDER_AGENT, organization_id=BUYER)
    colleague = person(Role.HOLDER_ADMIN, organization_id=BUYER)
    seller = person(Role.INSTITUTION_STAFF, organization_id=SELLER)
    messages.tell(
        "order.accepted",
        organization_id=BUYER,
        subject="order",
        subject_no="CSJ-1",
        path="/o/1",
        reason="有空",
        late=None,
    )
    (shown,) = messages.inbox(buyer)
    assert (shown.event, shown.path, shown.is_read) == ("order.accepted", "/o/1", False)
    assert "CSJ-1" in shown.text_zh
    assert shown.text_zh.endswith("原因：有空。")
    assert messages.inbox(seller) == []
    messages.mark_read(shown.id, by=buyer)
    messages.mark_read(shown.id, by=buyer)
    assert messages.inbox(buyer, unread_only=True) == []
    assert (messages.count_unread(buyer), messages.count_unread(colleague)) == (0, 1)
    with pytest.raises(messages.service.NotFound):
        messages.mark_read(shown.id, by=seller)


@pytest.mark.parametrize(
    ("role", "area", "reached"),
    [
        (Role.ASSESSOR, "one", True),
        (Role.ASSESSOR, None, True),
        (Role.ASSESSOR, "two", False),
        (Role.NOTICE_OFFICER, "one", False),
    ],
)
def test_a_message_to_a_role_reaches_who_holds_it_there(session, role, area, reached):
    messages.tell("redemption.submitted", role=Role.ASSESSOR, area="one", subject="r", subject_no="DF-1", path="/")
    assert len(messages.inbox(person(role, area=area))) == int(reached)


def test_a_message_to_one_person_reaches_that_person(session):
    expert, other = person(Role.EXPERT, area="one"), person(Role.EXPERT, area="one")
    messages.tell("review.assigned", account_id=expert.account_id, subject="r", subject_no="1", path="/")
    assert (len(messages.inbox(expert)), messages.inbox(other)) == (1, [])


def test_a_text_message_is_sent_once_its_transaction_commits(session, app):
    with unit_of_work():
        messages.send_sms("199-0000-0001", "login_code", code="123456", minutes=5)
    row = db.session.execute(select(messages.SmsOutbox)).scalar_one()
    assert (row.phone, row.sent_at) == ("199-0000-0001", None)
    assert "123456" in row.text
    assert run_until_idle(app, raise_errors=True) >= 1
    assert row.sent_at is not None


def test_the_record_says_who_did_what_and_why(session):
    officer = person(Role.ASSESSOR, area="one")
    order = uuid4()
    audit.record(
        "order.cancelled",
        by=officer,
        subject="order",
        subject_id=order,
        subject_no="CSJ-1",
        areas=["one", None],
        organizations=[BUYER, BUYER],
        before={"state": OrderState.PLACED, "ids": {BUYER}},
        after={"state": OrderState.CANCELLED},
        reason="不再需要",
    )
    (row,) = audit.list_events(subject="order", subject_id=order)
    assert (row.actor_name, row.actor_roles, row.areas) == ("某人", ["assessor@one"], ["one"])
    assert (row.before["state"], row.after["state"], row.reason) == ("PLACED", "CANCELLED", "不再需要")
    assert row.before["ids"] == [str(BUYER)]
    with scope.seen_by(scope.Scope(areas=frozenset({"two"}))):
        assert audit.list_events(subject="order", subject_id=order) == []
    with scope.seen_by(scope.Scope(organizations=frozenset({BUYER}))):
        assert len(audit.list_events(event="order.cancelled", since=row.business_date, until=row.business_date)) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"])
def test_the_record_cannot_be_changed(session, statement):
    audit.record("region.opened", by=THE_HUB, subject="region", subject_id=uuid4())
    with pytest.raises(DatabaseError):
        db.session.execute(text(statement))


def test_not_even_through_the_orm(session):
    audit.record("region.opened", by=THE_HUB, subject="region", subject_id=uuid4())
    with pytest.raises(DatabaseError):
        db.session.execute(delete(audit.AuditEvent))
