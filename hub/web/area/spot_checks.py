"""Spot-checks of what was paid: drawn by a published seed, looked at one by one, with what was found."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.redemption import spot_checks
from hub.redemption.spot_checks import Finding, SpotCheck
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.enforcement import DrawSpotCheck, RecordFinding
from schemas.terms import Role

READERS = (*spot_checks.MAY_DRAW, Role.REVIEWER_INITIAL)


@bp.get("/spot-checks")
@allow(*READERS)
def list_spot_checks() -> ResponseReturnValue:
    """The spot-checks of the areas."""
    return _list()


@bp.post("/spot-checks")
@allow(*spot_checks.MAY_DRAW)
def draw_spot_check() -> ResponseReturnValue:
    """Draw one."""
    form = _draw_form()
    return perform(
        lambda: spot_checks.draw(**form.data, by=current_actor()),
        then=lambda made: url_for(".show_spot_check", no=made.no),
        back=lambda _: _list(form),
        form=form,
    )


@bp.get("/spot-checks/<no>")
@allow(*READERS)
def show_spot_check(no: str) -> ResponseReturnValue:
    """One spot-check with what was drawn."""
    return _page(_find(no))


@bp.post("/spot-checks/<no>/findings")
@allow(*spot_checks.MAY_DRAW)
def record_finding(no: str) -> ResponseReturnValue:
    """Record what was found."""
    form = Form(RecordFinding(), action="spot_check.record")
    return perform(
        lambda: spot_checks.record_finding(
            check=_find(no),
            redemption_no=form.data["redemption"],
            finding=Finding(form.data["finding"]),
            note=form.data["note"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_spot_check", no=no),
        back=lambda _: _page(_find(no), form),
        form=form,
    )


def _find(no: str) -> SpotCheck:
    found = spot_checks.get_spot_check(no)
    if found.area not in current_actor().areas(*READERS):
        raise spot_checks.SpotCheckUnknown()
    return found


def _list(sent: Form | None = None) -> str:
    found = spot_checks.list_spot_checks(sorted(current_actor().areas(*READERS)))
    may = current_actor().has(*spot_checks.MAY_DRAW)
    return render("area/spot_checks.html", found=found, new=(sent or _draw_form()) if may else None)


def _page(check: SpotCheck, sent: Form | None = None) -> str:
    may = current_actor().has(*spot_checks.MAY_DRAW, area=check.area)
    rows = [(line, _finding_form(check, line.redemption_no) if may else None) for line in spot_checks.list_lines(check)]
    return render(
        "area/spot_check.html", check=check, rows=rows, sent=sent, area=directory.area_name(check.area, lang())
    )


def _draw_form() -> Form:
    areas = sorted(current_actor().areas(*spot_checks.MAY_DRAW))
    return Form(
        DrawSpotCheck(),
        action="spot_check.draw",
        url=url_for(".draw_spot_check"),
        options={"area": [(area, directory.area_name(area, lang())) for area in areas]},
        values={"area": areas[0] if len(areas) == 1 else None},
        submit=t("抽取", "Draw"),
    )


def _finding_form(check: SpotCheck, no: str) -> Form:
    return Form(
        RecordFinding(),
        action="spot_check.record",
        url=url_for(".record_finding", no=check.no),
        values={"redemption": no},
        submit=t("登记结果", "Record"),
        style="outline-primary",
    )
