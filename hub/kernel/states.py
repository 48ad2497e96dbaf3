"""One way to change a state: a guarded UPDATE and a ``state_change`` row in the same transaction (ledger.md C4)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, func, insert, literal, select, update
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import Key, Model, append, append_only, count_write, db
from hub.kernel.errors import ChangedMeanwhile, HubError
from hub.kernel.sealed import Sealed, Sealing


@append_only
class StateChange(Sealed, Model):
    """Who moved what from where to where, when and why; never changed."""

    __tablename__ = "state_change"
    SEALING = Sealing(
        columns=("id", "subject", "subject_id", "from_state", "to_state", "account_id", "actor_name", "at", "reason",
                 "decision_id"),
    )  # fmt: skip
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(Text, index=True)
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)


class MoveNotAllowed(HubError):
    """The state machine does not know this move."""

    code = "state.not_allowed"
    zh = "当前状态「{state}」下不能进行此操作。"
    en = "This cannot be done while the state is {state}."


class HasState:
    """Mixin of rows with an ``id``, a ``state`` and a table ``LEGAL`` of allowed moves."""

    LEGAL: ClassVar[frozenset[tuple[Any, Any]]]
    id: Any
    state: Any

    @classmethod
    def can_move(cls, from_state: StrEnum, to_state: StrEnum) -> bool:
        """Whether the state machine allows this move."""
        return (from_state, to_state) in cls.LEGAL


def record_birth(row: HasState, *, by: Actor, reason: str | None = None) -> None:
    """Write the first ``state_change`` row of a new object, which has its id already."""
    _record(row, None, row.state, by=by, reason=reason, decision_id=None)


def move(
    row: HasState, to: StrEnum, *, by: Actor, reason: str | None = None, decision_id: UUID | None = None, **values: Any
) -> None:
    """Move ``row`` to state ``to`` (setting ``values`` with it), or refuse when somebody was faster.

    Raises:
        MoveNotAllowed: the state machine has no such move.
        ChangedMeanwhile: the row is no longer in the state that was read.
    """
    was = row.state
    if not row.can_move(was, to):
        raise MoveNotAllowed(state=was)
    db.session.flush()
    table: Any = type(row)
    moved = db.session.execute(
        update(table)
        .where(table.id == row.id, table.state == was)
        .values(state=to, **values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    db.session.refresh(row)
    if moved is None:
        raise ChangedMeanwhile(state=row.state)
    _record(row, was, to, by=by, reason=reason, decision_id=decision_id)


def move_all(
    table: type[HasState],
    among: Sequence[UUID] | Select[UUID],
    was: StrEnum,
    to: StrEnum,
    *,
    by: Actor,
    reason: str | None = None,
) -> int:
    """Move every row ``among`` these that stands in ``was``, in one statement; the others stay. Answers how many.

    For settlement, which moves a million rows at once; whoever must tell each owner moves one by one.

    Raises:
        MoveNotAllowed: the state machine has no such move.
    """
    if not table.can_move(was, to):
        raise MoveNotAllowed(state=was)
    db.session.flush()
    rows: Any = table
    moved = (
        update(rows)
        .where(rows.id.in_(among), rows.state == was)
        .values(state=to)
        .returning(rows.id)
        .execution_options(synchronize_session=False)
        .cte("moved")
    )
    said: dict[str, ColumnElement[Any]] = {
        "id": func.gen_random_uuid(), "subject": literal(rows.__tablename__), "subject_id": moved.c.id,
        "from_state": literal(str(was)), "to_state": literal(str(to)), "account_id": literal(by.account_id, Uuid()),
        "actor_name": literal(by.name), "at": literal(business_now()), "reason": literal(reason, Text()),
    }  # fmt: skip
    written = insert(StateChange).from_select(list(said), select(*said.values()))
    counted = written.execution_options(synchronize_session=False, preserve_rowcount=True)
    count = db.session.execute(counted).rowcount  # type: ignore[attr-defined]
    count_write()
    db.session.expire_all()
    return int(count)


def _record(
    row: HasState, was: StrEnum | None, to: StrEnum, *, by: Actor, reason: str | None, decision_id: UUID | None
) -> None:
    append(
        StateChange,
        subject=type(row).__tablename__,  # type: ignore[attr-defined]
        subject_id=row.id,
        from_state=was,
        to_state=to,
        account_id=by.account_id,
        actor_name=by.name,
        at=business_now(),
        reason=reason,
        decision_id=decision_id,
    )
