"""Delivery of exchanges: one guarded move before the call, no transaction open during it, one unit of work after it."""

import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from adapters.contract import (
    NOT_SEEN,
    BadAnswer,
    Capability,
    NotSeen,
    NotSupported,
    Outcome,
    Query,
    RegionRefused,
    RegionUnavailable,
)
from adapters.transport import Wire
from hub import audit
from hub.federation import codec, gateway
from hub.federation.directory import list_regions
from hub.federation.exchanges import PURPOSE, get_exchange
from hub.federation.models import Exchange, ExchangeAttempt
from hub.federation.settling import conclude
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.crypto import sign
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import ChangedMeanwhile, HubError
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue, job, scheduled
from hub.kernel.states import MoveNotAllowed, move
from schemas.terms import ExchangeState

CALL_SECONDS = 10.0
LEASE = timedelta(seconds=60)
FIRST_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 900.0
SWEEP_LIMIT = 200
Answer = Outcome | NotSeen | Exception
log = logging.getLogger("hub.federation")


@job("exchange.deliver")
def deliver(*, exchange_id: str) -> None:
    """Send one message; whoever comes second finds it taken and does nothing."""
    with unit_of_work():
        exchange = get_exchange(UUID(exchange_id))
        if not _take(exchange):
            return
        region, verb, request = exchange.region, exchange.verb, codec.load(exchange.verb, exchange.payload.encode())
    failpoint("exchange.taken")
    wires: list[Wire] = []
    answer = _outside(region, verb, request, wires)
    failpoint("exchange.sent")
    with unit_of_work():
        _keep(UUID(exchange_id), verb, wires, answer)
        conclude(UUID(exchange_id), answer, wait=_wait)
    failpoint("exchange.recorded")


@job("exchange.ask_unknown")
def ask_unknown(*, exchange_id: str) -> None:
    """Ask the region what became of a message, under its own key."""
    with unit_of_work():
        exchange = get_exchange(UUID(exchange_id))
        if not _turn(exchange):
            return
        region, query = exchange.region, Query(exchange.key, exchange.verb)
    wires: list[Wire] = []
    answer = _outside(region, "query", query, wires)
    with unit_of_work():
        _keep(UUID(exchange_id), "query", wires, answer)
        conclude(UUID(exchange_id), answer, wait=_wait)


@scheduled("exchange.sweep", every_seconds=10, catch_up="latest", clock="business")
def sweep(*, fire_at: datetime, key: str | None) -> None:
    """Start what is due again, and take up what a killed worker left behind."""
    with unit_of_work():
        now = business_now()
        for exchange in _due(ExchangeState.QUEUED, now):
            enqueue(deliver, exchange_id=str(exchange.id))
        for exchange in _due(ExchangeState.UNKNOWN, now):
            enqueue(ask_unknown, exchange_id=str(exchange.id))
        for exchange in _due(ExchangeState.SENT, now):
            # Nobody knows what the worker that died had sent.
            move(exchange, ExchangeState.UNKNOWN, by=THE_HUB, reason="interrupted", next_at=now)
            enqueue(ask_unknown, exchange_id=str(exchange.id))


def _take(exchange: Exchange) -> bool:
    now = business_now()
    try:
        move(exchange, ExchangeState.SENT, by=THE_HUB, sent_at=now, next_at=now + LEASE, attempts=exchange.attempts + 1)
    except (ChangedMeanwhile, MoveNotAllowed):
        return False
    if exchange.attempts == 1:
        audit.record("exchange.sent", by=THE_HUB, subject="exchange", subject_id=exchange.id, subject_no=exchange.no)
    return True


def _turn(exchange: Exchange) -> bool:
    """Whether this run may ask: one of several, while the message is UNKNOWN."""
    if exchange.state != ExchangeState.UNKNOWN:
        return False
    asks = exchange.asks
    turn = (
        update(Exchange)
        .where(Exchange.id == exchange.id, Exchange.state == ExchangeState.UNKNOWN, Exchange.asks == asks)
        .values(asks=asks + 1, next_at=business_now() + LEASE)
        .returning(Exchange.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(turn).scalar_one_or_none() is not None


def _outside(region: str, verb: str, request: object, wires: list[Wire]) -> Answer:
    recorder = gateway.Recorder(sign=lambda payload: sign(payload, purpose=PURPOSE), wires=wires)
    try:
        found: Outcome | NotSeen = gateway.reach(
            region, lambda adapter: getattr(adapter, verb)(request), recorder=recorder, seconds=CALL_SECONDS
        )
        return found
    except (RegionUnavailable, RegionRefused, BadAnswer, NotSupported) as fault:
        return fault
    finally:
        # The breaker's note of health is committed by itself; nothing of ours is open here.
        db.session.rollback()


def _keep(exchange_id: UUID, verb: str, wires: list[Wire], answer: Answer) -> None:
    for wire in wires:
        db.session.add(
            ExchangeAttempt(
                id=new_id(), exchange_id=exchange_id, verb=verb, started_at=wire.started_at,
                milliseconds=wire.milliseconds, method=wire.method, path=wire.path, sent=wire.sent.decode("latin-1"),
                signature=wire.signature, status=wire.status, received=wire.received.decode("latin-1"),
                received_headers=dict(wire.received_headers), conclusion=_conclusion(answer),
            )
        )  # fmt: skip


def _conclusion(answer: Answer) -> str:
    if isinstance(answer, Outcome):
        return answer.status.value
    return "NOT_SEEN" if answer is NOT_SEEN else f"{type(answer).__name__}: {answer}"[:300]


def _wait(tries: int) -> timedelta:
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(max(tries - 1, 0), 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


@scheduled("metadata.refresh", cron="0 * * * *", clock="real", catch_up="latest")
def refresh_metadata(*, fire_at: datetime, key: str | None) -> None:
    """Fetch metadata and keys of every region ahead of time; one that does not answer keeps its last good copies."""
    for region in list_regions():
        if not gateway.offers(region.code, Capability.LOGIN):
            continue
        try:
            gateway.renew_documents(region.code)
        except HubError as error:
            log.warning("metadata of region %s not refreshed: %s", region.code, error.code)
        finally:
            # Reading since when it fails has begun a transaction; the next region is asked without one.
            db.session.rollback()


def _due(state: ExchangeState, now: datetime) -> list[Exchange]:
    wanted = select(Exchange).where(Exchange.state == state, Exchange.next_at <= now).order_by(Exchange.next_at)
    return list(db.session.execute(wanted.limit(SWEEP_LIMIT).with_for_update(skip_locked=True)).scalars())
