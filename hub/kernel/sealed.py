"""Tables whose rows are sealed: each row keeps the number of the transaction that wrote it, so that sealing can say
"everything below here is finished" (ledger.md C5); and the door that money passes only while sealing works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, event, text
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column

THIS_TRANSACTION = text("(pg_current_xact_id()::text::bigint)")


@dataclass(frozen=True)
class Sealing:
    """What of a table is sealed. Its columns are part of every hash: they are never changed, only given a new table.

    ``areas``: SQL over the row ``t`` that gives the codes of the areas whose auditors may read it (text[]).
    ``moved_to``: a table with the same columns into which rows may go for good, as a discarded batch's lines do.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    areas: str = "CAST('{}' AS text[])"
    moved_to: str | None = None


class Sealed:
    """Mixin of a table whose rows are sealed; ``SEALING`` says which columns."""

    SEALING: ClassVar[Sealing]
    __tablename__: str

    @declared_attr
    def seal_xid(cls) -> Mapped[int]:
        """The transaction that wrote the row, set by the database."""
        return mapped_column(BigInteger, server_default=THIS_TRANSACTION, deferred=True)


@event.listens_for(Sealed, "instrument_class", propagate=True)
def _index(mapper: Mapper[Any], _: type[Any]) -> None:
    # Rows lie in the order of their transactions: a summary of each few pages finds them and costs a write nothing.
    column = mapper.local_table.c.seal_xid
    Index(f"ix_{column.table.name}_seal_xid", column, postgresql_using="brin", postgresql_with={"autosummarize": "on"})


def sealed_tables() -> dict[str, Sealing]:
    """Every sealed table by its name, in the order of the names."""
    return {table.__tablename__: table.SEALING for table in sorted(Sealed.__subclasses__(), key=_name)}


def _name(table: type[Sealed]) -> str:
    return table.__tablename__


_money_checks: list[Callable[[], None]] = []


def before_money_moves(check: Callable[[], None]) -> Callable[[], None]:
    """Have ``check`` asked before money moves or is promised; what it raises stops the action."""
    _money_checks.append(check)
    return check


def check_money_may_move() -> None:
    """Ask every registered check; called where the journal is written and where a batch is signed."""
    for check in _money_checks:
        check()
