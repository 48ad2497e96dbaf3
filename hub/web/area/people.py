"""The people of an area, for its administrator: who holds which role there, giving and taking roles of the area."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import AccountNotFound, RoleGrant, role_matrix, staff
from hub.kernel.errors import HubError
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.order import Nothing
from schemas.people import NewStaffAccount, StaffUsername
from schemas.terms import Role


@bp.get("/people")
@allow(Role.AREA_ADMIN)
def list_people() -> ResponseReturnValue:
    """Who holds a role in this administrator's areas, and the forms that give one."""
    return _page()


@bp.post("/people")
@allow(Role.AREA_ADMIN)
def give_role() -> ResponseReturnValue:
    """Give a role of the area to somebody who has an account."""
    form = _give_form()
    return perform(lambda: _give(form), then=lambda _: url_for(".list_people"), back=lambda _: _page(form), form=form)


@bp.post("/people/new")
@allow(Role.AREA_ADMIN)
def create_person() -> ResponseReturnValue:
    """Create an account with a role of the area."""
    form = _new_form()
    return perform(
        lambda: staff.create_staff_account(**form.data, by=current_actor()),
        then=lambda _: url_for(".list_people"),
        back=lambda _: _page(form),
        form=form,
    )


@bp.post("/people/<uuid:grant_id>/revoke")
@allow(Role.AREA_ADMIN)
def take_role(grant_id: UUID) -> ResponseReturnValue:
    """Take a role of the area away, at once."""
    form = _take_form(grant_id)
    return perform(
        lambda: staff.take_role(grant=_find(grant_id), by=current_actor()),
        then=lambda _: url_for(".list_people"),
        back=_refused,
        form=form,
    )


def _refused(error: HubError) -> str:
    if isinstance(error, AccountNotFound):
        raise error
    return _page()


def _find(grant_id: UUID) -> RoleGrant:
    """A role in one of this administrator's areas; others do not exist here.

    Raises:
        AccountNotFound: it is held elsewhere.
    """
    grant = staff.find_grant(grant_id)
    if grant.area not in current_actor().areas(Role.AREA_ADMIN):
        raise AccountNotFound()
    return grant


def _give(form: Form) -> RoleGrant:
    account = identity.find_account_by_username(form.data["username"])
    if account is None:
        raise AccountNotFound(field="username")
    return staff.give_role(account=account, role=form.data["role"], area=form.data["area"], by=current_actor())


def _page(sent: Form | None = None) -> str:
    areas = current_actor().areas(Role.AREA_ADMIN)
    forms = [_give_form(), _new_form()]
    people = staff.list_staff_of(areas)
    return render(
        "area/people.html",
        people=[(account, [(grant, _form_of(grant)) for grant in grants]) for account, grants in people],
        areas=[directory.area_name(area, lang()) for area in sorted(areas)],
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
    )


def _form_of(grant: RoleGrant) -> Form | None:
    own = grant.account_id == current_actor().account_id
    return None if own or grant.role not in role_matrix.GIVEN_BY_AREA else _take_form(grant.id)


def _choices() -> dict[str, list[Any]]:
    areas = sorted(current_actor().areas(Role.AREA_ADMIN))
    named = [(area, directory.area_name(area, lang())) for area in areas]
    return {"role": sorted(role_matrix.GIVEN_BY_AREA), "area": named}


def _values() -> dict[str, str]:
    areas = sorted(current_actor().areas(Role.AREA_ADMIN))
    return {"area": areas[0]} if len(areas) == 1 else {}


def _give_form() -> Form:
    submit = t("授予角色", "Give the role")
    return Form(
        StaffUsername(),
        action="role.grant",
        url=url_for(".give_role"),
        options=_choices(),
        values=_values(),
        submit=submit,
    )


def _new_form() -> Form:
    return Form(
        NewStaffAccount(),
        action="account.create_staff",
        url=url_for(".create_person"),
        options=_choices(),
        values=_values(),
        submit=t("新建账号", "Create the account"),
        style="outline-primary",
    )


def _take_form(grant_id: UUID) -> Form:
    url, submit = url_for(".take_role", grant_id=grant_id), t("取消角色", "Take away")
    return Form(Nothing(), action="role.revoke", url=url, submit=submit, style="outline-danger")
