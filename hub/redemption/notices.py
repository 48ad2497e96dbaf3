"""Public notices: a frozen, hashed statement of proposed awards, open for the policy's working days."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from hub import audit
from hub.federation import directory
from hub.identity import get_organization
from hub.integrity import Moment
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from hub.policy import calendar
from hub.redemption import notice_errors, telling, withholding
from hub.redemption.awarding import become_payable
from hub.redemption.chain import decision_of
from hub.redemption.models import Redemption
from hub.redemption.notice_models import NoticeLine, NoticeState, PublicNotice
from hub.redemption.queries import redemptions_on
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, Role, yuan

S = RedemptionState


@whole
def publish_notice(*, redemptions: Sequence[Redemption], by: Actor) -> PublicNotice:
    """Publish assessed redemptions of one (programme, area); counting begins the day after (S27).

    Raises:
        NotReadyForNotice, NoticeMixed, PeriodNotSet: what was chosen cannot stand on one notice.
    """
    if not redemptions:
        raise notice_errors.NoticeEmpty(field="redemptions")
    for redemption in redemptions:
        by.require(Role.NOTICE_OFFICER, area=redemption.area)
        lock(redemption)
        _require_ready(redemption)
    programme, area, working_days = _common(redemptions)
    now = business_now()
    notice = PublicNotice(
        no=f"GS-{now:%Y%m%d}-{next_number('GS', now.date()):03d}",
        area=area,
        programme=programme,
        working_days=working_days,
        published_at=now,
        published_by=by.account_id,
        closes_on=calendar.add_working_days(now.date(), working_days),
        state=NoticeState.OPEN,
    )
    notice.snapshot = snapshot_of(notice, redemptions)
    notice.sha256 = fingerprint(notice.snapshot)
    db.session.add(notice)
    db.session.flush()
    record_birth(notice, by=by)
    for redemption in redemptions:
        _put_on(notice, redemption, by=by)
    _record("notice.published", notice, by=by)
    return notice


def _require_ready(redemption: Redemption) -> None:
    if redemption.state is not S.IN_REVIEW or redemption.assessed_at is None or redemption.stage is not None:
        raise notice_errors.NotReadyForNotice(no=redemption.no)
    for hit in withholding.new_findings(redemption, Moment.NOTICE):
        if hit.severity in withholding.GRAVE:
            raise notice_errors.FoundBeforeNotice(no=redemption.no, sentence=hit.zh, sentence_en=hit.en)


def _common(redemptions: Sequence[Redemption]) -> tuple[str, str, int]:
    found = {(r.programme, r.area, decision_of(r).publicity_working_days) for r in redemptions}
    if len(found) > 1:
        raise notice_errors.NoticeMixed(field="redemptions")
    programme, area, working_days = found.pop()
    if not working_days:
        raise notice_errors.PeriodNotSet()
    return programme, area, working_days


def snapshot_of(notice: PublicNotice, redemptions: Sequence[Redemption]) -> str:
    """The statement as canonical JSON: what is printed, hashed and never changed."""
    lines = [
        {
            "redemption": redemption.no,
            "payee": get_organization(redemption.payee_id).name if redemption.payee_id else "",
            "mode": str(redemption.mode),
            "service_amount": yuan(redemption.order_sum_fen),
            "amount": yuan(redemption.assessed_fen or 0),
        }
        for redemption in sorted(redemptions, key=lambda redemption: redemption.no)
    ]
    statement: dict[str, Any] = {
        "notice": notice.no,
        "programme": notice.programme,
        "area": notice.area,
        "area_name": directory.area_name(notice.area, "zh"),
        "published_at": notice.published_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "working_days": notice.working_days,
        "closes_on": notice.closes_on.isoformat(),
        "lines": lines,
    }
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(snapshot: str) -> str:
    """The hash printed beside a notice; one byte changed gives another."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def is_intact(notice: PublicNotice) -> bool:
    """Whether the statement still matches the hash that was printed."""
    return fingerprint(notice.snapshot) == notice.sha256


def _put_on(notice: PublicNotice, redemption: Redemption, *, by: Actor) -> None:
    db.session.add(NoticeLine(notice_id=notice.id, redemption_id=redemption.id, redemption_no=redemption.no))
    move(redemption, S.ON_NOTICE, by=by, notice_id=notice.id)
    telling.record("redemption.on_notice", redemption, by=by, after={"notice": notice.no})
    telling.tell_starter("redemption.on_notice", redemption, deadline=notice.closes_on)


@whole
def close_notice(*, notice: PublicNotice) -> None:
    """The last day has ended: every line without an open objection becomes payable."""
    move(notice, NoticeState.CLOSED, by=THE_HUB, closed_at=business_now())
    failpoint("redemption.close_notice.after_move")
    for redemption in redemptions_on(notice.id):
        lock(redemption)
        if redemption.state is S.ON_NOTICE:
            become_payable(redemption, at=closing_instant(notice.closes_on), noticed_until=notice.closes_on)
    _record("notice.closed", notice, by=THE_HUB)


def closing_instant(closes_on: date) -> datetime:
    """24:00 of the last day."""
    return datetime.combine(closes_on + timedelta(days=1), time.min, SHANGHAI)


def _record(event: str, notice: PublicNotice, *, by: Actor) -> None:
    audit.record(
        event,
        by=by,
        subject="notice",
        subject_id=notice.id,
        subject_no=notice.no,
        areas=(notice.area,),
        after={"sha256": notice.sha256, "closes_on": notice.closes_on},
    )
