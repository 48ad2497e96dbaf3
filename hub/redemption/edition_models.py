"""What was written on an application, save by save: nothing that a colleague saved is lost to the next."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model, append_only
from hub.redemption.models import OfRedemption


@append_only
class RedemptionEdition(OfRedemption, Model):
    """One save (暂存): contract amount and texts as they stood after it, and who saved."""

    __tablename__ = "redemption_edition"
    __table_args__ = (UniqueConstraint("redemption_id", "edition"),)
    id: Mapped[Key]
    edition: Mapped[int]
    contract_fen: Mapped[Fen | None]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID | None] = mapped_column(Uuid)
    saved_by_name: Mapped[str] = mapped_column(Text)
