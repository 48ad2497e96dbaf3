"""Messages to a region: stored and signed, delivered once, and never believed without the region's signed word."""

import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import KeySet
from sqlalchemy import select

from adapters.contract import Outcome, OutcomeStatus, Release, Reserve
from hub import messages
from hub.federation import exchanges, outcomes
from hub.federation.errors import KeyReused, NotDead, ResendNeedsAnother, ResendNotProposed
from hub.federation.jobs import deliver, sweep
from hub.federation.models import Exchange
from hub.kernel import scope
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import business_now, set_business_time
from hub.kernel.crypto import verify
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.kernel.jobs import run_until_idle
from hub.kernel.states import StateChange
from schemas.terms import ExchangeState, Role
from tests.federation.platforms import Platform, forget, point_at

HOLDER = "91310118MA9QY10564"
SECOND = Actor(new_id(), "运行二", roles=frozenset({GrantedRole(Role.HUB_OPERATOR)}))
OPERATOR = Actor(new_id(), "运行", roles=frozenset({GrantedRole(Role.HUB_OPERATOR)}))


@pytest.fixture
def hub(committing_app: Flask, both: dict[str, Platform], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A hub whose regions stand at the simulators, without the capabilities that would look for their orders."""
    monkeypatch.setattr(outcomes, "_consumers", {})
    point_at(committing_app, both)
    with committing_app.app_context(), scope.everything():
        yield committing_app


@pytest.fixture
def heard(hub: Flask) -> list[tuple[str, Outcome]]:
    """Decisions as a capability above hears of them."""
    found: list[tuple[str, Outcome]] = []
    outcomes.on_outcome("reserve", lambda exchange, outcome: found.append((exchange.key, outcome)))
    return found


def voucher(platform: Platform) -> Any:
    """The voucher that the platform keeps for the holder."""
    return platform.state.book.list(HOLDER, 2024)[0]


def reserve(platform: Platform, key: str = "key-1", amount_fen: int = 150_000) -> UUID:
    """Ask for a reservation, as an order does."""
    with unit_of_work():
        request = Reserve(key, voucher(platform).voucher_no, amount_fen, "CSJ-1")
        return exchanges.send(
            region="shanghai", verb="reserve", request=request, subject="order", subject_id=new_id()
        ).id


def state(exchange_id: UUID) -> ExchangeState:
    """The exchange's state as the database has it."""
    db.session.rollback()
    return ExchangeState(exchanges.get_exchange(exchange_id).state)


def later(hub: Flask, seconds: int = 1000) -> None:
    """Let time pass and the sweep find what is due."""
    with unit_of_work():
        set_business_time(business_now() + timedelta(seconds=seconds))
    sweep(fire_at=business_now(), key=None)
    run_until_idle(hub)


def test_a_message_is_delivered_once_and_its_outcome_told(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    exchange_id = reserve(shanghai)
    assert state(exchange_id) is ExchangeState.QUEUED and shanghai.seen() == []
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.ACKED
    assert [(key, outcome.status) for key, outcome in heard] == [("key-1", OutcomeStatus.DONE)]
    assert exchanges.get_exchange(exchange_id).ref == heard[0][1].ref
    assert voucher(shanghai).reserved_fen == 150_000
    deliver(exchange_id=str(exchange_id))
    assert len(heard) == 1 and voucher(shanghai).reserved_fen == 150_000


def test_what_was_sent_and_received_is_kept_byte_for_byte_and_signed(hub: Flask, shanghai: Platform) -> None:
    exchange_id = reserve(shanghai)
    run_until_idle(hub)
    exchange, (attempt,) = exchanges.get_exchange(exchange_id), exchanges.list_attempts(exchange_id)
    assert verify(exchange.payload.encode(), exchange.signature, purpose="exchange")
    assert exchange.alg and exchange.kid
    assert attempt.signature and verify(attempt.sent.encode("latin-1"), attempt.signature, purpose="exchange")
    keys = KeySet.import_key_set(hub.test_client().get("/federation/keys.json").get_json())
    algorithms, sent = [exchange.alg], attempt.sent.encode("latin-1")
    assert jws.deserialize_compact(attempt.signature, keys, algorithms=algorithms, payload=sent)
    assert json.loads(attempt.sent.encode("latin-1"))["requestId"] == "key-1"
    assert json.loads(attempt.received.encode("latin-1"))["result"] == "SUCCESS"
    assert attempt.received_headers["x-sh-signature"]
    assert "authorization" not in str(attempt.received_headers).lower()
    raw = db.session.execute(select(Exchange.__table__.c.payload_sha256)).scalar_one()
    assert len(raw) == 64


def test_nothing_is_sent_when_the_transaction_that_caused_it_fails(hub: Flask, shanghai: Platform) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():  # noqa: PT012 - what fails comes after the sending
        request = Reserve("key-1", voucher(shanghai).voucher_no, 100, "CSJ-1")
        exchanges.send(region="shanghai", verb="reserve", request=request, subject="order", subject_id=new_id())
        _ = 1 // 0
    run_until_idle(hub)
    assert shanghai.seen() == []


def test_the_same_key_is_the_same_message_and_another_body_is_refused(hub: Flask, shanghai: Platform) -> None:
    assert reserve(shanghai) == reserve(shanghai)
    with pytest.raises(KeyReused):
        reserve(shanghai, amount_fen=1)
    with pytest.raises(KeyReused), unit_of_work():
        exchanges.send(
            region="shanghai", verb="release", request=Release("key-1", "R1"), subject="order", subject_id=new_id()
        )


def test_after_silence_the_region_is_asked_and_there_is_one_effect(
    hub: Flask, shanghai: Platform, heard: list[Any]
) -> None:
    shanghai.fault("drop-after", path="/api/v2/voucher/reserve", times=1)
    exchange_id = reserve(shanghai)
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.ACKED and len(heard) == 1
    assert voucher(shanghai).reserved_fen == 150_000
    moves = db.session.execute(select(StateChange.to_state).where(StateChange.subject_id == exchange_id)).scalars()
    assert set(moves) == {"QUEUED", "SENT", "UNKNOWN", "ACKED"}


def test_what_the_region_never_saw_is_sent_again_under_the_same_key(hub: Flask, shanghai: Platform) -> None:
    shanghai.fault("drop-before", path="/api/v2/voucher/reserve", times=1)
    exchange_id = reserve(shanghai)
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.ACKED
    assert voucher(shanghai).reserved_fen == 150_000
    keys = [call["key"] for call in shanghai.seen() if call["path"].endswith("/reserve")]
    assert keys == ["key-1", "key-1"]


@pytest.mark.parametrize("fault", ["wrong-signature", "stale-key", "no-signature", "unknown-word", "html", "500"])
def test_an_answer_that_proves_nothing_is_never_progress(
    hub: Flask, shanghai: Platform, heard: list[Any], fault: str
) -> None:
    shanghai.fault(fault, path="/api/v2")
    exchange_id = reserve(shanghai)
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.UNKNOWN and heard == []
    shanghai.reset_faults()
    forget()
    later(hub)
    assert state(exchange_id) is ExchangeState.ACKED and len(heard) == 1
    assert voucher(shanghai).reserved_fen == 150_000


def test_a_refusal_is_told_with_the_regions_reason(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    exchange_id = reserve(shanghai, amount_fen=30_000_001)
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.REFUSED
    assert heard[0][1].reason_code == "insufficient"


def test_a_consumer_that_fails_leaves_nothing_half_done(
    hub: Flask, shanghai: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def consumer(exchange: Exchange, outcome: Outcome) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the order's row is locked")

    monkeypatch.setattr(outcomes, "_consumers", {"reserve": [consumer]})
    exchange_id = reserve(shanghai)
    run_until_idle(hub)
    assert state(exchange_id) is ExchangeState.SENT
    later(hub)
    assert state(exchange_id) is ExchangeState.ACKED and len(calls) == 2
    assert voucher(shanghai).reserved_fen == 150_000


def test_after_too_many_tries_a_person_is_told_and_may_send_it_again(hub: Flask, shanghai: Platform) -> None:
    shanghai.fault("down")
    exchange_id = reserve(shanghai)
    for _ in range(14):
        later(hub)
    assert state(exchange_id) is ExchangeState.DEAD
    (told,) = messages.inbox(OPERATOR)
    assert told.event == "exchange.dead" and str(exchange_id) in told.path
    shanghai.reset_faults()
    forget()
    with pytest.raises(Forbidden):
        exchanges.propose_resend(exchange_id, by=Actor(new_id(), "别人"))
    with pytest.raises(ResendNotProposed):
        exchanges.resend(exchange_id, by=SECOND)
    with unit_of_work():
        exchanges.propose_resend(exchange_id, by=OPERATOR)
    with pytest.raises(ResendNeedsAnother):
        exchanges.resend(exchange_id, by=OPERATOR)
    with unit_of_work():
        exchanges.resend(exchange_id, by=SECOND)
    with pytest.raises(NotDead):
        exchanges.resend(exchange_id, by=SECOND)
    later(hub)
    assert state(exchange_id) is ExchangeState.ACKED and voucher(shanghai).reserved_fen == 150_000


def test_two_workers_with_one_message_send_it_once(hub: Flask, shanghai: Platform) -> None:
    exchange_id = reserve(shanghai)
    shanghai.fault("delay", seconds=0.3, path="/api/v2/voucher/reserve")

    def work() -> None:
        with hub.app_context(), scope.everything():
            deliver(exchange_id=str(exchange_id))
            db.session.remove()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sum(call["path"].endswith("/reserve") for call in shanghai.seen()) == 1
    assert state(exchange_id) is ExchangeState.ACKED


def test_a_key_that_does_not_open_the_door_cancels_nothing(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    honest, shanghai.state.may_call = shanghai.state.may_call, lambda: False
    try:
        exchange_id = reserve(shanghai)
        run_until_idle(hub)
        assert state(exchange_id) is ExchangeState.QUEUED and heard == []
        assert exchanges.get_exchange(exchange_id).reason_code == "turned_away_401"
    finally:
        shanghai.state.may_call = honest
    later(hub)
    assert state(exchange_id) is ExchangeState.ACKED
