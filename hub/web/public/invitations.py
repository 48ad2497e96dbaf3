"""Taking up an invitation to act for a unit: the link of the text, a code to that phone, a new or an own account."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, CodeRefused, Invitation, invitations
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.forms import Form
from hub.web.guards import current_session, forget_visit, public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.session_cookie import address_of
from schemas.order import Nothing
from schemas.people import AcceptAsNew, AcceptInvitation

PURPOSE = "invite"


@bp.get("/invitations/<secret>")
@public
def show_invitation(secret: str) -> ResponseReturnValue:
    """Who invites whom to what, and how it is taken up."""
    return _page(secret, invitations.find_invitation(secret))


@bp.post("/invitations/<secret>/code")
@public
def send_invitation_code(secret: str) -> ResponseReturnValue:
    """Send a code to the invited phone, and to no other."""
    found = invitations.find_invitation(secret)
    try:
        with unit_of_work():
            identity.tries.take_try(identity.tries.TEXTS_BY_PHONE, f"{PURPOSE}|{found.phone}")
            identity.tries.take_try(identity.tries.TEXTS_BY_ADDRESS, address_of())
            identity.send_code(purpose=PURPOSE, phone=found.phone, bound_to=str(found.id))
    except HubError as error:
        form = _code_form(secret)
        form.refuse(error)
        return _page(secret, found), error.status
    return _page(secret, found, sent=True)


@bp.post("/invitations/<secret>")
@public
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Take it up with the account one is signed in with, or with a new one."""
    found = invitations.find_invitation(secret)
    form = _accept_form(secret)
    if not form.read(request):
        return _page(secret, found, form, sent=True), 422
    try:
        _accept(secret, found, form)
    except HubError as error:
        form.refuse(error)
        answer = make_response(_page(secret, found, form, sent=True))
        answer.status_code = error.status
        return answer
    forget_visit()
    return redirect("/account/" if current_session() else "/login/hub", 303)


def _accept(secret: str, found: Invitation, form: Form) -> Account:
    with unit_of_work():
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{found.phone}")
    session = current_session()
    with unit_of_work():
        typed = form.data
        if not identity.use_code(purpose=PURPOSE, phone=found.phone, bound_to=str(found.id), code=typed["code"]):
            raise CodeRefused(field="code")
        if session is not None:
            account = invitations.accept_with(secret=secret, account_id=session.account_id)
        else:
            account = invitations.accept_as_new(secret=secret, username=typed["username"], password=typed["password"])
        identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, f"{PURPOSE}|{found.phone}")
        return account


def _page(secret: str, found: Invitation, form: Form | None = None, *, sent: bool = False) -> str:
    session = current_session()
    return render(
        "public/invitation.html",
        invitation=found,
        unit=identity.get_organization(found.organization_id),
        inviter=identity.mask_name(identity.get_account(found.invited_by).display_name),
        phone=identity.mask_phone(found.phone),
        sent=sent,
        code_form=_code_form(secret),
        form=form or _accept_form(secret),
        here=identity.get_account(session.account_id).username if session else None,
        signed_in=session is not None,
        back=f"/login?next=/invitations/{secret}",
    )


def _accept_form(secret: str) -> Form:
    schema = AcceptInvitation() if current_session() is not None else AcceptAsNew()
    return Form(
        schema, action="account.accept_invitation", url=f"/invitations/{secret}", submit=t("接受邀请", "Accept")
    )


def _code_form(secret: str) -> Form:
    url, submit = f"/invitations/{secret}/code", t("获取验证码", "Send me a code")
    return Form(Nothing(), action="account.send_invitation_code", url=url, submit=submit, style="outline-primary")
