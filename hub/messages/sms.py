"""Text messages: written to the outbox in the caller's transaction, sent by a job.

The console driver is the only one there is: it logs that a message was sent, never its text. Tests and the demo
read the outbox.
"""

import logging
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job
from hub.messages.models import SmsOutbox
from hub.messages.templates import render_sms

log = logging.getLogger("hub.messages")


def send_sms(phone: str, template: str, **values: Any) -> None:
    """Send the text of ``template`` to ``phone`` once the caller's transaction commits.

    Raises:
        TemplateMissing: templates.toml has no such text.
    """
    row = SmsOutbox(
        phone=phone,
        phone_index=blind_index("sms_outbox.phone", phone),
        template=template,
        text=render_sms(template, {name: str(value) for name, value in values.items()}),
        created_at=utc_now(),
    )
    db.session.add(row)
    db.session.flush()
    enqueue(deliver, sms_id=str(row.id))


@job("sms.deliver")
def deliver(*, sms_id: str) -> None:
    """Hand one text message to the driver, once."""
    with unit_of_work():
        row = db.session.execute(
            select(SmsOutbox).where(SmsOutbox.id == UUID(sms_id), SmsOutbox.sent_at.is_(None)).with_for_update()
        ).scalar_one_or_none()
        if row is None:
            return
        log.info("text message %s (%s) to a number ending in %s", row.id, row.template, row.phone[-2:])
        row.sent_at = utc_now()
