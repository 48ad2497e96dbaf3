"""找回资料: the phone is lost or somebody else administers now; the office decides on evidence (JS-22)."""

from flask import make_response, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import CodeRefused, IdentityRequest
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, Invalid
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.kept_files import KeptFiles
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.registration_form import regional_pages
from hub.web.security import takes_upload
from hub.web.session_cookie import address_of, browser_mark, keep_browser_mark
from schemas.accounts import RecoverAccount

PURPOSE = "recover_account"
FILES = ("licence", "letter")


class EvidenceMissing(Invalid):
    """The office needs licence and letter to tell the unit from a stranger."""

    code = "account.evidence_missing"
    zh = "请上传营业执照和加盖公章的授权书。"
    en = "Upload the business licence and the stamped letter of authorization."


@bp.get("/recover/account")
@public
def recover_account() -> ResponseReturnValue:
    """The empty form."""
    return _page(_form())


@bp.post("/recover/account/code")
@public
@takes_upload
def send_recover_account_code() -> ResponseReturnValue:
    """Send a code to the new phone; the rest is kept and not judged yet."""
    form, kept = _form(), KeptFiles(request)
    form.read(request)
    form.errors = {name: errors for name, errors in form.errors.items() if name == "phone"}
    try:
        kept.take(request, *FILES)
        if form.errors:
            raise FormIncomplete()
        phone = str(RecoverAccount().fields["phone"].deserialize(request.form.get("phone")))
        with unit_of_work():
            identity.tries.take_text(to=f"{PURPOSE}|{phone}", address=address_of())
            identity.send_code(purpose=PURPOSE, phone=phone, bound_to=browser_mark()[0])
    except HubError as error:
        return _page(form, kept, refused=error)
    return _page(form, kept, sent_to=identity.mask_phone(phone))


@bp.post("/recover/account")
@public
@takes_upload
def ask_recover_account() -> ResponseReturnValue:
    """Ask the office, and tell the old phone that somebody asked."""
    form, kept = _form(), KeptFiles(request)
    try:
        kept.take(request, *FILES)
        if not form.read(request):
            raise FormIncomplete()
        asked = _ask(form, kept)
    except HubError as error:
        return _page(form, kept, refused=error)
    return render("public/recover_account_asked.html", no=asked.no, due_on=asked.due_on)


def _ask(form: Form, kept: KeptFiles) -> IdentityRequest:
    typed = form.data
    evidence = [found for found in map(kept.id_of, FILES) if found is not None]
    if len(evidence) < len(FILES):
        raise EvidenceMissing(field="letter" if kept.id_of("licence") else "licence")
    with unit_of_work():
        identity.tries.take_try(identity.tries.REQUESTS_BY_ADDRESS, address_of())
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{typed['phone']}|{browser_mark()[0]}")
    with unit_of_work():
        if not identity.use_code(purpose=PURPOSE, phone=typed["phone"], bound_to=browser_mark()[0], code=typed["code"]):
            raise CodeRefused(field="code")
        asked = identity.recovery.ask_contact_change(
            uscc=typed["uscc"],
            person_name=typed["person_name"],
            phone=typed["phone"],
            reason=typed["reason"],
            evidence=evidence,
        )
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{typed['phone']}|{browser_mark()[0]}")
        return asked


def _page(
    form: Form, kept: KeptFiles | None = None, *, refused: HubError | None = None, sent_to: str | None = None
) -> ResponseReturnValue:
    if refused is not None:
        form.refuse(refused)
    regional = regional_pages("recover")
    page = render("public/recover_account.html", form=form, kept=kept, sent_to=sent_to, regional=regional)
    response = make_response(page)
    response.status_code = refused.status if refused else 200
    return keep_browser_mark(response, browser_mark()[0])


def _form() -> Form:
    return Form(
        RecoverAccount(), action="account.recover_account", url="/recover/account", submit=t("提交申请", "Submit")
    )
