"""A public notice as shown: its frozen lines, hash, countdown, objections and how each line stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub import redemption
from hub.federation import directory
from hub.kernel.clock import business_now, business_today
from hub.kernel.scope import everything
from hub.policy import calendar
from hub.redemption import NoticeState, Objection, PublicNotice
from hub.web.language import lang


@dataclass(frozen=True)
class NoticeView:
    """The notice with the statement that was hashed and what has become of its lines since."""

    notice: PublicNotice
    statement: Mapping[str, Any]
    intact: bool
    days_left: int | None
    objections: Sequence[Objection]
    states: Mapping[str, str]

    @property
    def accepts_objections(self) -> bool:
        """Whether an objection can still be filed."""
        return self.notice.state is NoticeState.OPEN and self.days_left is not None


def notice_view(notice: PublicNotice) -> NoticeView:
    """Everything about a notice; all of it is public."""
    with everything():
        running = notice.state is NoticeState.OPEN and business_now() < redemption.closing_instant(notice.closes_on)
        return NoticeView(
            notice=notice,
            statement=json.loads(notice.snapshot),
            intact=redemption.is_intact(notice),
            days_left=calendar.working_days_between(business_today(), notice.closes_on) if running else None,
            objections=redemption.list_objections(notice_id=notice.id),
            states={line.no: line.state.value for line in redemption.redemptions_on(notice.id)},
        )


def area_word(code: str) -> str:
    """The name of an area in the person's language."""
    return directory.area_name(code, lang())
