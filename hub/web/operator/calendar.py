"""The calendars of working days: which years are published, what differs in them, and entering the next."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.kernel.clock import business_today
from hub.policy import calendar
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.operation import EnterCalendar
from schemas.terms import Role


@bp.get("/calendar")
@allow(Role.HUB_OPERATOR)
def list_calendars() -> ResponseReturnValue:
    """Every year, and the form for the next one."""
    return _page(_form())


@bp.post("/calendar")
@allow(Role.HUB_OPERATOR)
def enter_calendar() -> ResponseReturnValue:
    """Enter a year's holidays and the weekends that are worked."""
    form = _form()
    return perform(
        lambda: calendar.enter_year(**form.data, by=current_actor()),
        then=lambda year: url_for(".list_calendars", entered=year.year),
        back=lambda _: _page(form),
        form=form,
    )


def _page(form: Form) -> str:
    return render("operator/calendar.html", years=calendar.list_years(), days_left=calendar.days_left(), form=form)


def _form() -> Form:
    known = {one.year for one in calendar.list_years() if one.source}
    first = next(year for year in range(business_today().year, 2101) if year not in known)
    values = {"year": first}
    return Form(EnterCalendar(), action="calendar.enter", values=values, submit=t("录入日历", "Enter the calendar"))
