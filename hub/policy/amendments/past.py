"""The decisions of an area's past, read as a stream: the last about each thing in each phase, oldest first.

Only what a replay needs is read; what was asked again counts once, which the database sorts out.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Subquery, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db
from hub.policy.amendments.owners import owners_of
from hub.policy.models import PolicyDecision

AT_ONCE = 500
_said = PolicyDecision.document
_COLUMNS = (
    PolicyDecision.id,
    PolicyDecision.subject,
    PolicyDecision.subject_id,
    PolicyDecision.phase,
    PolicyDecision.outcome,
    PolicyDecision.amount_fen,
    PolicyDecision.question,
    PolicyDecision.decided_at,
    _said["anchor"].astext.label("anchor"),
    _said["anchor_on"].astext.label("anchor_on"),
    _said["binding"].astext.label("binding"),
    _said["rate_ppm"].astext.cast(BigInteger).label("rate_ppm"),
    _said["quota_fen"].astext.cast(BigInteger).label("quota_fen"),
)


def count_decisions(programme: str, area: str, since: date) -> int:
    """How many decisions there are at most to be made again."""
    return db.session.scalar(select(func.count()).where(_made(programme, area, since))) or 0


def stream_decisions(programme: str, area: str, since: date) -> Iterator[Sequence[tuple[Row[Any], UUID]]]:
    """Decisions with the unit each belongs to, some hundred at a time, through a cursor of the server's."""
    newest = _newest(_made(programme, area, since))
    found = select(newest).order_by(newest.c.decided_at, newest.c.id)
    for rows in db.session.execute(found, execution_options={"yield_per": AT_ONCE}).partitions():
        owners = owners_of([(row.subject, row.subject_id) for row in rows])
        yield [(row, owners.get((row.subject, row.subject_id), row.subject_id)) for row in rows]


def list_affected(programme: str, area: str, since: date, *, limit: int) -> tuple[int, Sequence[Row[Any]]]:
    """How many decisions a version that begins on a past day concerns, and the first of them; it changes none."""
    found = _affected(programme, area, since)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return total, db.session.execute(found.limit(limit)).all()


def _affected(programme: str, area: str, since: date) -> Select[Any]:
    newest = _newest(_made(programme, area, since))
    wanted = (newest.c.id, newest.c.subject, newest.c.subject_id, newest.c.phase, newest.c.outcome)
    found = select(*wanted, newest.c.amount_fen, newest.c.quota_fen, newest.c.anchor_on, newest.c.decided_at)
    return found.where(newest.c.anchor_on >= since.isoformat()).order_by(newest.c.decided_at, newest.c.id)


def _newest(which: ColumnElement[bool]) -> Subquery:
    """Of the decisions about one thing in one phase the last: the earlier ones were asked again."""
    about = (PolicyDecision.subject, PolicyDecision.subject_id, PolicyDecision.phase)
    latest = (PolicyDecision.decided_at.desc(), PolicyDecision.id.desc())
    return select(*_COLUMNS).ext(distinct_on(*about)).where(which).order_by(*about, *latest).subquery()


def _made(programme: str, area: str, since: date) -> ColumnElement[bool]:
    midnight = datetime.combine(since, time(), SHANGHAI)
    return and_(
        PolicyDecision.programme == programme, PolicyDecision.area == area, PolicyDecision.decided_at >= midnight
    )
