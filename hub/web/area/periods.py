"""兑付周期: when the area takes its holders' redemptions."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.federation import directory
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.order import Nothing
from schemas.period import NewPeriod
from schemas.terms import Role


@bp.get("/periods")
@allow(Role.AREA_ADMIN)
def list_periods() -> ResponseReturnValue:
    """The periods of the areas one administers."""
    return _page()


@bp.post("/periods")
@allow(Role.AREA_ADMIN)
def add_period() -> ResponseReturnValue:
    """Announce one."""
    form = _form()
    return perform(
        lambda: _add(form),
        then=lambda _: url_for(".list_periods"),
        back=lambda _: _page(form),
        form=form,
    )


@bp.post("/periods/<uuid:period_id>/remove")
@allow(Role.AREA_ADMIN)
def remove_period(period_id: UUID) -> ResponseReturnValue:
    """Take one back."""
    return perform(
        lambda: redemption.remove_period(period_id=period_id, by=current_actor()),
        then=lambda _: url_for(".list_periods"),
        back=lambda _: _page(),
        form=_remove_form(period_id),
    )


def _places() -> list[tuple[str, str]]:
    """``programme/area`` of every programme in the areas one administers, with its words."""
    own = current_actor().areas(Role.AREA_ADMIN)
    return [
        (f"{programme}/{area.code}", f"{directory.get_programme(programme).names.zh} · {area.names.zh}")
        for area in directory.list_areas()
        if area.code in own
        for programme in area.programmes
    ]


def _add(form: Form) -> redemption.RedemptionPeriod:
    programme, _, area = form.data["place"].partition("/")
    return redemption.add_period(
        programme=programme,
        area=area,
        opens_on=form.data["opens_on"],
        closes_on=form.data["closes_on"],
        by=current_actor(),
    )


def _page(sent: Form | None = None) -> str:
    rows = [
        (one, words, _remove_form(one.id))
        for place, words in _places()
        for one in redemption.list_periods(*place.split("/"))
    ]
    return render("area/periods.html", rows=rows, new=sent or _form())


def _form() -> Form:
    places = _places()
    return Form(
        NewPeriod(),
        action="period.add",
        url=url_for(".add_period"),
        options={"place": places},
        values={"place": places[0][0] if places else None},
        submit=t("公布周期", "Announce"),
    )


def _remove_form(period_id: UUID) -> Form:
    url = url_for(".remove_period", period_id=period_id)
    return Form(Nothing(), action="period.remove", url=url, submit=t("删除", "Remove"), style="link")
