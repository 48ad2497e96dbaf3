"""The versions of a policy as they followed each other: from when to when, by whom, which were taken back and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from hub.kernel.db import db
from hub.policy.models import PolicyVersion, PolicyWithdrawal


@dataclass(frozen=True)
class Past:
    """One version. ``until`` is its last day, None where nothing follows it; a status "ended" leaves the days
    from then on without a policy."""

    label: str
    version: int
    effective_from: date
    until: date | None
    status: str
    author: str
    approver: str | None
    recorded_at: datetime
    carried: bool
    taken_back_by: str | None
    taken_back_why: str | None


def history_of(policy_id: str) -> list[Past]:
    """All versions that were ever published, the newest first; those taken back count for no day."""
    found = (
        select(
            PolicyVersion.version, PolicyVersion.effective_from, PolicyVersion.status, PolicyVersion.author,
            PolicyVersion.approver, PolicyVersion.recorded_at, PolicyVersion.amendment_id,
            PolicyWithdrawal.name, PolicyWithdrawal.reason,
        )
        .outerjoin(PolicyWithdrawal, PolicyWithdrawal.version_id == PolicyVersion.id)
        .where(PolicyVersion.policy_id == policy_id)
        .order_by(PolicyVersion.effective_from, PolicyVersion.version)
    )  # fmt: skip
    rows = db.session.execute(found).all()
    days = [row.effective_from for row in rows if row.reason is None]
    return [
        Past(
            label=f"{policy_id} v{row.version}",
            version=row.version,
            effective_from=row.effective_from,
            until=_until(row.effective_from, days) if row.reason is None else None,
            status=row.status,
            author=row.author,
            approver=row.approver,
            recorded_at=row.recorded_at,
            carried=row.amendment_id is None and row.approver is not None,
            taken_back_by=row.name,
            taken_back_why=row.reason,
        )
        for row in reversed(rows)
    ]


def _until(start: date, days: list[date]) -> date | None:
    """The day before the next version begins: versions neither overlap nor leave a gap between them."""
    following = [day for day in days if day > start]
    return min(following) - timedelta(days=1) if following else None
