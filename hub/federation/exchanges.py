"""Messages to a region: stored, signed, delivered by a job under our own key, never twice with effect.

QUEUED → SENT → ACKED | REFUSED | UNKNOWN. UNKNOWN is settled only by asking again under the same key. What fails
too often is DEAD: a person is told and may send it again.
"""

import base64
import hashlib
import json
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.federation import codec
from hub.federation.directory import get_region
from hub.federation.errors import (
    ExchangeNotFound,
    KeyReused,
    NotDead,
    ResendNeedsAnother,
    ResendNotProposed,
)
from hub.federation.models import Exchange, ExchangeAttempt
from hub.federation.outcomes import on_outcome
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.crypto import sign
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue
from hub.kernel.scope import everything
from hub.kernel.states import move, record_birth
from schemas.terms import ExchangeState, Role

PURPOSE = "exchange"
PAGE_SIZE = 50
PROPOSED = "proposed"
MAY_CONFIRM = (Role.HUB_OPERATOR, Role.PROGRAMME_STEWARD)

__all__ = [
    "find_exchange",
    "get_exchange",
    "list_attempts",
    "list_exchanges",
    "on_outcome",
    "proposal_of",
    "propose_resend",
    "resend",
    "send",
]


def send(*, region: str, verb: str, request: Any, subject: str, subject_id: UUID, by: Actor = THE_HUB) -> Exchange:
    """Queue a message in the caller's transaction; the same ``request.key`` again gives the same exchange.

    Raises:
        KeyReused: the key stands for a request with other content.
    """
    get_region(region)
    wanted = codec.REQUESTS[verb]
    if not isinstance(request, wanted):
        raise TypeError(f"{verb} sends {wanted.__name__}, not {type(request).__name__}.")
    payload = codec.dump(request)
    digest = hashlib.sha256(payload).hexdigest()
    key: str = request.key  # type: ignore[attr-defined]
    known = find_by_key(region, key)
    if known is None:
        known = _insert(region, verb, key, payload, digest, subject, subject_id, by)
    if known.payload_sha256 != digest or known.verb != verb:
        raise KeyReused()
    return known


def find_by_key(region: str, key: str) -> Exchange | None:
    """The exchange that carries our key."""
    return db.session.execute(
        select(Exchange).where(Exchange.region == region, Exchange.key == key)
    ).scalar_one_or_none()


def get_exchange(exchange_id: UUID) -> Exchange:
    """The exchange with this id.

    Raises:
        ExchangeNotFound: there is none.
    """
    found = db.session.get(Exchange, exchange_id, populate_existing=True)
    if found is None:
        raise ExchangeNotFound()
    return found


def find_exchange(subject: str, subject_id: UUID, verb: str) -> Exchange | None:
    """The latest exchange about an object, for pages that say what they wait for."""
    about = (Exchange.subject == subject, Exchange.subject_id == subject_id, Exchange.verb == verb)
    wanted = select(Exchange).where(*about).order_by(Exchange.created_at.desc(), Exchange.id.desc()).limit(1)
    return db.session.execute(wanted).scalar_one_or_none()


def list_exchanges(
    *, region: str | None = None, state: ExchangeState | None = None, page: int = 1, size: int = PAGE_SIZE
) -> tuple[list[Exchange], int]:
    """Exchanges, latest first, and how many there are."""
    wanted = select(Exchange)
    if region:
        wanted = wanted.where(Exchange.region == region)
    if state:
        wanted = wanted.where(Exchange.state == state)
    total = db.session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    wanted = wanted.order_by(Exchange.created_at.desc(), Exchange.id.desc()).limit(size).offset((page - 1) * size)
    return list(db.session.execute(wanted).scalars()), total


def list_attempts(exchange_id: UUID) -> list[ExchangeAttempt]:
    """The calls made for an exchange, in order."""
    wanted = select(ExchangeAttempt).where(ExchangeAttempt.exchange_id == exchange_id)
    return list(db.session.execute(wanted.order_by(ExchangeAttempt.started_at, ExchangeAttempt.id)).scalars())


