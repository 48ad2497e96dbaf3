"""When something may be submitted (通用券兑付周期, CSJ-30, G-39): no window means the whole year.

A policy's window is the rule of every year. What an area announces for one year takes its place in that year: the
question then names the announced period in which the day lies, or the next one (docs/adr/029).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from hub.policy.evaluate import Facts, Leaf, Truth
from schemas.policy import Phase, Window
from schemas.terms import VoucherMode

ON: dict[Phase, str] = {"application": "application.on", "redemption": "redemption.on"}
MESSAGES = {
    "application.window": ("现在不在申领期内。", "Applications are not taken at present."),
    "redemption.window": ("现在不在本区域的通用券兑付周期内。", "The area takes no such redemptions at present."),
}
OPENS, CLOSES = "redemption.period_opens", "redemption.period_closes"
LEAP_YEAR = 2024
Result = tuple[str, Truth, list[Leaf], tuple[str, ...]]


def days_of(window: Window, year: int) -> tuple[date, date]:
    """First and last day of a window that opens in this year; one over the turn of the year closes in the next."""
    first, last = _day(window.opens, year), _day(window.closes, year)
    return (first, last) if first <= last else (first, _day(window.closes, year + 1))


def is_day(text: str) -> bool:
    """Whether this is a day of the year, written MM-DD."""
    try:
        return date.fromisoformat(f"{LEAP_YEAR}-{text}") is not None and len(text) == len("MM-DD")
    except ValueError:
        return False


def window_finding(windows: Sequence[Window], phase: str, facts: Facts) -> Iterator[Result]:
    """Whether the day lies in one of the phase's windows; else the next one is named. Nothing where there is none."""
    mine = [window for window in windows if window.phase == phase]
    announced = (facts[OPENS], facts[CLOSES]) if phase == "redemption" and OPENS in facts and CLOSES in facts else None
    if phase == "order" or not (mine or announced):
        return
    if phase == "redemption" and facts.get("voucher.mode") == VoucherMode.INSTITUTION_REDEEMS:
        return
    name = ON["application" if phase == "application" else "redemption"]
    on: date | None = facts.get(name)
    if on is None:
        yield f"{phase}.window", None, [Leaf(name, "window", None, (), None, None)], (name,)
        return
    opens, closes = announced or current_or_next(mine, on)
    result = opens <= on <= closes
    yield f"{phase}.window", result, [Leaf(name, "window", on, (opens, closes), None, result)], ()


def current_or_next(windows: Iterable[Window], on: date) -> tuple[date, date]:
    """The window in which the day lies, or the next to open."""
    spans = [days_of(window, year) for window in windows for year in (on.year - 1, on.year, on.year + 1)]
    return min(span for span in spans if span[1] >= on)


def _day(text: str, year: int) -> date:
    """The day in that year; the last of February where there is no 29th."""
    month, day = int(text[:2]), int(text[3:])
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month + 1, 1) - timedelta(days=1)


def faults_of_windows(windows: Sequence[Window]) -> list[str]:
    """What is wrong with the windows of a policy, one sentence each."""
    return [
        f"windows.{window.id}: {day!r} is no day of the year (MM-DD)"
        for window in windows
        for day in (window.opens, window.closes)
        if not is_day(day)
    ]
