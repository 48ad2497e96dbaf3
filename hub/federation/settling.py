"""What follows from an answer, a refusal or silence: the next state of an exchange, in one unit of work."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from adapters.contract import (
    BadAnswer,
    NotSeen,
    NotSupported,
    Outcome,
    OutcomeStatus,
    RegionRefused,
    RegionUnavailable,
)
from hub import audit, messages
from hub.federation.exchanges import get_exchange
from hub.federation.models import Exchange
from hub.federation.outcomes import report
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.jobs import enqueue
from hub.kernel.states import move
from schemas.terms import ExchangeState, Role

TRIES_UNTIL_DEAD = 10
ASKS_UNTIL_DEAD = 12
Wait = Callable[[int], timedelta]


def conclude(exchange_id: UUID, answer: Outcome | NotSeen | Exception, *, wait: Wait) -> None:
    """Move the exchange on; when somebody else has moved it meanwhile nothing happens."""
    exchange = get_exchange(exchange_id)
    if exchange.state not in (ExchangeState.SENT, ExchangeState.UNKNOWN):
        return
    if isinstance(answer, Outcome) and answer.status in (OutcomeStatus.DONE, OutcomeStatus.REFUSED):
        _decided(exchange, answer)
    elif isinstance(answer, RegionRefused) and answer.decided and exchange.state == ExchangeState.SENT:
        _decided(exchange, Outcome(OutcomeStatus.REFUSED, reason_code=answer.reason_code))
    elif isinstance(answer, NotSeen):
        _again(exchange, wait, reason="not_seen")
    elif isinstance(answer, NotSupported):
        _dead(exchange, reason="not_supported")
    elif exchange.state == ExchangeState.SENT and _surely_without_effect(answer):
        _again(exchange, wait, reason=_reason(answer))
    else:
        _unknown(exchange, wait, reason=_reason(answer))


def _decided(exchange: Exchange, outcome: Outcome) -> None:
    done = outcome.status is OutcomeStatus.DONE
    to = ExchangeState.ACKED if done else ExchangeState.REFUSED
    values: dict[str, Any] = {"ref": outcome.ref, "reason_code": outcome.reason_code, "ended_at": business_now()}
    move(exchange, to, by=THE_HUB, reason=outcome.reason_code, **values)
    event = "exchange.acknowledged" if done else "exchange.refused"
    _record(exchange, event, outcome.reason_code)
    report(exchange, outcome)


def _surely_without_effect(answer: object) -> bool:
    if isinstance(answer, RegionRefused):
        return True  # turned away at the door, without a reason in the platform's own words
    return isinstance(answer, RegionUnavailable) and not answer.arrived


def _again(exchange: Exchange, wait: Wait, *, reason: str) -> None:
    if exchange.attempts >= TRIES_UNTIL_DEAD:
        _dead(exchange, reason=reason)
        return
    from hub.federation.jobs import deliver

    at_once = reason == "not_seen" and exchange.attempts <= 1
    next_at = business_now() + (timedelta(0) if at_once else wait(exchange.attempts))
    move(exchange, ExchangeState.QUEUED, by=THE_HUB, reason=reason, next_at=next_at, reason_code=reason)
    if at_once:
        enqueue(deliver, exchange_id=str(exchange.id))


def _unknown(exchange: Exchange, wait: Wait, *, reason: str) -> None:
    if exchange.asks >= ASKS_UNTIL_DEAD:
        _dead(exchange, reason=reason)
        return
    if exchange.state == ExchangeState.UNKNOWN:
        exchange.next_at, exchange.reason_code = business_now() + wait(exchange.asks), reason
        return
    from hub.federation.jobs import ask_unknown

    move(exchange, ExchangeState.UNKNOWN, by=THE_HUB, reason=reason, next_at=business_now(), reason_code=reason)
    enqueue(ask_unknown, exchange_id=str(exchange.id))


def _dead(exchange: Exchange, *, reason: str) -> None:
    move(exchange, ExchangeState.DEAD, by=THE_HUB, reason=reason, reason_code=reason)
    _record(exchange, "exchange.dead", reason)
    path = f"/operator/exchanges/{exchange.id}"
    messages.tell(
        "exchange.dead", role=Role.HUB_OPERATOR, subject="exchange", subject_no=exchange.no, path=path, reason=reason
    )


def _record(exchange: Exchange, event: str, reason: str | None) -> None:
    audit.record(
        event, by=THE_HUB, subject="exchange", subject_id=exchange.id, subject_no=exchange.no, reason=reason,
        after={"region": exchange.region, "verb": exchange.verb, "state": exchange.state},
    )  # fmt: skip


def _reason(answer: object) -> str:
    if isinstance(answer, Outcome):
        return answer.status.value.lower()
    if isinstance(answer, BadAnswer):
        return "bad_answer"
    if isinstance(answer, RegionRefused):
        return f"turned_away_{answer.reason_code}"
    return "unavailable"
