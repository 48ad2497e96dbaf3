"""What also leaves the hub: a text and an e-mail to a unit's contact, for the events that templates.toml names.

The manuals promise texts for reviews, corrections and payments (JS-09, JS-56); everything is a message inside the hub
first. A unit may do without either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update

from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import count_write, db, unit_of_work
from hub.kernel.jobs import enqueue, job
from hub.messages.drivers import driver
from hub.messages.models import MailOutbox, SmsOutbox
from hub.messages.sms import send_text
from hub.messages.templates import render, templates

EVENT = "event"
TEXTS_A_DAY = 20  # to one phone: a month of payments at once is one errand, and the rest stands in the hub


@dataclass(frozen=True)
class Reach:
    """Where a unit's contact can be reached outside the hub; None: not at all, or not wanted."""

    phone: str | None = None
    email: str | None = None


_LOOK_UP: list[Callable[[UUID], Reach]] = []


def reach_units_by(look_up: Callable[[UUID], Reach]) -> None:
    """Let ``look_up`` say where a unit's contact is reached; who knows units lives above this capability."""
    _LOOK_UP[:] = [look_up]


def goes_out(event: str) -> bool:
    """Whether a unit is told of this event outside the hub too."""
    return event in templates()["sms"]["events"]


def send_outward(event: str, organization_id: UUID, *, path: str, filling: Mapping[str, str], edition: int = 0) -> None:
    """Write text and e-mail of an event to the outboxes, in the caller's transaction."""
    reach = _LOOK_UP[0](organization_id) if _LOOK_UP else Reach()
    sentence = render(event, "zh", filling, edition=edition)
    if reach.phone and not _enough(reach.phone):
        send_text(reach.phone, EVENT, str(templates()["sms"]["signature"]) + sentence)
    if reach.email:
        _mail(reach.email, sentence, render(event, "en", filling, edition=edition), path)


def _enough(phone: str) -> bool:
    since = utc_now() - timedelta(days=1)
    sent = select(func.count()).where(
        SmsOutbox.phone_index == blind_index("sms_outbox.phone", phone),
        SmsOutbox.template == EVENT,
        SmsOutbox.created_at > since,
    )
    return db.session.execute(sent).scalar_one() >= TEXTS_A_DAY


def _mail(address: str, zh: str, en: str, path: str) -> None:
    link = current_app.config["HUB"].web.base_url.rstrip("/") + path
    row = MailOutbox(
        address=address,
        subject=str(templates()["sms"]["signature"]) + zh.split("。", 1)[0],
        text=f"{zh}\n\n{en}\n\n{link}\n",
        created_at=utc_now(),
    )
    db.session.add(row)
    db.session.flush()
    enqueue(deliver_mail, mail_id=str(row.id))


@job("mail.deliver")
def deliver_mail(*, mail_id: str) -> None:
    """Hand one e-mail to the driver: claimed first, given back when the driver could not take it."""
    with unit_of_work():
        row = db.session.execute(_claimed(UUID(mail_id))).one_or_none()
        count_write()
    if row is None:
        return
    try:
        driver(current_app.config["HUB"].messages.mail_driver)(
            recipient=row.address, subject=row.subject, text=row.text
        )
    except Exception:
        with unit_of_work():
            db.session.execute(update(MailOutbox).where(MailOutbox.id == UUID(mail_id)).values(sent_at=None))
            count_write()
        raise


def _claimed(mail_id: UUID) -> Any:
    return (
        update(MailOutbox)
        .where(MailOutbox.id == mail_id, MailOutbox.sent_at.is_(None))
        .values(sent_at=utc_now())
        .returning(MailOutbox.address, MailOutbox.subject, MailOutbox.text)
    )
