"""Showing personal data in full: for a stated purpose, rarely, and never without a record (P23)."""

from datetime import timedelta
from uuid import UUID

from hub import audit
from hub.identity.tries import Limit, take_try
from hub.kernel.actor import Actor

REVEALS = Limit("reveal", 20, window=timedelta(hours=1), lock=timedelta(hours=1))


def count_reveal(by: Actor) -> None:
    """Count one look; commit before showing anything.

    Raises:
        TooManyTries: the person has looked too often in the last hour.
    """
    take_try(REVEALS, str(by.account_id))


def record_reveal(
    *,
    by: Actor,
    subject: str,
    subject_id: UUID,
    subject_no: str | None,
    purpose: str,
    area: str | None = None,
    organization_id: UUID | None = None,
) -> None:
    """Write down who saw what in full, and what for."""
    audit.record(
        "data.revealed",
        by=by,
        subject=subject,
        subject_id=subject_id,
        subject_no=subject_no,
        areas=(area,),
        organizations=(organization_id,),
        purpose=purpose,
    )
