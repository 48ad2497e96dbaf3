"""旧代码登记: who has a code that fails the check asks the office to admit it on sight of the licence (G-46)."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import CodeRefused, IdentityRequest, legacy_codes
from hub.identity.legacy_codes import LegacyCode
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.commands import FormIncomplete
from hub.web.guards import public
from hub.web.kept_files import KeptFiles
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.register import PURPOSE, choose_step, counted, send_code_for, show_form
from hub.web.public.registration_form import Kind, LicenceMissing, check_division, new_form
from hub.web.security import takes_upload
from hub.web.session_cookie import address_of, browser_mark
from schemas.registration import AskLegacyCode


@bp.get("/register/legacy_code")
@public
def legacy_code() -> ResponseReturnValue:
    """The empty form."""
    return show_form(LEGACY_CODE, new_form(LEGACY_CODE))


@bp.post("/register/legacy_code/place")
@public
@takes_upload
def choose_place_of_legacy_code() -> ResponseReturnValue:
    """The form with what was typed here or at the registration, and the cities or counties of the place."""
    return choose_step(LEGACY_CODE)


@bp.post("/register/legacy_code/code")
@public
@takes_upload
def send_legacy_code_text() -> ResponseReturnValue:
    """Send a code to the phone that the answer will go to."""
    return send_code_for(LEGACY_CODE)


@bp.post("/register/legacy_code")
@public
@takes_upload
def ask_legacy_code() -> ResponseReturnValue:
    """Ask the office."""
    form, kept = new_form(LEGACY_CODE), KeptFiles(request)
    try:
        kept.take(request, *LEGACY_CODE.files)
        if not form.read(request):
            raise FormIncomplete()
        asked = _ask(form.data, kept)
    except HubError as error:
        return show_form(LEGACY_CODE, form, kept, refused=error)
    return render("public/register_legacy_code_asked.html", no=asked.no, due_on=asked.due_on)


def _ask(typed: dict[str, Any], kept: KeptFiles) -> IdentityRequest:
    if kept.id_of("licence") is None:
        raise LicenceMissing(field="licence")
    LEGACY_CODE.check_place(typed)
    with unit_of_work():
        identity.tries.take_try(identity.tries.REQUESTS_BY_ADDRESS, address_of())
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, counted(typed["phone"]))
    with unit_of_work():
        if not identity.use_code(purpose=PURPOSE, phone=typed["phone"], bound_to=browser_mark()[0], code=typed["code"]):
            raise CodeRefused(field="code")
        asked: IdentityRequest = LEGACY_CODE.enter(typed, kept)
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, counted(typed["phone"]))
        return asked


def _enter(typed: dict[str, Any], kept: KeptFiles) -> IdentityRequest:
    licence: UUID | None = kept.id_of("licence")
    assert licence is not None
    wanted = {name: typed[name] for name in ("uscc", "name", "division", "real_name", "phone", "why")}
    return legacy_codes.ask_for_legacy_code(asked=LegacyCode(**wanted), licence_id=licence)


LEGACY_CODE = Kind(
    "legacy_code",
    AskLegacyCode,
    "/register/legacy_code",
    ("licence",),
    ("提交登记申请", "Send to the office"),
    _enter,
    check_division,
)
