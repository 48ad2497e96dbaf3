"""Text messages: written to the outbox in the caller's transaction, handed to the driver of the settings by a job."""

from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import count_write, db, unit_of_work
from hub.kernel.jobs import enqueue, job
from hub.messages.drivers import driver
from hub.messages.editions import current_edition
from hub.messages.models import SmsOutbox
from hub.messages.templates import SMS, render_sms


def send_sms(phone: str, template: str, **values: Any) -> None:
    """Send the text of ``template`` to ``phone`` once the caller's transaction commits.

    Raises:
        TemplateMissing: templates.toml has no such text.
    """
    filling = {name: str(value) for name, value in values.items()}
    send_text(phone, template, render_sms(template, filling, edition=current_edition(f"{SMS}{template}")))


def send_text(phone: str, template: str, text: str) -> None:
    """Send a text that is made already; ``template`` names its kind."""
    row = SmsOutbox(
        phone=phone,
        phone_index=blind_index("sms_outbox.phone", phone),
        template=template,
        text=text,
        created_at=utc_now(),
    )
    db.session.add(row)
    db.session.flush()
    enqueue(deliver, sms_id=str(row.id))


@job("sms.deliver")
def deliver(*, sms_id: str) -> None:
    """Hand one text message to the driver: claimed first, given back when the driver could not take it."""
    with unit_of_work():
        row = db.session.execute(_claimed(UUID(sms_id))).one_or_none()
        count_write()
    if row is None:
        return
    try:
        driver(current_app.config["HUB"].messages.sms_driver)(recipient=row.phone, subject="", text=row.text)
    except Exception:
        with unit_of_work():
            db.session.execute(update(SmsOutbox).where(SmsOutbox.id == UUID(sms_id)).values(sent_at=None))
            count_write()
        raise


def _claimed(sms_id: UUID) -> Any:
    return (
        update(SmsOutbox)
        .where(SmsOutbox.id == sms_id, SmsOutbox.sent_at.is_(None))
        .values(sent_at=utc_now())
        .returning(SmsOutbox.phone, SmsOutbox.text)
    )
