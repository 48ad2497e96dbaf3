"""Tables, sessions and the unit of work. Services flush; only the edge commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, MetaData, Uuid
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


def append_only(table: type[Model]) -> type[Model]:
    """Class decorator: the database refuses UPDATE, DELETE and TRUNCATE on this table (a trigger and a revoked right)."""
    APPEND_ONLY.add(table.__tablename__)
    return table


_after_commit_checks: list[Callable[[], None]] = []


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One business transaction: commit at the end, roll back on any error. Opened by views, jobs and commands only."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
