"""Absence: who is away from when to when, and who stands in; one's own, or for others by the area's administrator."""

from datetime import date
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.identity import AccountNotFound, delegations, find_account_by_username, staff
from hub.identity.delegations import RoleDelegation
from hub.kernel.clock import business_today
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.desk import NameSubstitute
from schemas.order import Nothing
from schemas.terms import Role

PEOPLE = (*sorted(delegations.HANDED_ON), Role.AREA_ADMIN)


@bp.get("/absence")
@allow(*PEOPLE)
def list_absences() -> ResponseReturnValue:
    """Who stands in for whom."""
    return _page()


@bp.post("/absence")
@allow(*PEOPLE)
def name_substitute() -> ResponseReturnValue:
    """Name a substitute."""
    form = _form()
    return perform(lambda: _name(form), then=lambda _: url_for(".list_absences"), back=lambda _: _page(form), form=form)


@bp.post("/absence/<uuid:delegation_id>/end")
@allow(*PEOPLE)
def end_absence(delegation_id: UUID) -> ResponseReturnValue:
    """Back earlier."""
    return perform(
        lambda: delegations.end_delegation(
            delegation=delegations.find_delegation(delegation_id, _areas()), by=current_actor()
        ),
        then=lambda _: url_for(".list_absences"),
        back=lambda _: _page(),
        form=_end_form(delegation_id),
    )


def _name(form: Form) -> RoleDelegation:
    people = [find_account_by_username(form.data[name]) for name in ("absent", "substitute")]
    if people[0] is None or people[1] is None:
        raise AccountNotFound(field="substitute")
    days: dict[str, date] = {name: form.data[name] for name in ("starts_on", "ends_on")}
    return delegations.name_substitute(
        account=people[0], substitute=people[1], area=form.data["area"], reason=form.data["reason"],
        by=current_actor(), **days,
    )  # fmt: skip


def _areas() -> list[str]:
    return sorted(current_actor().areas(*PEOPLE))


def _page(sent: Form | None = None) -> str:
    today, rows = business_today(), []
    for one, absent, substitute in delegations.list_delegations(_areas()):
        over = one.ended_at is not None or one.ends_on < today
        state = (
            t("已结束", "over")
            if over
            else t("进行中", "running")
            if one.starts_on <= today
            else t("未开始", "to come")
        )
        rows.append((one, absent, substitute, state, None if over else _end_form(one.id)))
    return render("area/absence.html", rows=rows, new=sent or _form())


def _form() -> Form:
    actor, areas = current_actor(), _areas()
    people = [(account.username, account.display_name) for account, _ in staff.list_staff_of(areas)]
    administers = actor.areas(Role.AREA_ADMIN)
    mine = [one for one in people if _is_me(one[0])]
    return Form(
        NameSubstitute(),
        action="absence.name",
        url=url_for(".name_substitute"),
        options={
            "area": [(area, directory.area_name(area, lang())) for area in areas],
            "absent": people if administers else mine,
            "substitute": [one for one in people if administers or not _is_me(one[0])],
        },
        values={"area": areas[0] if len(areas) == 1 else None, "absent": mine[0][0] if mine else None},
        submit=t("安排代办", "Arrange it"),
    )


def _is_me(username: str | None) -> bool:
    account = find_account_by_username(username or "")
    return account is not None and account.id == current_actor().account_id


def _end_form(delegation_id: UUID) -> Form:
    url = url_for(".end_absence", delegation_id=delegation_id)
    return Form(Nothing(), action="absence.end", url=url, submit=t("提前结束", "End it now"), style="outline-primary")
