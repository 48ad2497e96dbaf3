"""更换手机号码: a code to the phone on record, then one to the new phone."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import CodeRefused
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, Refused
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, current_session, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from hub.web.session_cookie import address_of
from schemas.accounts import ChangePhone

PURPOSE = "change_phone"


class PhoneKeptByRegion(Refused):
    """The region says at each sign-in which phone it is."""

    code = "account.phone_kept_by_region"
    zh = "您使用地区平台账号登录，手机号码请在该平台更换，下次登录时自动更新。"
    en = "You sign in at your region's platform: change the phone there, and it comes along at the next sign-in."


@bp.get("/phone")
@allow()
@needs_fresh_code
def edit_phone() -> ResponseReturnValue:
    """The form; the guard has asked for a code to the phone on record."""
    return _page(_form())


@bp.post("/phone/code")
@allow()
@needs_fresh_code
def send_phone_code() -> ResponseReturnValue:
    """Send a code to the new phone."""
    form = _form()
    form.read(request)
    form.errors = {name: errors for name, errors in form.errors.items() if name == "phone"}
    try:
        if form.errors:
            raise FormIncomplete()
        phone = str(ChangePhone().fields["phone"].deserialize(request.form.get("phone")))
        with unit_of_work():
            identity.tries.take_text(to=f"{PURPOSE}|{own_account().id}", address=address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=_bound_to())
    except HubError as error:
        return _page(form, refused=error)
    return _page(form, sent_to=identity.mask_phone(phone))


@bp.post("/phone")
@allow()
@needs_fresh_code
def change_phone() -> ResponseReturnValue:
    """Take the new phone when its code is right; the old one is told."""
    form = _form()
    if not form.read(request):
        return _page(form, refused=FormIncomplete())
    try:
        _change(form.data["phone"], form.data["code"])
    except HubError as error:
        return _page(form, refused=error)
    return redirect("/account/", 303)


def _change(phone: str, code: str) -> None:
    if own_account().password_hash is None:
        raise PhoneKeptByRegion()
    with unit_of_work():
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{own_account().id}")
    with unit_of_work():
        account = own_account()
        if not identity.use_code(purpose=PURPOSE, phone=phone, bound_to=_bound_to(), code=code):
            raise CodeRefused(field="code")
        identity.change_phone(account=account, phone=phone, by=current_actor(), reason="own change")
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{account.id}")


def _bound_to() -> str:
    session = current_session()
    return str(session.id) if session else ""


def _page(form: Form, *, refused: HubError | None = None, sent_to: str | None = None) -> ResponseReturnValue:
    if refused is not None:
        form.refuse(refused)
    account = own_account()
    page = render(
        "account/phone.html",
        form=form,
        sent_to=sent_to,
        phone=identity.mask_phone(account.phone) if account.phone else None,
        by_region=account.password_hash is None,
    )
    return page, refused.status if refused else 200


def _form() -> Form:
    return Form(ChangePhone(), action="account.change_phone", url="/account/phone", submit=t("更换手机", "Change it"))
