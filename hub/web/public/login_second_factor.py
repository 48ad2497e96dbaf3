"""The second factor at sign-in: its code; or, for staff who have none yet, setting it up after a text to the phone."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, CodeRefused, NoPhoneOnRecord, WebSession
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web import authenticator
from hub.web.forms import Form
from hub.web.guards import forget_visit, public, waiting_session
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.login import START, asked_next, show_again, with_next
from hub.web.session_cookie import address_of, keep_session
from schemas.accounts import EnterSecondFactor
from schemas.identity import EnterCode, GoTo

PURPOSE = "enroll"


@bp.get("/login/second-factor")
@public
def second_factor() -> ResponseReturnValue:
    """The form for the code of the authenticator, or the way to set one up."""
    session = waiting_session()
    if session is None:
        return redirect(with_next("/login", asked_next()), 303)
    if _account(session).totp_secret is None:
        return redirect(with_next("/login/enroll", asked_next()), 303)
    return render("public/second_factor.html", form=_factor_form())


@bp.post("/login/second-factor")
@public
def give_second_factor() -> ResponseReturnValue:
    """Judge the code; the session opens under a new secret."""
    session, form = waiting_session(), _factor_form()
    if session is None:
        return redirect(with_next("/login", asked_next()), 303)
    if not form.read(request):
        return show_again("public/second_factor.html", form, CodeRefused())
    try:
        _, secret = _open_by_factor(session, form.data["code"])
    except HubError as error:
        return show_again("public/second_factor.html", form, error)
    return keep_session(redirect(asked_next(form.data["next"]) or START, 303), secret)


@bp.get("/login/enroll")
@public
def enroll() -> ResponseReturnValue:
    """Set up an authenticator at the first sign-in: first the text, then the key."""
    session = _without_factor()
    if session is None:
        return redirect(with_next("/login", asked_next()), 303)
    if not _knows_more_than_a_text(session):
        return render("public/enroll_needs_password.html")
    return _key_page(session) if _phone_proved(session) else _text_page(session)


@bp.post("/login/enroll/code")
@public
def send_enroll_code() -> ResponseReturnValue:
    """Send the code to the phone on record."""
    session = _enrolling()
    if session is None:
        return redirect("/login/enroll", 303)
    phone = _account(session).phone
    try:
        if phone is None:
            raise NoPhoneOnRecord()
        with unit_of_work():
            identity.tries.take_try(identity.tries.TEXTS_BY_PHONE, f"{PURPOSE}|{phone}")
            identity.tries.take_try(identity.tries.TEXTS_BY_ADDRESS, address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=str(session.id))
    except HubError as error:
        return _text_page(session, refused=error)
    return _text_page(session, sent=True)


@bp.post("/login/enroll/confirm")
@public
def give_enroll_code() -> ResponseReturnValue:
    """Judge the code of the text."""
    session, form = _enrolling(), _code_form()
    if session is None:
        return redirect("/login/enroll", 303)
    if not form.read(request):
        return _text_page(session, sent=True, form=form, refused=CodeRefused())
    try:
        _prove_phone(session, form.data["code"])
    except HubError as error:
        return _text_page(session, sent=True, form=form, refused=error)
    return redirect(with_next("/login/enroll", asked_next(form.data["next"])), 303)


@bp.post("/login/enroll")
@public
def confirm_enroll() -> ResponseReturnValue:
    """Take the authenticator when its code is right, show the recovery codes once, and open the session."""
    session = _enrolling()
    if session is None or not _phone_proved(session):
        return redirect("/login/enroll", 303)
    form = authenticator.enroll_form(session, url="/login/enroll")
    if not form.read(request):
        return _key_page(session, form=form, refused=CodeRefused())
    try:
        with unit_of_work():
            identity.tries.take_try(identity.tries.SECOND_FACTOR, str(session.account_id))
        with unit_of_work():
            account = _account(session)
            codes = authenticator.enroll(account, session, form)
            _, secret = identity.sign_in.open_with_second_factor(session, browser=str(request.user_agent))
            identity.tries.forget_tries(identity.tries.SECOND_FACTOR, str(account.id))
    except HubError as error:
        return _key_page(session, form=form, refused=error)
    forget_visit()
    page = authenticator.codes_page(codes, onward=asked_next(form.data["next"]) or START)
    return keep_session(make_response(page), secret)


def _open_by_factor(session: WebSession, code: str) -> tuple[WebSession, str]:
    with unit_of_work():
        identity.tries.take_try(identity.tries.SECOND_FACTOR, str(session.account_id))
    with unit_of_work():
        opened = identity.sign_in.confirm_second_factor(session, code, browser=str(request.user_agent))
        if opened is not None:
            identity.tries.forget_tries(identity.tries.SECOND_FACTOR, str(session.account_id))
            return opened
    raise CodeRefused(field="code")


def _prove_phone(session: WebSession, code: str) -> None:
    phone = _account(session).phone
    if phone is None:
        raise NoPhoneOnRecord()
    with unit_of_work():
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{session.account_id}")
    with unit_of_work():
        if not identity.use_code(purpose=PURPOSE, phone=phone, bound_to=str(session.id), code=code):
            raise CodeRefused(field="code")
        identity.raise_assurance(session)
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{session.account_id}")


def _without_factor() -> WebSession | None:
    """The session that waits for a second factor of an account that has none."""
    session = waiting_session()
    return session if session is not None and _account(session).totp_secret is None else None


def _enrolling() -> WebSession | None:
    """The same where an authenticator may be set up: after a sign-in by text alone a phone would be both factors."""
    session = _without_factor()
    return session if session is not None and _knows_more_than_a_text(session) else None


def _knows_more_than_a_text(session: WebSession) -> bool:
    return bool(set(session.methods) & {"pwd", "fed"})


def _phone_proved(session: WebSession) -> bool:
    return authenticator.is_fresh(session.code_confirmed_at)


def _account(session: WebSession) -> Account:
    return identity.get_account(session.account_id)


def _key_page(session: WebSession, form: Form | None = None, refused: HubError | None = None) -> ResponseReturnValue:
    form = form or authenticator.enroll_form(session, url="/login/enroll", target=asked_next() or "")
    if refused is not None:
        form.refuse(refused)
    page = authenticator.key_page(_account(session), session, form, template="public/enroll.html")
    return page, refused.status if refused else 200


def _text_page(
    session: WebSession, *, sent: bool = False, form: Form | None = None, refused: HubError | None = None
) -> ResponseReturnValue:
    form = form or _code_form()
    target = asked_next(request.form.get("next") or request.args.get("next"))
    ask = Form(GoTo(), action="account.request_enroll_code", url="/login/enroll/code", values={"next": target or ""})
    ask.style = "outline-primary" if sent else "primary"
    ask.submit = t("重新发送验证码", "Send the code again") if sent else t("发送验证码", "Send the code")
    if refused is not None:
        form.refuse(refused)
    phone = _account(session).phone
    masked = identity.mask_phone(phone) if phone else None
    page = render("public/enroll_text.html", form=form, ask=ask, sent=sent, phone=masked)
    return page, refused.status if refused else 200


def _code_form() -> Form:
    target = asked_next(request.form.get("next") or request.args.get("next"))
    return Form(
        EnterCode(),
        action="account.enroll_code",
        url="/login/enroll/confirm",
        values={"next": target or ""},
        submit=t("确认", "Confirm"),
    )


def _factor_form() -> Form:
    return Form(
        EnterSecondFactor(),
        action="account.second_factor",
        values={"next": asked_next() or ""},
        submit=t("确认", "Confirm"),
    )
