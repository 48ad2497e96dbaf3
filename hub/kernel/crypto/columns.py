"""Encrypted columns. A value is bound to its column and, when written through the ORM, to its row.

So neither a changed byte nor a ciphertext copied to another row or column is ever read as if it were genuine.
"""

from typing import Any

from sqlalchemy import Dialect, Text, event, inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeDecorator

from hub.kernel.crypto.provider import NotDecryptable, provider
from hub.kernel.db import Model
from hub.kernel.ids import new_id


class _OfRow(str):
    """A plain text with the id of the row it is written to or was written for."""

    row: str = ""


def _of_row(value: str, row: str) -> "_OfRow":
    text = _OfRow(value)
    text.row = row
    return text


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted in the database and plain in Python. ``table_column`` ("person.phone") never changes."""

    impl = Text
    cache_ok = True

    def __init__(self, table_column: str) -> None:
        super().__init__()
        self.table_column = table_column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Encrypt on the way into the database."""
        if value is None:
            return None
        return provider().encrypt(self.table_column, str(value), row=getattr(value, "row", ""))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decrypt on the way out."""
        return None if value is None else _of_row(*provider().decrypt(self.table_column, value))


def _encrypted(mapper: Mapper[Any]) -> dict[str, str]:
    """Attribute → table.column of the mapper's encrypted columns."""
    found: dict[str, str] | None = mapper.class_.__dict__.get("__encrypted_columns__")
    if found is None:
        found = {
            attribute.key: attribute.columns[0].type.table_column
            for attribute in mapper.column_attrs
            if isinstance(attribute.columns[0].type, EncryptedText)
        }
        mapper.class_.__encrypted_columns__ = found
    return found


@event.listens_for(Model, "before_insert", propagate=True)
@event.listens_for(Model, "before_update", propagate=True)
def _bind_to_row(mapper: Mapper[Any], _connection: Any, row: Any) -> None:
    names = _encrypted(mapper)
    if not names or not hasattr(row, "id"):
        return
    if row.id is None:
        row.id = new_id()
    for name in names:
        value = row.__dict__.get(name)
        if value is not None and getattr(value, "row", None) != str(row.id):
            setattr(row, name, _of_row(value, str(row.id)))


@event.listens_for(Model, "load", propagate=True)
def _check_loaded(row: Any, _context: Any) -> None:
    _check_row(row)


@event.listens_for(Model, "refresh", propagate=True)
def _check_refreshed(row: Any, _context: Any, _names: Any) -> None:
    _check_row(row)


def _check_row(row: Any) -> None:
    columns = _encrypted(inspect(type(row)))
    if not columns:
        return
    state = inspect(row)
    for name, column in columns.items():
        bound = getattr(row.__dict__.get(name), "row", "")
        is_new = name in state.committed_state  # set by the program and not yet written
        if bound and not is_new and bound != str(state.identity[0] if state.identity else row.__dict__.get("id")):
            raise NotDecryptable(column=column)
