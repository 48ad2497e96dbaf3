"""How sealing is doing, and the refusal of money actions in production when it is late (security.md G.3)."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select, text

from hub.audit.seal_tables import Seal, SealedRow, SealProgress
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.sealed import before_money_moves

LATE_AFTER = timedelta(minutes=15)
ASKED_AGAIN_SECONDS = 5.0


class SealingLate(HubError):
    """Nothing has been sealed for too long: money waits until it is provable again. Reading goes on."""

    status = 503
    retryable = True
    code = "audit.sealing_late"
    zh = "审计封存已中断 {minutes} 分钟以上，涉及资金的操作暂停办理，数据未改动；请稍后重试，或联系平台运维人员。"
    en = (
        "The audit record has not been sealed for more than {minutes} minutes, so actions about money are stopped;"
        " nothing was changed. Try again later or tell the operators of the hub."
    )


@dataclass(frozen=True)
class SealStatus:
    """Until when everything finished is sealed (None: never), the newest seal, and how many rows the seals hold."""

    sealed_until: datetime | None
    age: timedelta | None
    newest: Seal | None
    rows: int

    @property
    def is_late(self) -> bool:
        """Whether production stops money for it."""
        return self.age is None or self.age > LATE_AFTER


def seal_status() -> SealStatus:
    """How sealing is doing now, by the database's clock."""
    sealed_until, age = db.session.execute(_AGE).one_or_none() or (None, None)
    newest = db.session.execute(select(Seal).order_by(Seal.n.desc()).limit(1)).scalar()
    rows = db.session.execute(select(func.coalesce(func.max(SealedRow.seq), 0))).scalar_one()
    return SealStatus(sealed_until, age, newest, rows)


_AGE = select(SealProgress.sealed_until, func.clock_timestamp() - SealProgress.sealed_until).where(SealProgress.id == 1)


def list_seals(*, page: int = 1, size: int = 50) -> list[Seal]:
    """The seals, newest first."""
    wanted = select(Seal).order_by(Seal.n.desc()).limit(size).offset((page - 1) * size)
    return list(db.session.execute(wanted).scalars())


@before_money_moves
def refuse_while_sealing_is_late() -> None:
    """Stop the action in production when sealing is late; asked of the database every few seconds only.

    Raises:
        SealingLate: it is.
    """
    if not current_app.config["HUB"].production:
        return
    asked_at, was_fine = current_app.extensions.get("sealing", (0.0, False))
    if not was_fine or time.monotonic() - asked_at > ASKED_AGAIN_SECONDS:
        late = text("SELECT clock_timestamp() - sealed_until > :limit FROM seal_progress WHERE id = 1")
        was_fine = db.session.execute(late, {"limit": LATE_AFTER}).scalar() is False
        current_app.extensions["sealing"] = (time.monotonic(), was_fine)
    if not was_fine:
        raise SealingLate(minutes=int(LATE_AFTER.total_seconds() // 60))
