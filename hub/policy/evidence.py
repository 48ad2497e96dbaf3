"""What the policy engine said about something, and the text it went by, as an auditor takes it away."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.kernel.db import db
from hub.policy.models import PolicyDecision, PolicyVersion


def decisions_about(subject_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Every stored decision about these objects with question, trace and version, first made first."""
    made = select(PolicyDecision).where(PolicyDecision.subject_id.in_(subject_ids)).order_by(PolicyDecision.decided_at)
    return [
        {
            "id": str(row.id), "subject": row.subject, "subject_id": str(row.subject_id), "phase": row.phase,
            "outcome": row.outcome, "amount_fen": row.amount_fen, "version": row.version_label,
            "policy_sha256": row.content_hash, "engine": row.engine_version, "decided_at": row.decided_at.isoformat(),
            "question": row.question, "trace": row.document,
        }
        for row in db.session.scalars(made)
    ]  # fmt: skip


def policy_texts(content_hashes: Collection[str]) -> dict[str, dict[str, Any]]:
    """The policies with these hashes as they were published: their document, dates and approver."""
    found = select(PolicyVersion, PolicyVersion.document).where(PolicyVersion.content_hash.in_(content_hashes))
    return {
        version.content_hash: {
            "policy": version.policy_id, "version": version.version,
            "effective_from": version.effective_from.isoformat(), "origin": version.origin,
            "author": version.author, "approver": version.approver, "document": document,
        }
        for version, document in db.session.execute(found).all()
    }  # fmt: skip
