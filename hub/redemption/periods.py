"""The periods in which an area takes its holders' redemptions (通用券兑付周期, CSJ-30): set by its administrator."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import Key, Model, db
from hub.kernel.errors import Invalid, NotFound, Refused
from hub.kernel.scope import Scoped, everything
from hub.policy import RuleResult
from hub.redemption import period_rules
from schemas.terms import Role

MAY_SET = (Role.AREA_ADMIN,)


class RedemptionPeriod(Scoped, Model):
    """From which day to which, both included, holders of a programme in an area may hand in."""

    __tablename__ = "redemption_period"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),)
    id: Mapped[Key]
    programme: Mapped[str] = mapped_column(String(40), index=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    set_by_name: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]


class PeriodClosed(Refused):
    """Today lies in no period; ``next`` says when the next one is."""

    code = "redemption.period_closed"
    zh = "本区域现在不在通用券兑付周期内，{next}已填写的内容会保留，届时可直接提交。"
    en = "The area takes no such applications today. {next_en} What is filled in stays and can be submitted then."


class PeriodWrong(Invalid):
    """The days make no period, or one that there is already."""

    code = "redemption.period_wrong"
    zh = "兑付周期的起止日期有误：结束不得早于开始，且不得与已有周期重叠。"
    en = "The days make no period: it must not end before it begins, nor share a day with another."


def list_periods(programme: str, area: str) -> Sequence[RedemptionPeriod]:
    """All periods, the latest first; everybody may know them."""
    with everything():
        found = select(RedemptionPeriod).where(RedemptionPeriod.programme == programme, RedemptionPeriod.area == area)
        return db.session.execute(found.order_by(RedemptionPeriod.opens_on.desc())).scalars().all()


def spans_of(programme: str, area: str) -> list[period_rules.Span]:
    """First and last days of all periods."""
    return [(one.opens_on, one.closes_on) for one in list_periods(programme, area)]


def add_period(*, programme: str, area: str, opens_on: date, closes_on: date, by: Actor) -> RedemptionPeriod:
    """Announce a period.

    Raises:
        PeriodWrong: it ends before it begins, or overlaps another.
    """
    by.require(*MAY_SET, area=area)
    if closes_on < opens_on or period_rules.overlapping(spans_of(programme, area), opens_on, closes_on):
        raise PeriodWrong(field="closes_on")
    period = RedemptionPeriod(
        programme=programme,
        area=area,
        opens_on=opens_on,
        closes_on=closes_on,
        set_by_name=by.name,
        set_at=business_now(),
    )
    db.session.add(period)
    db.session.flush()
    _record(period, by=by, removed=False)
    return period


def remove_period(*, period_id: UUID, by: Actor) -> None:
    """Take a period back; what was handed in stays.

    Raises:
        NotFound: there is none of this id in the scope in force.
    """
    period = db.session.execute(select(RedemptionPeriod).where(RedemptionPeriod.id == period_id)).scalar_one_or_none()
    if period is None:
        raise NotFound()
    by.require(*MAY_SET, area=period.area)
    _record(period, by=by, removed=True)
    db.session.execute(delete(RedemptionPeriod).where(RedemptionPeriod.id == period_id))


def _record(period: RedemptionPeriod, *, by: Actor, removed: bool) -> None:
    audit.record(
        "redemption.period_set",
        by=by,
        subject="redemption_period",
        subject_id=period.id,
        subject_no=f"{period.programme}/{period.area}",
        areas=(period.area,),
        after={
            "programme": period.programme,
            "opens_on": period.opens_on.isoformat(),
            "closes_on": period.closes_on.isoformat(),
            "removed": removed,
        },
    )


def period_facts(programme: str, area: str, on: date) -> dict[str, date]:
    """The announced period that counts on a day, as the policy is told of it; nothing where none is announced."""
    span = period_rules.announced_for(spans_of(programme, area), on)
    return {} if span is None else {"redemption.period_opens": span[0], "redemption.period_closes": span[1]}


def closed(result: RuleResult) -> PeriodClosed:
    """The policy's refusal with the next period, which is the one it asked for unless that is over."""
    first, last = (date.fromisoformat(day) for day in result.required.removesuffix(" 期间").split(" 至 "))
    if last < business_today():
        return PeriodClosed(next="下一周期尚未公布。", next_en="The next period is not announced yet.")
    return PeriodClosed(next=f"下一周期为{first}至{last}。", next_en=f"The next period is {first} to {last}.")
