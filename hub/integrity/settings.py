"""The limits of an area: read for every check, set by its administrator with a reason, never overwritten."""

from collections.abc import Sequence

from sqlalchemy import select

from hub import audit
from hub.integrity.models import CheckSetting
from hub.integrity.thresholds import Thresholds, require_in_range
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.scope import everything
from schemas.terms import Role


def thresholds_of(area: str) -> Thresholds:
    """What counts in an area now."""
    return Thresholds({one.name: one.value for one in list_settings(area)})


def list_settings(area: str) -> Sequence[CheckSetting]:
    """Every change of an area's limits, the earliest first: the last of a name counts."""
    with everything():
        found = select(CheckSetting).where(CheckSetting.area == area)
        return db.session.execute(found.order_by(CheckSetting.set_at, CheckSetting.id)).scalars().all()


def set_threshold(*, area: str, name: str, value: int, reason: str, by: Actor) -> None:
    """Set a limit of the area; it counts from the next check on.

    Raises:
        ThresholdUnknown, ThresholdOutOfRange: the value cannot be.
    """
    by.require(Role.AREA_ADMIN, area=area)
    require_in_range(name, value)
    before = thresholds_of(area).of(name)
    setting = CheckSetting(
        area=area, name=name, value=value, reason=reason.strip(), set_by=by.account_id, set_by_name=by.name,
        set_at=business_now(),
    )  # fmt: skip
    db.session.add(setting)
    db.session.flush()
    audit.record(
        "check.limit_set",
        by=by,
        subject="area",
        subject_id=setting.id,
        subject_no=area,
        areas=(area,),
        before={name: before},
        after={name: value},
        reason=reason.strip(),
    )
