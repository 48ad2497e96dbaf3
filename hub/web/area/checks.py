"""The limits of checks and desk in an area: each with its value, unit, rule and origin, and who changed it why."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import integrity
from hub.federation import directory
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.menu import AREA_ROLES
from hub.web.page import render
from schemas.desk import SetLimit
from schemas.terms import Role

UNITS = {
    "days": ("天", "days"),
    "working_days": ("个工作日", "working days"),
    "percent": ("%", "%"),
    "yuan": ("元", "yuan"),
    "orders": ("笔订单", "orders"),
    "awards": ("笔兑付", "awards"),
    "units": ("家单位", "units"),
    "severity": ("（1 提示，2 暂缓，3 拦截）", "(1 warns, 2 holds, 3 blocks)"),
    "refusals": ("次拒绝", "refusals"),
}


@bp.get("/checks")
@allow(*AREA_ROLES, Role.AUDITOR)
def list_limits() -> ResponseReturnValue:
    """What counts in the area."""
    return _page()


@bp.post("/checks")
@allow(Role.AREA_ADMIN)
def set_limit() -> ResponseReturnValue:
    """Set one."""
    form = _form()
    area = _area()
    return perform(
        lambda: integrity.set_threshold(area=area, by=current_actor(), **form.data),
        then=lambda _: url_for(".list_limits", area=area),
        back=lambda _: _page(form),
        form=form,
    )


def _area() -> str:
    actor, asked = current_actor(), request.args.get("area", "")
    areas = _areas()
    return asked if asked in areas else next(iter(sorted(actor.areas(*AREA_ROLES))), areas[0] if areas else "")


def _areas() -> list[str]:
    mine = current_actor().areas(*AREA_ROLES, Role.AUDITOR)
    everywhere = current_actor().has(Role.AUDITOR) and not current_actor().areas(Role.AUDITOR)
    return [area.code for area in directory.list_areas() if everywhere or area.code in mine]


def _page(sent: Form | None = None) -> str:
    area = _area()
    limits, changes = integrity.thresholds_of(area), integrity.list_settings(area)
    rows = [
        (one, limits.of(one.name), limits.is_own(one.name), t(*UNITS[one.unit]))
        for one in integrity.known_thresholds().values()
    ]
    may = current_actor().has(Role.AREA_ADMIN, area=area)
    return render(
        "area/checks.html", rows=rows, changes=changes[::-1], area=directory.area_name(area, lang()), code=area,
        areas=[(code, directory.area_name(code, lang())) for code in _areas()],
        form=(sent or _form()) if may else None, labels={one.name: t(one.zh, one.en) for one, *_ in rows},
    )  # fmt: skip


def _form() -> Form:
    known = integrity.known_thresholds().values()
    return Form(
        SetLimit(),
        action="check.set_limit",
        url=url_for(".set_limit", area=_area()),
        options={"name": [(one.name, t(one.zh, one.en)) for one in known]},
        submit=t("调整", "Set it"),
    )
