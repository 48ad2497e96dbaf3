"""At which times a scheduled job is due: pure reckoning on cron rules and intervals."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from hub.kernel.clock import SHANGHAI

_FIELDS = ("minute", "hour", "day", "month", "day_of_week")
# A latest-only job looks back in growing steps, so that a jump of years costs a few reckonings and not thousands.
_LOOK_BACK = tuple(timedelta(hours=h) for h in (1, 26, 24 * 8, 24 * 32, 24 * 367))


def cron_trigger(rule: str) -> CronTrigger:
    """Read "minute hour day month weekday", or the same with seconds before, in Asia/Shanghai; weekdays by name.

    Raises:
        ValueError: the rule has another number of fields, or a weekday as a number (0 is Sunday here, Monday there).
    """
    fields = rule.split()
    seconds = fields.pop(0) if len(fields) == 6 else "0"
    if len(fields) != 5:
        raise ValueError(f"{rule!r} is no cron rule: five fields, or six with seconds first.")
    if any(character.isdigit() for character in fields[4]):
        raise ValueError(f"{rule!r}: write weekdays as mon, tue, …")
    return CronTrigger(second=seconds, timezone=SHANGHAI, **dict(zip(_FIELDS, fields, strict=True)))


def fire_times(trigger: CronTrigger | int, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every fire time later than ``after`` and not later than ``until``; an int is an interval in seconds."""
    if isinstance(trigger, int):
        step = int(after.timestamp()) // trigger * trigger + trigger
        while step <= until.timestamp():
            yield datetime.fromtimestamp(step, UTC)
            step += trigger
        return
    at = trigger.get_next_fire_time(after, after)
    while at is not None and at <= until:
        yield at
        at = trigger.get_next_fire_time(at, at)


def latest_fire_time(trigger: CronTrigger | int, after: datetime, until: datetime) -> datetime | None:
    """The last of ``fire_times``, found without walking all of them."""
    if isinstance(trigger, int):
        step = int(until.timestamp()) // trigger * trigger
        return datetime.fromtimestamp(step, UTC) if step > after.timestamp() else None
    for look_back in _LOOK_BACK:
        start = max(after, until - look_back)
        last = next(iter(deque(fire_times(trigger, start, until), maxlen=1)), None)
        if last is not None or start == after:
            return last
    return None if (until - after) < _LOOK_BACK[-1] else next(iter(fire_times(trigger, after, until)), None)
