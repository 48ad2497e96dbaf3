"""Sanctions and units that ended: proposed by one, confirmed by another, lifted with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.identity import Organization, OrganizationNotFound, find_organization_by_uscc, get_organization
from hub.integrity import endings, sanctions
from hub.integrity.endings import Ending, UnitEnding
from hub.integrity.sanctions import Sanction
from hub.kernel.clock import business_today
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.enforcement import ImposeSanction, LiftSanction, RecordEnding
from schemas.order import Nothing
from schemas.terms import Role

READERS = (*sanctions.MAY_CONFIRM, Role.REVIEWER_INITIAL, Role.AREA_ADMIN)


@bp.get("/sanctions")
@allow(*READERS)
def list_sanctions() -> ResponseReturnValue:
    """The sanctions of this officer's areas, and the forms."""
    return _page()


@bp.post("/sanctions")
@allow(*sanctions.MAY_IMPOSE)
def impose_sanction() -> ResponseReturnValue:
    """Propose to bar a unit."""
    form = _impose_form()
    return _do(form, lambda: _impose(form))


@bp.post("/sanctions/<uuid:sanction_id>/confirm")
@allow(*sanctions.MAY_CONFIRM)
def confirm_sanction(sanction_id: UUID) -> ResponseReturnValue:
    """Confirm what another proposed."""
    return _do(_confirm_form(sanction_id), lambda: sanctions.confirm(sanction=_find(sanction_id), by=current_actor()))


@bp.post("/sanctions/<uuid:sanction_id>/lift")
@allow(*sanctions.MAY_CONFIRM)
def lift_sanction(sanction_id: UUID) -> ResponseReturnValue:
    """End it before its time."""
    form = _lift_form(sanction_id)
    return _do(
        form,
        lambda: sanctions.lift(sanction=_find(sanction_id), reason=form.data["reason"], by=current_actor()),
    )


@bp.post("/sanctions/endings")
@allow(*endings.MAY_RECORD)
def record_ending() -> ResponseReturnValue:
    """Record that a unit was deregistered or merged."""
    form = _ending_form()
    return _do(form, lambda: _end(form))


def _do(form: Form, action: Callable[[], Any]) -> ResponseReturnValue:
    return perform(action, then=lambda _: url_for(".list_sanctions"), back=lambda _: _page(form), form=form)


def _find(sanction_id: UUID) -> Sanction:
    return sanctions.get_sanction(sanction_id, _areas())


def _unit(uscc: str) -> Organization:
    unit = find_organization_by_uscc(uscc)
    if unit is None:
        raise OrganizationNotFound(field="uscc")
    return unit


def _impose(form: Form) -> Sanction:
    data = dict(form.data)
    return sanctions.impose(
        unit=_unit(data.pop("uscc")), programme=data.pop("programme") or None, by=current_actor(), **data
    )


def _end(form: Form) -> UnitEnding:
    data = dict(form.data)
    return endings.record_ending(
        unit=_unit(data["uscc"]), kind=Ending(data["kind"]), on=data["on"], evidence=data["evidence"],
        area=data["area"], successor_uscc=data["successor_uscc"] or None, by=current_actor(),
    )  # fmt: skip


def _areas() -> list[str]:
    return sorted(current_actor().areas(*READERS))


def _page(sent: Form | None = None) -> str:
    actor, today, rows = current_actor(), business_today(), []
    for one in sanctions.list_sanctions(_areas()):
        open_still = one.lifted_at is None and (one.ends_on is None or one.ends_on >= today)
        forms = []
        if open_still and one.confirmed_at is None and one.imposed_by != actor.account_id:
            forms.append(_confirm_form(one.id))
        if open_still and actor.has(*sanctions.MAY_CONFIRM, area=one.area):
            forms.append(_lift_form(one.id))
        rows.append((one, get_organization(one.organization_id), _state(one, open_still), forms))
    may = actor.has(*sanctions.MAY_IMPOSE)
    new = [_impose_form(), _ending_form()] if may else []
    new = [sent if sent is not None and sent.action == form.action else form for form in new]
    return render("area/sanctions.html", rows=rows, new=new)


def _state(one: Sanction, open_still: bool) -> tuple[str, str]:
    if one.lifted_at is not None:
        return "open", t("已解除", "lifted")
    if one.confirmed_at is None:
        return "mine", t("待另一人确认", "waits for another person")
    return ("bad", t("生效中", "in force")) if open_still else ("open", t("已期满", "over"))


def _places() -> list[tuple[str, str]]:
    areas = sorted(current_actor().areas(*sanctions.MAY_IMPOSE))
    return [(area, directory.area_name(area, lang())) for area in areas]


def _impose_form() -> Form:
    programmes = [(one.code, one.names.text(lang())) for one in directory.list_programmes()]
    places = _places()
    return Form(
        ImposeSanction(),
        action="sanction.impose",
        url=url_for(".impose_sanction"),
        options={"area": places, "programme": [("", t("全部计划", "all programmes")), *programmes]},
        values={"area": places[0][0] if len(places) == 1 else None},
        submit=t("提出限制", "Propose it"),
        style="outline-danger",
    )


def _ending_form() -> Form:
    places = _places()
    return Form(
        RecordEnding(),
        action="holder.record_ending",
        url=url_for(".record_ending"),
        options={"area": places},
        values={"area": places[0][0] if len(places) == 1 else None},
        submit=t("登记", "Record it"),
        style="outline-danger",
    )


def _confirm_form(sanction_id: UUID) -> Form:
    url = url_for(".confirm_sanction", sanction_id=sanction_id)
    return Form(Nothing(), action="sanction.confirm", url=url, submit=t("确认生效", "Confirm"), style="outline-danger")


def _lift_form(sanction_id: UUID) -> Form:
    url = url_for(".lift_sanction", sanction_id=sanction_id)
    return Form(LiftSanction(), action="sanction.lift", url=url, submit=t("解除", "Lift it"), style="outline-primary")
