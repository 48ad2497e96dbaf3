"""短信登录 (JS-19), and the code after many failed sign-ins: the same page whether or not anybody has the phone."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, CodeRefused, PhoneProof, ProofPurpose, TooManyTries
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.login import arrive, asked_next, open_for, show_again
from hub.web.session_cookie import address_of, browser_mark, forget_proof, keep_browser_mark, keep_proof, proof_secret
from schemas.accounts import ChooseAccount, EnterGuardCode, SignInBySms

METHODS = {ProofPurpose.SIGN_IN: ("sms",), ProofPurpose.GUARD: ("pwd", "sms")}


@bp.get("/login/sms")
@public
def login_by_sms() -> ResponseReturnValue:
    """The form for the phone."""
    return render("public/login_sms.html", form=_phone_form())


@bp.post("/login/sms")
@public
def send_login_code() -> ResponseReturnValue:
    """Send a code to the phone if a hub account has it; the next page is the same if none has."""
    form = _phone_form()
    if not form.read(request):
        return show_again("public/login_sms.html", form, FormIncomplete())
    mark = browser_mark()[0]
    try:
        with unit_of_work():
            identity.tries.take_asked_text(address_of())
            secret = identity.phone_proofs.start_proof(
                purpose=ProofPurpose.SIGN_IN,
                browser=mark,
                phone=form.data["phone"],
                next_path=asked_next(form.data["next"]),
            )
    except HubError as error:
        return show_again("public/login_sms.html", form, error)
    return keep_proof(keep_browser_mark(make_response(redirect("/login/code", 303)), mark), secret)


@bp.get("/login/code")
@public
def login_code() -> ResponseReturnValue:
    """The form for the code that was sent, if there was anybody to send it to."""
    proof = _proof()
    if proof is None:
        return redirect("/login", 303)
    return render("public/login_code.html", form=_code_form(), guard=proof.purpose is ProofPurpose.GUARD)


@bp.post("/login/code")
@public
def give_login_code() -> ResponseReturnValue:
    """Judge the code; a wrong one, a used one and nobody's read the same."""
    proof, form = _proof(), _code_form()
    if proof is None:
        return redirect("/login", 303)
    guard = proof.purpose is ProofPurpose.GUARD
    if not form.read(request):
        return show_again("public/login_code.html", form, CodeRefused(), guard=guard)
    try:
        return _by_code(proof, form.data["code"])
    except HubError as error:
        return show_again("public/login_code.html", form, error, guard=guard)


@bp.get("/login/account")
@public
def choose_account() -> ResponseReturnValue:
    """Which account, when several have the phone."""
    proof = _proof()
    if proof is None or proof.proved_at is None:
        return redirect("/login/sms", 303)
    return render("public/login_account.html", form=_account_form(proof))


@bp.post("/login/account")
@public
def open_chosen_account() -> ResponseReturnValue:
    """Open the chosen one of the accounts whose phone was proved."""
    proof = _proof()
    if proof is None or proof.proved_at is None:
        return redirect("/login/sms", 303)
    form = _account_form(proof)
    if not form.read(request):
        return show_again("public/login_account.html", form, FormIncomplete())
    chosen = [owner for owner in identity.phone_proofs.owners_of(proof) if owner.id == form.data["account"]]
    try:
        return _open(proof, chosen)
    except HubError as error:
        return show_again("public/login_account.html", form, error)


def _by_code(proof: PhoneProof, code: str) -> ResponseReturnValue:
    with unit_of_work():
        identity.tries.take_try(identity.tries.CODE_BY_ADDRESS, address_of())
        identity.phone_proofs.take_proof_try(proof)
    with unit_of_work():
        if identity.phone_proofs.confirm_proof(proof, code):
            identity.tries.give_back(identity.tries.CODE_BY_ADDRESS, address_of())
            owners = identity.phone_proofs.owners_of(proof)
        else:
            owners = []
    if len(owners) > 1:
        return redirect("/login/account", 303)
    return _open(proof, owners) if owners else _by_authenticator(proof, code)


def _open(proof: PhoneProof, owners: list[Account]) -> ResponseReturnValue:
    with unit_of_work():
        if len(owners) != 1 or not identity.phone_proofs.spend_proof(proof):
            raise CodeRefused(field="code")
        session, secret = open_for(owners[0], methods=METHODS[proof.purpose])
    return forget_proof(arrive(session, secret, proof.next_path))


def _by_authenticator(proof: PhoneProof, code: str) -> ResponseReturnValue:
    """After many failures an authenticator's code is as good as a text, and is the second factor at once."""
    if proof.purpose is not ProofPurpose.GUARD or proof.account_id is None:
        raise CodeRefused(field="code")
    try:
        with unit_of_work():
            identity.tries.take_try(identity.tries.SECOND_FACTOR, str(proof.account_id))
    except TooManyTries:
        # Said as it is, it would tell that the password was right.
        raise CodeRefused(field="code") from None
    with unit_of_work():
        account = identity.get_account(proof.account_id)
        right = identity.second_factor.use_second_factor(account, code) is not None
        if not right or not identity.phone_proofs.use_proof(proof):
            raise CodeRefused(field="code")
        session, _ = open_for(account, methods=("pwd",))
        session, secret = identity.sign_in.open_with_second_factor(session, browser=str(request.user_agent))
        identity.tries.forget_tries(identity.tries.SECOND_FACTOR, str(account.id))
    return forget_proof(arrive(session, secret, proof.next_path))


def _proof() -> PhoneProof | None:
    mark = browser_mark()[0]
    found = (identity.phone_proofs.find_proof(proof_secret(), purpose=purpose, browser=mark) for purpose in METHODS)
    return next((proof for proof in found if proof is not None), None)


def _phone_form() -> Form:
    values = {"next": asked_next() or ""}
    return Form(SignInBySms(), action="account.login_sms", values=values, submit=t("获取验证码", "Send the code"))


def _code_form() -> Form:
    return Form(EnterGuardCode(), action="account.login_code", submit=t("登录", "Sign in"))


def _account_form(proof: PhoneProof) -> Form:
    options = [(str(owner.id), owner.username or "") for owner in identity.phone_proofs.owners_of(proof)]
    return Form(
        ChooseAccount(), action="account.choose_account", options={"account": options}, submit=t("登录", "Sign in")
    )
