"""Registering a unit or a person: one form, a code to the phone on the way, what is entered is kept (S23)."""

from flask import make_response, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import CodeRefused, Registered
from hub.kernel.clock import utc_now
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.commands import FormIncomplete, perform
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.kept_files import KeptFiles
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.registration_form import (
    INDIVIDUAL,
    UNIT,
    Kind,
    LicenceMissing,
    individuals_may_register,
    new_form,
    regional_pages,
)
from hub.web.security import takes_upload
from hub.web.session_cookie import address_of, browser_mark, keep_browser_mark, keep_last_region, keep_session
from hub.web.ways_in import HUB

PURPOSE = "register"


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """The empty form of a unit; the text about an admitted code brings that code along."""
    return show_form(UNIT, new_form(UNIT, {"uscc": request.args.get("uscc", "")}))


@bp.get("/register/individual")
@public
def register_individual() -> ResponseReturnValue:
    """The empty form of a person, where some area admits persons at all."""
    if not individuals_may_register():
        return render("public/register_individual_closed.html")
    return show_form(INDIVIDUAL, new_form(INDIVIDUAL))


@bp.post("/register/place")
@public
@takes_upload
def choose_place() -> ResponseReturnValue:
    """Show the cities or counties of what was chosen; nothing is judged yet."""
    return choose_step(UNIT)


@bp.post("/register/individual/place")
@public
def choose_place_of_individual() -> ResponseReturnValue:
    """The same for a person."""
    return choose_step(INDIVIDUAL)


@bp.post("/register/code")
@public
@takes_upload
def send_register_code() -> ResponseReturnValue:
    """Send the code; the other fields are kept and not judged yet."""
    return send_code_for(UNIT)


@bp.post("/register/individual/code")
@public
def send_code_to_individual() -> ResponseReturnValue:
    """The same for a person."""
    return send_code_for(INDIVIDUAL)


@bp.post("/register")
@public
@takes_upload
def register_unit() -> ResponseReturnValue:
    """Judge everything at once, enter unit and administrator, and sign in unless the area reviews first."""
    return _register(UNIT)


@bp.post("/register/individual")
@public
def enter_individual() -> ResponseReturnValue:
    """The same for a person."""
    return _register(INDIVIDUAL)


@bp.get("/register/submitted")
@public
def registration_submitted() -> ResponseReturnValue:
    """What happens next where the area reviews registrations."""
    return render("public/register_submitted.html")


def choose_step(kind: Kind) -> ResponseReturnValue:
    """The form again with what was typed and uploaded, nothing judged."""
    form, kept = new_form(kind), KeptFiles(request)
    form.read(request)
    form.errors = {}
    try:
        kept.take(request, *kind.files)
    except HubError as error:
        return show_form(kind, form, kept, refused=error)
    return show_form(kind, form, kept)


def send_code_for(kind: Kind) -> ResponseReturnValue:
    """Text a code to the phone that was typed, and show the form again."""
    form, kept = new_form(kind), KeptFiles(request)
    form.read(request)
    form.errors = {name: errors for name, errors in form.errors.items() if name == "phone"}
    try:
        kept.take(request, *kind.files)
        if form.errors:
            raise FormIncomplete()
        phone = str(kind.schema().fields["phone"].deserialize(request.form.get("phone")))
        with unit_of_work():
            identity.tries.take_text(to=f"{PURPOSE}|{phone}", address=address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=browser_mark()[0])
    except HubError as error:
        return show_form(kind, form, kept, refused=error)
    return show_form(kind, form, kept, sent_to=identity.mask_phone(phone))


def _register(kind: Kind) -> ResponseReturnValue:
    form, kept, secrets = new_form(kind), KeptFiles(request), list[str]()
    try:
        kept.take(request, *kind.files)
        if form.read(request):
            with unit_of_work():
                identity.tries.take_try(identity.tries.CODE_BY_PHONE, counted(form.data["phone"]))
                identity.tries.take_try(identity.tries.CODE_BY_ADDRESS, address_of())
    except HubError as error:
        return show_form(kind, form, kept, refused=error)
    answer = perform(
        lambda: _enter(kind, form, kept, secrets),
        then=lambda entered: "/register/submitted" if entered.request else "/account/organization",
        back=lambda _: show_form(kind, form, kept),
        form=form,
    )
    response = make_response(answer)
    return keep_last_region(keep_session(response, secrets[0]), HUB) if secrets else response


def _enter(kind: Kind, form: Form, kept: KeptFiles, secrets: list[str]) -> Registered:
    typed = form.data
    if kind.files and kept.id_of("licence") is None:
        raise LicenceMissing(field="licence")
    kind.check_place(typed)
    if not identity.use_code(purpose=PURPOSE, phone=typed["phone"], bound_to=browser_mark()[0], code=typed["code"]):
        raise CodeRefused(field="code")
    entered = kind.enter(typed, kept)
    identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, counted(typed["phone"]))
    identity.tries.give_back(identity.tries.CODE_BY_ADDRESS, address_of())
    if entered.request is None:
        session, secret = identity.sign_in.begin_session(entered.account, browser=str(request.user_agent))
        session.code_confirmed_at = utc_now()
        secrets.append(secret)
    return entered


def counted(phone: str) -> str:
    """What tries at the code count for: this browser, because its code is nobody else's."""
    return f"{PURPOSE}|{phone}|{browser_mark()[0]}"


def show_form(
    kind: Kind,
    form: Form,
    kept: KeptFiles | None = None,
    *,
    refused: HubError | None = None,
    sent_to: str | None = None,
) -> ResponseReturnValue:
    """The page of a kind of form, as it was typed so far."""
    if refused is not None:
        form.refuse(refused)
    page = render(
        "public/register.html" if kind in (UNIT, INDIVIDUAL) else f"public/register_{kind.code}.html",
        form=form,
        kind=kind,
        kept=kept,
        sent_to=sent_to,
        regional=regional_pages("register"),
        individuals=individuals_may_register(),
    )
    response = make_response(page)
    response.status_code = refused.status if refused else 200
    return keep_browser_mark(response, browser_mark()[0])
