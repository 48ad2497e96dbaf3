"""Tables, sessions and the unit of work. Services flush; only the edge commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Annotated, Any, cast
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, DateTime, Insert, MetaData, Table, Uuid, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from hub.kernel.ids import new_id

Fen = Annotated[int, mapped_column(BigInteger)]
Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]


class Model(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB, list[Any]: JSONB}


db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"join_transaction_mode": "create_savepoint"},
    disable_autonaming=True,
)

APPEND_ONLY: set[str] = set()
# Further statements that let the database protect a table, in their order; models add to it beside the table.
PROTECTIONS: list[str] = []


def append_only(table: type[Model]) -> type[Model]:
    """Class decorator: the database refuses UPDATE, DELETE and TRUNCATE on this table."""
    APPEND_ONLY.add(table.__tablename__)
    return table


_before_commit: ContextVar[Callable[[], None] | None] = ContextVar("before_commit", default=None)


@contextmanager
def checked_before_commit(check: Callable[[], None]) -> Iterator[None]:
    """Run ``check`` inside every unit of work of the block, just before it commits; what it raises rolls back."""
    token = _before_commit.set(check)
    try:
        yield
    finally:
        _before_commit.reset(token)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One business transaction: commit at the end, roll back on any error. Opened by views, jobs and commands only."""
    try:
        yield
        check = _before_commit.get()
        if check is not None:
            check()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        settle()


@contextmanager
def own_transaction() -> Iterator[Connection]:
    """A short transaction beside the session's, committed whatever becomes of the session's.

    In a test that rolls back (where the engine is replaced by one connection) it is a savepoint of that connection.
    """
    engine: Any = db.engine
    if isinstance(engine, Connection):
        with engine.begin_nested():
            yield engine
    else:
        with engine.begin() as connection:
            yield connection


def append(table: type[Model], **values: Any) -> None:
    """Write one row at once that nobody changes or reads back here: records need nothing of the ORM's bookkeeping."""
    db.session.connection().execute(_insert_into(table), values)
    count_write()


@cache
def _insert_into(table: type[Model]) -> Insert:
    return insert(cast(Table, table.__table__))


def count_write() -> None:
    """Note that the session has written something that a unit of work must commit."""
    db.session.info["writes"] = writes() + 1


def writes() -> int:
    """How often the session has written."""
    count: int = db.session.info.get("writes", 0)
    return count


def settle() -> None:
    """Note that everything written so far was committed or rolled back on purpose."""
    db.session.info["settled"] = writes()


def unsettled_since(start: int) -> bool:
    """Whether the session wrote after its ``start``-th write and no unit of work has ended since."""
    settled: int = db.session.info.get("settled", 0)
    return writes() > max(start, settled)
