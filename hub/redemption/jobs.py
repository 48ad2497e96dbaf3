"""The job that closes public notices whose last day has ended."""

from datetime import datetime

from sqlalchemy import select

from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled
from hub.kernel.states import MoveNotAllowed
from hub.redemption.notice_models import NoticeState, PublicNotice
from hub.redemption.notices import close_notice


@scheduled("notice.close", cron="5 0 * * *", catch_up="every")
def close_due_notices(*, fire_at: datetime, key: str | None) -> None:
    """Close every notice that ended before the day of ``fire_at``; twice closes nothing twice."""
    with unit_of_work():
        due = select(PublicNotice.id).where(
            PublicNotice.state == NoticeState.OPEN, PublicNotice.closes_on < fire_at.date()
        )
        notice_ids = list(db.session.execute(due.order_by(PublicNotice.closes_on, PublicNotice.no)).scalars())
    for notice_id in notice_ids:
        with unit_of_work():
            notice = db.session.get_one(PublicNotice, notice_id)
            try:
                close_notice(notice=notice)
            except MoveNotAllowed:
                # Another run has closed it meanwhile.
                continue
