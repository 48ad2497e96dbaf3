"""The authenticator of whoever is signed in: setting it up, replacing it, renewing its recovery codes, removing it."""

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, CodeRefused, SecondFactorNeeded
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Forbidden, HubError
from hub.web import authenticator
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, current_session, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from schemas.accounts import EnterSecondFactor, RemoveSecondFactor
from schemas.terms import STAFF_ROLES

HERE = "/account/second-factor"


@bp.get("/second-factor")
@allow()
def show_second_factor() -> ResponseReturnValue:
    """Whether there is one, how many recovery codes are left, and what can be done."""
    return _page()


@bp.get("/second-factor/new")
@allow()
@needs_fresh_code
def new_second_factor() -> ResponseReturnValue:
    """QR code and key of a new one."""
    return _key_page(_enroll_form())


@bp.post("/second-factor/new")
@allow()
@needs_fresh_code
def enroll_second_factor() -> ResponseReturnValue:
    """Take the new one when its code is right, and the present one's where there is one."""
    form, session = _enroll_form(), current_session()
    if session is None or not form.read(request):
        return _key_page(form, FormIncomplete())

    def enroll(account: Account) -> list[str]:
        if account.totp_secret is not None:
            _require_factor(account, form.data["current"], "current")
        return authenticator.enroll(account, session, form)

    return _with_codes(enroll, lambda error: _key_page(form, error))


@bp.post("/second-factor/codes")
@allow()
def renew_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes in place of the old ones."""
    form = _codes_form()
    if not form.read(request):
        return _page(codes=form, refused=FormIncomplete())

    def renew(account: Account) -> list[str]:
        _require_factor(account, form.data["code"], "code")
        return identity.second_factor.renew_recovery_codes(account=account, by=current_actor())

    return _with_codes(renew, lambda error: _page(codes=form, refused=error))


@bp.post("/second-factor/remove")
@allow()
@needs_fresh_code
def remove_second_factor() -> ResponseReturnValue:
    """Do without one; staff cannot, and the password must then be long enough by itself."""
    form = _remove_form()
    if not form.read(request):
        return _page(remove=form, refused=FormIncomplete())
    try:
        _count(own_account())
        with unit_of_work():
            _remove(own_account(), form.data["password"], form.data["code"])
    except HubError as error:
        return _page(remove=form, refused=error)
    return redirect(HERE, 303)


def _remove(account: Account, password: str, code: str) -> None:
    if _is_staff():
        raise SecondFactorNeeded()
    identity.check_long_enough(account=account, password=password)
    _require_factor(account, code, "code")
    identity.second_factor.remove_second_factor(account=account, by=current_actor())


def _with_codes(
    act: Callable[[Account], list[str]], back: Callable[[HubError], ResponseReturnValue]
) -> ResponseReturnValue:
    """Carry out what makes new recovery codes, and show them this once."""
    try:
        _count(own_account())
        with unit_of_work():
            account = own_account()
            codes = act(account)
            identity.tries.forget_tries(identity.tries.SECOND_FACTOR, str(account.id))
    except HubError as error:
        return back(error)
    return authenticator.codes_page(codes, onward=HERE)


def _count(account: Account) -> None:
    with unit_of_work():
        identity.tries.take_try(identity.tries.SECOND_FACTOR, str(account.id))


def _require_factor(account: Account, code: str, field: str) -> None:
    if identity.second_factor.use_second_factor(account, code) is None:
        raise CodeRefused(field=field)


def _is_staff() -> bool:
    return any(granted.role in STAFF_ROLES for granted in identity.actor_for(own_account().id).roles)


def _key_page(form: Form, refused: HubError | None = None) -> ResponseReturnValue:
    session = current_session()
    if session is None:
        raise Forbidden()
    if refused is not None:
        form.refuse(refused)
    page = authenticator.key_page(own_account(), session, form, template="account/second_factor_new.html")
    return page, refused.status if refused else 200


def _page(
    *, codes: Form | None = None, remove: Form | None = None, refused: HubError | None = None
) -> ResponseReturnValue:
    account = own_account()
    form = codes or remove
    if refused is not None and form is not None:
        form.refuse(refused)
    page = render(
        "account/second_factor.html",
        enrolled=account.totp_secret is not None,
        left=identity.second_factor.count_recovery_codes(account.id),
        codes=codes or _codes_form(),
        remove=None if _is_staff() else remove or _remove_form(),
    )
    return page, refused.status if refused else 200


def _enroll_form() -> Form:
    session = current_session()
    if session is None:
        raise Forbidden()
    replace = own_account().totp_secret is not None
    return authenticator.enroll_form(session, url=f"{HERE}/new", replace=replace)


def _codes_form() -> Form:
    return Form(
        EnterSecondFactor(),
        action="account.renew_recovery_codes",
        url=f"{HERE}/codes",
        submit=t("重新生成恢复码", "Renew the recovery codes"),
        style="outline-primary",
    )


def _remove_form() -> Form:
    return Form(
        RemoveSecondFactor(),
        action="account.remove_second_factor",
        url=f"{HERE}/remove",
        submit=t("移除身份验证器", "Remove the authenticator"),
        style="outline-danger",
    )
