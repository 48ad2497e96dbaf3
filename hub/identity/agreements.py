"""The hub's documents that people agree to when they register, and which version is in force (ZJ1-08)."""

from uuid import UUID

from sqlalchemy import select

from hub.identity.models import Agreement
from hub.kernel.db import db

# Whoever changes the text of a document gives it a new version here: what was agreed to before stays on record.
DOCUMENTS: tuple[tuple[str, str], ...] = (("service_terms", "2026-11"), ("privacy_rules", "2026-11"))


def list_agreements(account_id: UUID) -> list[Agreement]:
    """What somebody agreed to, newest first."""
    found = select(Agreement).where(Agreement.account_id == account_id).order_by(Agreement.agreed_at.desc())
    return list(db.session.scalars(found))
