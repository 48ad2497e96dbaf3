"""法人单位注册: one form, a code to the phone on the way, everything typed is kept (CSJ-09…14, S23)."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import CodeRefused, Organization
from hub.kernel.clock import utc_now
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.session_cookie import address_of, browser_mark, keep_browser_mark, keep_last_region, keep_session
from hub.web.ways_in import HUB
from schemas.identity import Register

PURPOSE = "register"
OTHER = "other"


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """The empty form."""
    return _page(_form())


@bp.post("/register/code")
@public
def send_register_code() -> ResponseReturnValue:
    """Send the code; the other fields are kept and not judged yet."""
    form = _form()
    form.read(request)
    form.errors = {name: errors for name, errors in form.errors.items() if name == "phone"}
    if form.errors:
        return _page(form, FormIncomplete())
    phone = str(Register().fields["phone"].deserialize(request.form.get("phone")))
    try:
        with unit_of_work():
            identity.take_try(identity.TEXTS_BY_PHONE, phone)
            identity.take_try(identity.TEXTS_BY_ADDRESS, address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=browser_mark()[0])
    except HubError as error:
        return _page(form, error)
    return _page(form, sent_to=identity.mask_phone(phone))


@bp.post("/register")
@public
def register_unit() -> ResponseReturnValue:
    """Judge everything at once, enter unit and administrator, and sign in."""
    form = _form()
    if not form.read(request):
        return _page(form, FormIncomplete())
    try:
        secret = _register(form.data)
    except HubError as error:
        return _page(form, error)
    return keep_last_region(keep_session(redirect("/account/organization", 303), secret), HUB)


def _register(typed: dict[str, str]) -> str:
    phone = typed["phone"]
    with unit_of_work():
        identity.take_try(identity.CODE_BY_PHONE, phone)
        identity.take_try(identity.CODE_BY_ADDRESS, address_of())
    with unit_of_work():
        bound_to = browser_mark()[0]
        if not identity.use_code(purpose=PURPOSE, phone=phone, bound_to=bound_to, code=typed["code"]):
            raise CodeRefused(field="code")
        account = identity.register_unit(
            uscc=typed["uscc"],
            name=typed["name"],
            division=_division(typed),
            username=typed["username"],
            real_name=typed["real_name"],
            phone=phone,
            password=typed["password"],
        )
        session, secret = identity.begin_session(account, browser=str(request.user_agent))
        session.code_confirmed_at = utc_now()
        identity.forget_tries(identity.CODE_BY_PHONE, phone)
        identity.give_back(identity.CODE_BY_ADDRESS, address_of())
        return secret


def _division(typed: dict[str, str]) -> str:
    """The chosen place; elsewhere the one that the code itself names.

    Raises:
        FormIncomplete: it is no place that can be chosen.
    """
    if typed["division"] not in {code for code, _ in _places() if code}:
        raise FormIncomplete(field="division")
    return identity.division_of_uscc(typed["uscc"]) if typed["division"] == OTHER else typed["division"]


def _places() -> list[tuple[str, str]]:
    language = t("zh", "en")
    places = [("", t("请选择", "Choose"))]
    places += [
        (area.division, f"{directory.area_name(area.region, language)} · {area.names.text(language)}")
        for area in directory.list_areas()
        if len(area.division) == Organization.division.type.length
    ]
    return [*places, (OTHER, t("其他地区（按统一社会信用代码的登记地）", "Elsewhere (the place that the code names)"))]


def _form() -> Form:
    return Form(
        Register(),
        action="account.register",
        options={"division": _places()},
        submit=t("注册", "Register"),
        url="/register",
    )


def _page(form: Form, refused: HubError | None = None, sent_to: str | None = None) -> ResponseReturnValue:
    if refused is not None:
        form.refuse(refused)
    response = make_response(render("public/register.html", form=form, sent_to=sent_to))
    response.status_code = refused.status if refused else 200
    return keep_browser_mark(response, browser_mark()[0])
