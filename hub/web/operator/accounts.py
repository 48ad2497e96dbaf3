"""Accounts and roles, for the hub's security: found by username, without what a person does for which unit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import Account, role_matrix, staff
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.operator import bp
from hub.web.page import render
from schemas.order import Nothing
from schemas.people import GiveRole, NewStaffAccount, StaffReason
from schemas.terms import Role


@bp.get("/accounts")
@allow(Role.SECURITY_ADMIN)
def list_accounts() -> ResponseReturnValue:
    """Accounts by the beginning of their username; nothing is listed before something is typed."""
    typed = request.args.get("q", "").strip()
    found = staff.search_accounts(typed) if typed else []
    return render("operator/accounts/list.html", typed=typed, found=[(one, _roles_of(one)) for one in found])


@bp.get("/accounts/new")
@allow(Role.SECURITY_ADMIN)
def new_account() -> ResponseReturnValue:
    """The form for a member of staff."""
    return render("operator/accounts/new.html", form=_new_form())


@bp.post("/accounts/new")
@allow(Role.SECURITY_ADMIN)
def create_account() -> ResponseReturnValue:
    """Create it with its first role; an authenticator is set up at the first sign-in."""
    form = _new_form()
    return perform(
        lambda: staff.create_staff_account(**form.data, by=current_actor()),
        then=lambda account: url_for(".show_account", account_id=account.id),
        back=lambda _: render("operator/accounts/new.html", form=form),
        form=form,
    )


@bp.get("/accounts/<uuid:account_id>")
@allow(Role.SECURITY_ADMIN)
def show_account(account_id: UUID) -> ResponseReturnValue:
    """One account: its roles and what can be done about it."""
    return _account_page(account_id)


@bp.post("/accounts/<uuid:account_id>/roles")
@allow(Role.SECURITY_ADMIN)
def give_role(account_id: UUID) -> ResponseReturnValue:
    """Give a role."""
    form = _role_form(account_id)
    return _act(account_id, form, lambda account: staff.give_role(account=account, **form.data, by=current_actor()))


@bp.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/revoke")
@allow(Role.SECURITY_ADMIN)
def take_role(account_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """Take a role away, at once."""
    form = take_form(url_for(".take_role", account_id=account_id, grant_id=grant_id))
    return _act(account_id, form, lambda _: staff.take_role(grant=staff.find_grant(grant_id), by=current_actor()))


@bp.post("/accounts/<uuid:account_id>/disable")
@allow(Role.SECURITY_ADMIN)
def disable_account(account_id: UUID) -> ResponseReturnValue:
    """Close it; its sessions end."""
    return _change(account_id, _disable_form(account_id), staff.disable_account)


@bp.post("/accounts/<uuid:account_id>/enable")
@allow(Role.SECURITY_ADMIN)
def enable_account(account_id: UUID) -> ResponseReturnValue:
    """Open it again."""
    return _change(account_id, _enable_form(account_id), staff.enable_account)


@bp.post("/accounts/<uuid:account_id>/second-factor")
@allow(Role.SECURITY_ADMIN)
def take_second_factor(account_id: UUID) -> ResponseReturnValue:
    """Let its owner set up another authenticator."""
    return _change(account_id, _factor_form(account_id), staff.take_second_factor)


def take_form(url: str) -> Form:
    """The button that takes one role away."""
    return Form(Nothing(), action="role.revoke", url=url, submit=t("取消角色", "Take away"), style="outline-danger")


def areas_to_choose() -> list[tuple[str, str]]:
    """All areas, by name."""
    return [(one.code, one.names.text(lang())) for one in directory.list_areas()]


def _change(account_id: UUID, form: Form, change: Callable[..., None]) -> ResponseReturnValue:
    return _act(
        account_id,
        form,
        lambda account: change(account=account, reason=form.data["reason"], by=current_actor()),
    )


def _act(account_id: UUID, form: Form, action: Callable[[Account], object]) -> ResponseReturnValue:
    return perform(
        lambda: action(identity.get_account(account_id)),
        then=lambda _: url_for(".show_account", account_id=account_id),
        back=lambda _: _account_page(account_id, form),
        form=form,
    )


def _account_page(account_id: UUID, sent: Form | None = None) -> str:
    account = identity.get_account(account_id)
    forms = [_enable_form(account_id)] if account.disabled_at else [_disable_form(account_id)]
    if account.totp_secret:
        forms.append(_factor_form(account_id))
    forms.insert(0, _role_form(account_id))
    grants = identity.list_grants(account_id)
    return render(
        "operator/accounts/show.html",
        account=account,
        name=identity.mask_name(account.display_name),
        grants=[(grant, _take_form_of(grant)) for grant in grants],
        own=account.id == current_actor().account_id,
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
    )


def _take_form_of(grant: identity.RoleGrant) -> Form | None:
    if grant.role not in role_matrix.GIVEN_BY_SECURITY:
        return None
    return take_form(url_for(".take_role", account_id=grant.account_id, grant_id=grant.id))


def _roles_of(account: Account) -> list[Role]:
    return sorted({grant.role for grant in identity.list_grants(account.id)})


def _choices() -> dict[str, list[Any]]:
    return {"role": sorted(role_matrix.GIVEN_BY_SECURITY), "area": list(areas_to_choose())}


def _new_form() -> Form:
    submit = t("新建账号", "Create the account")
    return Form(NewStaffAccount(), action="account.create_staff", options=_choices(), submit=submit)


def _role_form(account_id: UUID) -> Form:
    url = url_for(".give_role", account_id=account_id)
    return Form(GiveRole(), action="role.grant", url=url, options=_choices(), submit=t("授予角色", "Give the role"))


def _disable_form(account_id: UUID) -> Form:
    url, submit = url_for(".disable_account", account_id=account_id), t("停用账号", "Disable the account")
    return Form(StaffReason(), action="account.disable", url=url, submit=submit, style="outline-danger")


def _enable_form(account_id: UUID) -> Form:
    url, submit = url_for(".enable_account", account_id=account_id), t("启用账号", "Enable the account")
    return Form(StaffReason(), action="account.enable", url=url, submit=submit, style="outline-primary")


def _factor_form(account_id: UUID) -> Form:
    url, submit = url_for(".take_second_factor", account_id=account_id), t("重置验证器", "Reset the authenticator")
    return Form(StaffReason(), action="account.reset_second_factor", url=url, submit=submit, style="outline-danger")
