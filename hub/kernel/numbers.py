"""Running numbers in blocks per process and day: unique, rising within a process, with gaps."""

import os
import threading
from datetime import date

from sqlalchemy import BigInteger, Connection, Date, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model, db, own_transaction

BLOCK = 20
Place = tuple[str, str, date]


class NumberBlock(Model):
    """The first number of a series and day that no process has taken yet."""

    __tablename__ = "number_block"
    series: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    next_number: Mapped[int] = mapped_column(BigInteger)


_blocks: dict[Place, tuple[int, int]] = {}
_lock = threading.Lock()


def _forget_blocks() -> None:
    global _lock
    _blocks.clear()
    _lock = threading.Lock()


# A forked process must not go on with its parent's blocks.
os.register_at_fork(after_in_child=_forget_blocks)


def next_number(series: str, on: date) -> int:
    """The next number of ``series`` on that day, starting with 1; taken for good, even if the caller rolls back."""
    if isinstance(db.engine, Connection):  # a test that rolls back: a block kept from it would be given out twice
        return _take(series, on, 1)
    place = (db.engine.url.render_as_string(), series, on)
    with _lock:
        number, end = _blocks.get(place, (0, 0))
        if number == end:
            number = _take(series, on, BLOCK)
            end = number + BLOCK
        _blocks[place] = (number + 1, end)
        for old in [other for other in _blocks if other[:2] == place[:2] and other[2] < on]:
            del _blocks[old]
        return number


def _take(series: str, on: date, size: int) -> int:
    """Reserve ``size`` numbers in a short transaction of its own, so that no order waits for another's commit."""
    statement = insert(NumberBlock).values(series=series, day=on, next_number=1 + size)
    statement = statement.on_conflict_do_update(
        index_elements=["series", "day"], set_={"next_number": NumberBlock.next_number + size}
    )
    with own_transaction() as connection:
        after: int = connection.execute(statement.returning(NumberBlock.next_number)).scalar_one()
    return after - size
