"""The printed, stamped set of a redemption that came in at the district (TJ-29, G-28)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.redemption.models import OfRedemption


class PaperReceived(OfRedemption, Model):
    """Who confirmed the receipt of one round's set, and the hash of the content that was printed and signed."""

    __tablename__ = "redemption_paper"
    __table_args__ = (UniqueConstraint("redemption_id", "round"),)
    id: Mapped[Key]
    round: Mapped[int]
    content_sha256: Mapped[str] = mapped_column(String(64))
    received_by: Mapped[UUID | None] = mapped_column(Uuid)
    received_by_name: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
