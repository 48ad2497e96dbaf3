"""What was published: the figures of a year as everybody sees them, counted at night and kept until the next count."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model


class PublishedYear(Model):
    """The published figures of one calendar year up to ``until``; what must be withheld does not stand in them."""

    __tablename__ = "statistics_published"
    year: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[date]
    counted_at: Mapped[datetime]
    minimum_group: Mapped[int]
    figures: Mapped[list[Any]]
    steps: Mapped[list[Any]]
