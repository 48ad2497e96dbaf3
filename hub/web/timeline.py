"""The history of an object, oldest first: who did what when, with the reason; the hub's own steps included (P02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub.kernel.db import db
from hub.kernel.states import StateChange
from hub.web import labels
from hub.web.language import lang, t


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; ``by_hub`` marks what no person did."""

    at: datetime
    state: str
    text: str
    who: str
    reason: str | None
    by_hub: bool


def timeline_of(
    kind: str, subject_id: UUID, *, table: str | None = None, programme: str | None = None
) -> Sequence[Entry]:
    """The state changes of the object; ``kind`` as in the page hooks, ``table`` where its table is called otherwise."""
    changes = db.session.scalars(
        select(StateChange)
        .where(StateChange.subject == (table or labels.TABLES.get(kind, kind)), StateChange.subject_id == subject_id)
        .order_by(StateChange.at, StateChange.id)
    )
    return [_entry(kind, change, programme) for change in changes]


def _entry(kind: str, change: StateChange, programme: str | None) -> Entry:
    by_hub = change.account_id is None
    return Entry(
        at=change.at,
        state=change.to_state,
        text=labels.state_label(kind, change.to_state, programme, lang()),
        who=t("系统", "System") if by_hub else change.actor_name,
        reason=change.reason,
        by_hub=by_hub,
    )
