"""Sends logout tokens to portals: no transaction open during the call, tried again with backoff, given up in sight."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import select, update

from adapters.contract import AdapterError, BadAnswer
from adapters.transport import LOOPBACK, Http, netloc_of
from hub import audit, messages
from hub.identity.provider.client_errors import NoticeOver
from hub.identity.provider.keys import sign_jwt
from hub.identity.provider.tables import LogoutNotice, OAuthClient
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job
from schemas.terms import Role

CALL_SECONDS = 5.0
TRIES_MAX = 8
LEASE = timedelta(seconds=60)
FIRST_WAIT_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 7200.0
TOKEN_LASTS = timedelta(minutes=2)
SWEEP_LIMIT = 200
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Call:
    """One try: where to, and with which token."""

    url: str
    token: str


@job("logout.deliver")
def deliver_logout(*, notice_id: str) -> None:
    """Make one try; whoever comes second, or too early, finds nothing to do."""
    with unit_of_work():
        call = _take(UUID(notice_id))
    if call is None:
        return
    fault = call_portal(call.url, call.token)
    with unit_of_work():
        _note(UUID(notice_id), fault)


def sweep_notices() -> int:
    """Start the tries that are due again, and those whose worker died; returns how many."""
    due = db.session.scalars(
        select(LogoutNotice.id)
        .where(_OPEN, LogoutNotice.next_try_at <= utc_now())
        .order_by(LogoutNotice.next_try_at)
        .limit(SWEEP_LIMIT)
    ).all()
    for notice_id in due:
        enqueue(deliver_logout, notice_id=str(notice_id))
    return len(due)


def list_notices(client: OAuthClient, *, limit: int = 20) -> list[LogoutNotice]:
    """The latest notices to a client."""
    newest_first = select(LogoutNotice).where(LogoutNotice.client_id == client.id).order_by(LogoutNotice.id.desc())
    return list(db.session.scalars(newest_first.limit(limit)))


def resend_notice(*, client: OAuthClient, notice_id: UUID, by: Actor) -> LogoutNotice:
    """Try a notice again that was given up or waits; its tries begin anew.

    Raises:
        NoticeOver: there is none of this client that is still owed.
    """
    notice = db.session.scalars(
        select(LogoutNotice)
        .where(LogoutNotice.id == notice_id, LogoutNotice.client_id == client.id, LogoutNotice.delivered_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if notice is None:
        raise NoticeOver()
    notice.tries, notice.given_up_at, notice.next_try_at = 0, None, utc_now()
    db.session.flush()
    enqueue(deliver_logout, notice_id=str(notice.id))
    audit.record(
        "client.logout_resent",
        by=by,
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        after={"notice": notice.id},
    )
    return notice


def call_portal(url: str, token: str) -> AdapterError | None:
    """POST a logout token (§2.5), never redirected, answered in five seconds; what went wrong, or None."""
    http = Http(hosts=[netloc_of(url)], networks=callable_networks(), total_seconds=CALL_SECONDS)
    try:
        http.post(url, form={"logout_token": token}, keep=False)
    except AdapterError as fault:
        return fault
    return None


def callable_networks() -> tuple[str, ...]:
    """The private networks that this hub may call into: those listed, and loopback outside production."""
    settings = current_app.config["HUB"]
    return (*settings.egress.networks, *(() if settings.production else LOOPBACK))


def logout_claims(*, audience: str, sid: str, subject: str) -> dict[str, Any]:
    """The claims of a logout token (§2.4); a nonce must not be among them."""
    now = utc_now()
    return {
        "iss": current_app.config["HUB"].web.base_url.rstrip("/"),
        "aud": audience,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LASTS).timestamp()),
        "jti": uuid4().hex,
        "sub": subject,
        "sid": sid,
        "events": {EVENT: {}},
    }


_OPEN = LogoutNotice.delivered_at.is_(None) & LogoutNotice.given_up_at.is_(None)


def _take(notice_id: UUID) -> Call | None:
    """Claim the try, so that no other worker makes it too, and write the token for it."""
    now = utc_now()
    taken = db.session.scalars(
        update(LogoutNotice)
        .where(LogoutNotice.id == notice_id, _OPEN, LogoutNotice.next_try_at <= now)
        .values(tries=LogoutNotice.tries + 1, next_try_at=now + LEASE)
        .returning(LogoutNotice)
    ).one_or_none()
    if taken is None:
        return None
    client = db.session.get_one(OAuthClient, taken.client_id)
    if client.disabled_at is not None or client.backchannel_logout_uri is None:
        _give_up(taken, "The client is disabled or takes no notices any more.")
        return None
    claims = logout_claims(audience=client.client_id, sid=taken.sid, subject=taken.subject)
    return Call(client.backchannel_logout_uri, sign_jwt(claims, typ="logout+jwt"))


def _note(notice_id: UUID, fault: AdapterError | None) -> None:
    notice = db.session.get_one(LogoutNotice, notice_id, with_for_update=True, populate_existing=True)
    if notice.delivered_at is not None:
        return
    if fault is None:
        notice.delivered_at, notice.given_up_at, notice.last_answer = utc_now(), None, "OK"
        return
    # An address that must not be called, or a redirect, is not mended by waiting.
    if isinstance(fault, BadAnswer) or notice.tries >= TRIES_MAX:
        _give_up(notice, str(fault))
        return
    notice.last_answer = str(fault)[:500]
    notice.next_try_at = utc_now() + wait_after(notice.tries)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: three times longer each time, capped, spread by up to a half."""
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 3.0 ** (tries - 1))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def _give_up(notice: LogoutNotice, answer: str) -> None:
    client = db.session.get_one(OAuthClient, notice.client_id)
    notice.given_up_at = utc_now()
    notice.last_answer = answer[:500]
    db.session.flush()
    audit.record(
        "client.logout_given_up",
        by=THE_HUB,
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        reason=answer[:500],
        after={"notice": notice.id, "tries": notice.tries},
    )
    _tell("operator", client, role=Role.HUB_OPERATOR)
    if client.owner_id is not None:
        _tell("developer", client, account_id=client.owner_id)


def _tell(place: str, client: OAuthClient, *, role: Role | None = None, account_id: UUID | None = None) -> None:
    messages.tell(
        "client.logout_given_up",
        role=role,
        account_id=account_id,
        subject="client",
        subject_no=client.client_id,
        path=f"/{place}/clients/{client.client_id}",
    )
