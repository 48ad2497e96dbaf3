"""忘记密码: name or phone, the code of a text, then a new password; the same pages whether anybody has the name."""

from uuid import UUID

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, CodeRefused, PhoneProof, ProofPurpose
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.login import show_again
from hub.web.public.registration_form import regional_pages
from hub.web.session_cookie import address_of, browser_mark, forget_proof, keep_browser_mark, keep_proof, proof_secret
from schemas.accounts import ChooseAccount, NewPassword, StartRecovery
from schemas.identity import EnterCode


@bp.get("/recover")
@public
def recover() -> ResponseReturnValue:
    """The form for username or phone; a region's own pages are linked."""
    return render("public/recover.html", form=_start_form(), regional=regional_pages("recover"))


@bp.post("/recover")
@public
def start_recovery() -> ResponseReturnValue:
    """Send the code if there is anybody to send it to."""
    form = _start_form()
    if not form.read(request):
        return show_again("public/recover.html", form, FormIncomplete(), regional=regional_pages("recover"))
    mark = browser_mark()[0]
    try:
        with unit_of_work():
            identity.tries.take_asked_text(address_of())
            secret = identity.recovery.start_recovery(name=form.data["name"], browser=mark)
    except HubError as error:
        return show_again("public/recover.html", form, error, regional=regional_pages("recover"))
    return keep_proof(keep_browser_mark(make_response(redirect("/recover/code", 303)), mark), secret)


@bp.get("/recover/code")
@public
def recovery_code() -> ResponseReturnValue:
    """The form for the code."""
    if _proof() is None:
        return redirect("/recover", 303)
    return render("public/recover_code.html", form=_code_form())


@bp.post("/recover/code")
@public
def give_recovery_code() -> ResponseReturnValue:
    """Judge the code; nobody's reads like a wrong one."""
    proof, form = _proof(), _code_form()
    if proof is None:
        return redirect("/recover", 303)
    if not form.read(request):
        return show_again("public/recover_code.html", form, CodeRefused())
    try:
        with unit_of_work():
            identity.tries.take_try(identity.tries.CODE_BY_ADDRESS, address_of())
            identity.phone_proofs.take_proof_try(proof)
        with unit_of_work():
            if not identity.phone_proofs.confirm_proof(proof, form.data["code"]):
                raise CodeRefused(field="code")
            identity.tries.give_back(identity.tries.CODE_BY_ADDRESS, address_of())
    except HubError as error:
        return show_again("public/recover_code.html", form, error)
    return redirect("/recover/password", 303)


@bp.get("/recover/password")
@public
def new_password() -> ResponseReturnValue:
    """The form for the new password; before it, which of several accounts."""
    proof = _proof()
    found = identity.recovery.recoverable(proof) if proof is not None else []
    if not found:
        return redirect("/recover", 303)
    account = _chosen(found, request.args.get("account"))
    if account is None:
        return render("public/recover_account_choice.html", form=_choice_form(found))
    return _password_page(account, _password_form(account))


@bp.post("/recover/password")
@public
def set_new_password() -> ResponseReturnValue:
    """Take the new password; everybody who was signed in is out."""
    proof = _proof()
    found = identity.recovery.recoverable(proof) if proof is not None else []
    account = _chosen(found, request.form.get("account"))
    if proof is None or account is None:
        return redirect("/recover", 303)
    form = _password_form(account)
    if not form.read(request):
        return _password_page(account, form, FormIncomplete())
    try:
        _reset(proof, account, form.data["password"], form.data["code"])
    except HubError as error:
        return _password_page(account, form, error)
    return forget_proof(redirect("/recover/done", 303))


@bp.get("/recover/done")
@public
def recovered() -> ResponseReturnValue:
    """Say that it is done, and where to sign in."""
    return render("public/recover_done.html")


def _reset(proof: PhoneProof, account: Account, password: str, code: str) -> None:
    if account.totp_secret is not None:
        with unit_of_work():
            identity.tries.take_try(identity.tries.SECOND_FACTOR, str(account.id))
    with unit_of_work():
        identity.recovery.reset_password(proof=proof, account=account, password=password, code=code)
        identity.tries.forget_tries(identity.tries.SECOND_FACTOR, str(account.id))
        identity.tries.forget_tries(identity.tries.SIGN_IN, account.username or "")


def _chosen(found: list[Account], asked: str | None) -> Account | None:
    """The only account, or the one that was asked for among several."""
    if len(found) == 1:
        return found[0]
    try:
        wanted = UUID(asked or "")
    except ValueError:
        return None
    return next((account for account in found if account.id == wanted), None)


def _proof() -> PhoneProof | None:
    return identity.phone_proofs.find_proof(proof_secret(), purpose=ProofPurpose.RECOVER, browser=browser_mark()[0])


def _password_page(account: Account, form: Form, refused: HubError | None = None) -> ResponseReturnValue:
    factor = account.totp_secret is not None
    if refused is not None:
        return show_again("public/recover_password.html", form, refused, username=account.username, factor=factor)
    return render("public/recover_password.html", form=form, username=account.username, factor=factor)


def _start_form() -> Form:
    return Form(StartRecovery(), action="account.recover", submit=t("发送验证码", "Send the code"))


def _code_form() -> Form:
    return Form(EnterCode(), action="account.recover_code", submit=t("下一步", "Next"))


def _choice_form(found: list[Account]) -> Form:
    options = [(str(account.id), account.username or "") for account in found]
    return Form(ChooseAccount(), action="account.choose", options={"account": options}, submit=t("下一步", "Next"))


def _password_form(account: Account) -> Form:
    values = {"account": account.id}
    return Form(NewPassword(), action="account.reset_password", values=values, submit=t("设置新密码", "Set it"))
