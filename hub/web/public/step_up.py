"""Raising a session by a code sent to the phone on record, and choosing for which unit to act."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import CodeRefused, NoPhoneOnRecord
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.forms import Form
from hub.web.guards import allow, current_session, forget_visit, is_assured
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.login import START
from hub.web.session_cookie import address_of, keep_session
from schemas.identity import ChooseUnit, EnterCode, GoTo
from schemas.terms import Assurance

PURPOSE = "step_up"


@bp.get("/login/step-up")
@allow()
def step_up() -> ResponseReturnValue:
    """Say why a code is needed, and to which phone it would go."""
    if is_assured(Assurance.SUBSTANTIAL) and not request.args.get("fresh"):
        return redirect(_next() or START, 303)
    return _page(_phone())


@bp.post("/login/step-up/code")
@allow()
def send_step_up_code() -> ResponseReturnValue:
    """Send the code, then ask for it."""
    phone = _phone()
    try:
        if phone is None:
            raise NoPhoneOnRecord()
        with unit_of_work():
            identity.tries.take_try(identity.tries.TEXTS_BY_PHONE, _counted())
            identity.tries.take_try(identity.tries.TEXTS_BY_ADDRESS, address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=_bound_to())
    except HubError as error:
        return _page(phone, refused=error)
    return _page(phone, sent=True)


@bp.post("/login/step-up")
@allow()
def give_step_up_code() -> ResponseReturnValue:
    """Judge the code and raise the session."""
    phone, form = _phone(), _code_form(_next())
    if not form.read(request):
        return _page(phone, sent=True, form=form, refused=CodeRefused())
    try:
        secret = _use_code(phone, form.data["code"])
    except HubError as error:
        return _page(phone, sent=True, form=form, refused=error)
    forget_visit()
    return keep_session(redirect(identity.safe_path(form.data["next"]) or START, 303), secret)


@bp.get("/login/choose")
@allow()
def choose() -> ResponseReturnValue:
    """For which unit to act, when there are several."""
    return render("public/choose.html", form=_choose_form())


@bp.post("/login/choose")
@allow()
def choose_unit() -> ResponseReturnValue:
    """Act for the chosen unit from here on."""
    session, form = current_session(), _choose_form()
    if session is None or not form.read(request):
        return render("public/choose.html", form=form), 422
    with unit_of_work():
        identity.choose_organization(session, form.data["organization"])
    forget_visit()
    return redirect(identity.safe_path(form.data["next"]) or START, 303)


def _use_code(phone: str | None, code: str) -> str:
    if phone is None:
        raise NoPhoneOnRecord()
    with unit_of_work():
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, _counted())
        identity.tries.take_try(identity.tries.CODE_BY_ADDRESS, address_of())
    with unit_of_work():
        session = current_session()
        if session is None or not identity.use_code(purpose=PURPOSE, phone=phone, bound_to=_bound_to(), code=code):
            raise CodeRefused(field="code")
        identity.raise_assurance(session)
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, _counted())
        identity.tries.give_back(identity.tries.CODE_BY_ADDRESS, address_of())
        return identity.renew_session(session, method="sms")


def _phone() -> str | None:
    session = current_session()
    return identity.get_account(session.account_id).phone if session else None


def _counted() -> str:
    """What tries are counted for: by the bare phone, a stranger who registers with it could use up its owner's."""
    session = current_session()
    return f"{PURPOSE}|{session.account_id}" if session else ""


def _bound_to() -> str:
    session = current_session()
    return str(session.id) if session else ""


def _page(
    phone: str | None, *, sent: bool = False, form: Form | None = None, refused: HubError | None = None
) -> ResponseReturnValue:
    target = _next()
    form = form or _code_form(target)
    ask = Form(GoTo(), action="account.request_code", url="/login/step-up/code", values={"next": target or ""})
    ask.style = "outline-primary" if sent else "primary"
    ask.submit = t("重新发送验证码", "Send the code again") if sent else t("发送验证码", "Send the code")
    if refused is not None:
        form.refuse(refused)
    masked = identity.mask_phone(phone) if phone else None
    response = make_response(render("public/step_up.html", form=form, ask=ask, sent=sent, phone=masked))
    response.status_code = refused.status if refused else 200
    return response


def _code_form(target: str | None) -> Form:
    values = {"next": target or ""}
    return Form(EnterCode(), action="account.step_up", url="/login/step-up", values=values, submit=t("确认", "Confirm"))


def _choose_form() -> Form:
    session = current_session()
    units = identity.organizations_of(session.account_id) if session else []
    return Form(
        ChooseUnit(),
        action="account.choose_unit",
        values={"next": _next() or ""},
        options={"organization": [(str(unit.id), unit.name) for unit in units]},
        submit=t("进入", "Continue"),
    )


def _next() -> str | None:
    return identity.safe_path(request.form.get("next") or request.args.get("next"))
