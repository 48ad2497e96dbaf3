"""The table of days: which are worked and why, with the source of the year."""

from datetime import date

from sqlalchemy import Boolean, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model


class WorkingDay(Model):
    """One calendar day; make-up Sundays are worked, bridge days are not."""

    __tablename__ = "working_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(Text)
