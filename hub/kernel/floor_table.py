"""The row by which a newer version tells older ones whether they may go on working on the database."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model


class SchemaFloor(Model):
    """One row, written by `hub db upgrade`: the oldest revision whose version still works on these tables."""

    __tablename__ = "schema_floor"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    oldest: Mapped[str] = mapped_column(Text)
