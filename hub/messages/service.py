"""Tell people of an event, and show a person what they were told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, utc_now
from hub.kernel.db import append, db
from hub.kernel.errors import NotFound
from hub.messages.editions import current_edition
from hub.messages.models import Message, MessageRead
from hub.messages.outward import goes_out, send_outward
from hub.messages.templates import render
from schemas.terms import Role


@dataclass(frozen=True)
class Shown:
    """A message as one person sees it."""

    id: UUID
    event: str
    subject: str
    subject_no: str
    path: str
    text_zh: str
    text_en: str
    told_at: datetime
    is_read: bool


def tell(
    event: str,
    *,
    organization_id: UUID | None = None,
    role: Role | None = None,
    area: str | None = None,
    account_id: UUID | None = None,
    subject: str,
    subject_no: str,
    path: str,
    **values: Any,
) -> None:
    """Leave one message for a group: an organization, holders of a role (in an area), or one account.

    ``values`` fill the template; ``reason``, ``amount`` (yuan), ``deadline`` and ``party`` are said wherever given.

    Raises:
        TemplateMissing: the event has no sentence in templates.toml.
        ValueError: nobody was named as recipient.
    """
    if organization_id is None and role is None and account_id is None:
        raise ValueError(f"{event}: name an organization, a role or an account to tell.")
    filling = {name: str(value) for name, value in values.items() if value is not None}
    edition = current_edition(event)
    render(event, "zh", {**filling, "no": subject_no}, edition=edition)
    append(
        Message,
        event=event,
        organization_id=organization_id,
        role=role,
        area=area,
        account_id=account_id,
        subject=subject,
        subject_no=subject_no,
        path=path,
        filling=filling,
        edition=edition,
        told_at=business_now(),
    )
    if organization_id is not None and role is None and account_id is None and goes_out(event):
        send_outward(event, organization_id, path=path, filling={**filling, "no": subject_no}, edition=edition)


def _for_me(actor: Actor) -> ColumnElement[bool]:
    """What is addressed to the actor: by account, organization or role."""
    mine: list[ColumnElement[bool]] = []
    if actor.account_id is not None:
        mine.append(Message.account_id == actor.account_id)
    for granted in actor.roles:
        if granted.organization_id is not None:
            of_mine = Message.organization_id == granted.organization_id
            mine.append(and_(of_mine, or_(Message.role.is_(None), Message.role == granted.role)))
        else:
            in_area = true() if granted.area is None else or_(Message.area.is_(None), Message.area == granted.area)
            mine.append(and_(Message.organization_id.is_(None), Message.role == granted.role, in_area))
    return or_(*mine) if mine else false()


def _read_by(actor: Actor, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(MessageRead.message_id == Message.id, MessageRead.account_id == actor.account_id, *more)


def _removed_by(actor: Actor) -> ColumnElement[bool]:
    return _read_by(actor, MessageRead.removed_at.is_not(None))


def inbox(
    actor: Actor, *, unread_only: bool = False, read_only: bool = False, kind: str = "", limit: int = 100
) -> list[Shown]:
    """What the actor was told and has not removed, latest first; ``kind`` is what an event is about, as "order"."""
    wanted = select(Message, _read_by(actor)).where(_for_me(actor), ~_removed_by(actor))
    if unread_only or read_only:
        wanted = wanted.where(~_read_by(actor) if unread_only else _read_by(actor))
    if kind:
        wanted = wanted.where(Message.event.startswith(f"{kind}.", autoescape=True))
    with scope.everything():
        rows = db.session.execute(wanted.order_by(Message.told_at.desc(), Message.id.desc()).limit(limit))
        return [_show(message, is_read) for message, is_read in rows]


def _show(message: Message, is_read: bool) -> Shown:
    filling = {**message.filling, "no": message.subject_no}
    return Shown(
        id=message.id,
        event=message.event,
        subject=message.subject,
        subject_no=message.subject_no,
        path=message.path,
        text_zh=render(message.event, "zh", filling, edition=message.edition),
        text_en=render(message.event, "en", filling, edition=message.edition),
        told_at=message.told_at,
        is_read=is_read,
    )


def count_unread(actor: Actor) -> int:
    """How many messages the actor has not read."""
    with scope.everything():
        counted: int = db.session.execute(
            select(func.count(Message.id)).where(_for_me(actor), ~_read_by(actor))
        ).scalar_one()
        return counted


def mark_read(message_id: UUID, *, by: Actor) -> None:
    """Note that the actor has read it; once is enough.

    Raises:
        NotFound: there is no such message for this actor.
    """
    _mark(message_id, by=by)


def remove(message_id: UUID, *, by: Actor) -> None:
    """Take it out of the actor's own list; others of the group, and the record, keep it.

    Raises:
        NotFound: there is no such message for this actor.
    """
    _mark(message_id, by=by)
    mine = (MessageRead.message_id == message_id, MessageRead.account_id == by.account_id)
    db.session.execute(update(MessageRead).where(*mine).values(removed_at=utc_now()))


def _mark(message_id: UUID, *, by: Actor) -> None:
    with scope.everything():
        found = db.session.execute(select(Message.id).where(Message.id == message_id, _for_me(by))).scalar_one_or_none()
    if found is None or by.account_id is None:
        raise NotFound()
    row = insert(MessageRead).values(message_id=message_id, account_id=by.account_id, read_at=utc_now())
    db.session.execute(row.on_conflict_do_nothing())