def propose_resend(exchange_id: UUID, by: Actor) -> Exchange:
    """One operator proposes that a dead letter lives again; another person confirms it (``resend``).

    Raises:
        NotDead: its retries have not ended.
        Forbidden: the actor is not the hub's operator.
    """
    by.require(Role.HUB_OPERATOR)
    exchange = _get_dead(exchange_id)
    if proposal_of(exchange) is None:
        _note_resend(exchange, PROPOSED, by)
    return exchange


def proposal_of(exchange: Exchange) -> audit.AuditEvent | None:
    """Who has proposed to send it again and waits for another's confirmation; None: nobody."""
    with everything():
        noted = audit.list_events(event="exchange.resent", subject_id=exchange.id, limit=1)
    return noted[0] if noted and (noted[0].after or {}).get("step") == PROPOSED else None


def resend(exchange_id: UUID, by: Actor) -> Exchange:
    """Let a dead letter live again, as another proposed: one that was ever sent is asked after first, under its key.

    Raises:
        NotDead: its retries have not ended.
        Forbidden: the actor is neither an operator of the hub nor a programme's steward.
        ResendNotProposed, ResendNeedsAnother: two people do this.
    """
    from hub.federation.jobs import ask_unknown, deliver

    by.require(*MAY_CONFIRM)
    exchange = _get_dead(exchange_id)
    proposal = proposal_of(exchange)
    if proposal is None:
        raise ResendNotProposed()
    if by.account_id is None or proposal.account_id == by.account_id:
        raise ResendNeedsAnother()
    was_sent = exchange.sent_at is not None
    to, job = (ExchangeState.UNKNOWN, ask_unknown) if was_sent else (ExchangeState.QUEUED, deliver)
    move(exchange, to, by=by, reason="resent", attempts=0, asks=0, next_at=business_now(), reason_code=None)
    _note_resend(exchange, "confirmed", by)
    enqueue(job, exchange_id=str(exchange.id))
    return exchange


def _get_dead(exchange_id: UUID) -> Exchange:
    exchange = get_exchange(exchange_id)
    if exchange.state != ExchangeState.DEAD:
        raise NotDead(state=exchange.state)
    return exchange


def _note_resend(exchange: Exchange, step: str, by: Actor) -> None:
    audit.record(
        "exchange.resent", by=by, subject="exchange", subject_id=exchange.id, subject_no=exchange.no,
        after={"step": step},
    )  # fmt: skip


def _insert(
    region: str, verb: str, key: str, payload: bytes, digest: str, subject: str, subject_id: UUID, by: Actor
) -> Exchange:
    from hub.federation.jobs import deliver

    now, signature = business_now(), sign(payload, purpose=PURPOSE)
    alg, kid = _header(signature)
    exchange = Exchange(
        id=new_id(), key=key, region=region, verb=verb, subject=subject, subject_id=subject_id,
        payload=payload.decode(), payload_sha256=digest, signature=signature, alg=alg, kid=kid,
        state=ExchangeState.QUEUED, attempts=0, asks=0, next_at=now, created_at=now,
    )  # fmt: skip
    # Two callers with one key: the second waits here for the first and then reads its row.
    lock = insert(Exchange.__table__).values(_row(exchange)).on_conflict_do_nothing().returning(Exchange.__table__.c.id)  # type: ignore[arg-type]
    made = db.session.execute(lock).scalar_one_or_none()
    if made is None:
        found = find_by_key(region, key)
        assert found is not None
        return found
    found = get_exchange(exchange.id)
    record_birth(found, by=by)
    enqueue(deliver, exchange_id=str(found.id))
    return found


def _row(exchange: Exchange) -> dict[str, Any]:
    # What the database fills in by itself is left to it.
    names = [column.name for column in Exchange.__table__.columns if column.server_default is None]
    return {name: getattr(exchange, name) for name in names}


def _header(signature: str) -> tuple[str, str]:
    part = signature.split(".", 1)[0]
    header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return str(header["alg"]), str(header.get("kid", ""))
