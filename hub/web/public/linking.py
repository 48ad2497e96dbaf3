"""Binding an old account (ZJ2-04, ZJ2-05): after a fresh login at the region its password, then a code; or an office.

Every page hangs on a ticket in its address that only the browser of that login can use.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import LinkTicket, TooManyTries
from hub.identity.linking_errors import LinkTicketRefused
from hub.kernel.errors import HubError
from hub.web import refusal
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.link_steps import file_request, prove_account, redeem_code, send_code, ticket_of
from hub.web.security import takes_upload
from hub.web.session_cookie import keep_last_region, keep_session
from schemas.linking import AskOffice, EnterLinkCode, EnterLinkCodes, ProveOldAccount

T = TypeVar("T")
BOUND = "/account/identities"


def _with_ticket(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Below ``@public``: give the view this browser's ticket, or say that the page no longer works."""

    @wraps(view)
    def found(secret: str) -> ResponseReturnValue:
        try:
            return view(secret, ticket_of(secret))
        except LinkTicketRefused as error:
            refusal.show(error)
            return render("public/link_over.html"), error.status

    return found


@bp.get("/login/link/<secret>")
@public
@_with_ticket
def show_link(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """What the region confirmed, what is still to prove, and what binding will change."""
    return _page(secret, ticket)


@bp.post("/login/link/<secret>/account")
@public
@_with_ticket
def prove_old_account(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """Judge the old account's password: unknown account, wrong password and disabled account read the same."""
    form = _account_form(secret)

    def back(error: HubError) -> ResponseReturnValue:
        return _page(secret, ticket, account_form=form, refused=error)

    return _attempt(form, lambda: prove_account(secret, **form.data), then=lambda _: _to(secret), back=back)


@bp.post("/login/link/<secret>/code")
@public
@_with_ticket
def send_link_code(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """Send the code to the phone that the region asserts, never to one on record here."""

    def back(error: HubError) -> ResponseReturnValue:
        return _page(secret, ticket, refused=error)

    return _attempt(None, lambda: send_code(ticket), then=lambda _: _to(secret, "?sent=1"), back=back)


@bp.post("/login/link/<secret>")
@public
@_with_ticket
def bind(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """Judge the code, bind, and open a session as the region's login would have."""
    form = _code_form(secret, ticket)

    def back(error: HubError) -> ResponseReturnValue:
        return _page(secret, ticket, code_form=form, refused=error)

    def go_in(session_secret: str) -> ResponseReturnValue:
        return keep_last_region(keep_session(redirect(BOUND, 303), session_secret), ticket.region)

    return _attempt(form, lambda: redeem_code(secret, ticket, **form.data), then=go_in, back=back)


@bp.get("/login/link/<secret>/office")
@public
@_with_ticket
def show_office(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """The other way: evidence for the office of the area."""
    return render("public/link_office.html", form=_office_form(secret), back=_path(secret), **_facts(ticket))


@bp.post("/login/link/<secret>/office")
@public
@takes_upload
@_with_ticket
def ask_office(secret: str, ticket: LinkTicket) -> ResponseReturnValue:
    """File the request; the office's answer comes by text message."""
    form, facts = _office_form(secret), _facts(ticket)

    def back(error: HubError) -> ResponseReturnValue:
        form.refuse(error)
        return render("public/link_office.html", form=form, back=_path(secret), **facts), error.status

    def asked(no: str) -> ResponseReturnValue:
        return render("public/link_asked.html", no=no, **facts)

    return _attempt(form, lambda: file_request(secret, form.data), then=asked, back=back)


def _attempt(
    form: Form | None,
    action: Callable[[], T],
    *,
    then: Callable[[T], ResponseReturnValue],
    back: Callable[[HubError], ResponseReturnValue],
) -> ResponseReturnValue:
    """Read the form and act; a refusal shows the page again, except that of the ticket itself."""
    if form is not None and not form.read(request):
        return back(FormIncomplete())
    try:
        return then(action())
    except LinkTicketRefused:
        raise
    except HubError as error:
        return back(error)


def _page(
    secret: str,
    ticket: LinkTicket,
    *,
    account_form: Form | None = None,
    code_form: Form | None = None,
    refused: HubError | None = None,
) -> ResponseReturnValue:
    proved = ticket.account_id is not None and not request.args.get("again") and account_form is None
    sent = bool(request.args.get("sent")) or code_form is not None
    account_form, code_form = account_form or _account_form(secret), code_form or _code_form(secret, ticket)
    if refused is not None:
        (code_form if proved else account_form).refuse(refused)
    page = render(
        "public/link.html",
        secret=secret,
        state="PROVED" if proved else "OPEN",
        sent=sent,
        account_form=account_form,
        code_form=code_form,
        ask=_ask_form(secret, again=sent),
        old=identity.get_account(ticket.account_id).username if proved and ticket.account_id else None,
        **_facts(ticket),
    )
    response = make_response(page)
    response.status_code = refused.status if refused else 200
    if isinstance(refused, TooManyTries):
        response.headers["Retry-After"] = "900"
    return response


def _facts(ticket: LinkTicket) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "unit": identity.get_organization(ticket.organization_id),
        "person": identity.mask_name(ticket.person_name or ""),
        "phone": identity.mask_phone(ticket.phone) if ticket.phone else None,
    }


def _to(secret: str, query: str = "") -> ResponseReturnValue:
    return redirect(_path(secret) + query, 303)


def _path(secret: str) -> str:
    return f"/login/link/{secret}"


def _account_form(secret: str) -> Form:
    url, submit = f"{_path(secret)}/account", t("验证原有账号", "Check the old account")
    return Form(ProveOldAccount(), action="account.prove_old", url=url, submit=submit)


def _code_form(secret: str, ticket: LinkTicket) -> Form:
    guarded = ticket.account_id is not None and identity.get_account(ticket.account_id).totp_secret is not None
    schema = EnterLinkCodes() if guarded else EnterLinkCode()
    return Form(schema, action="account.bind", url=_path(secret), submit=t("绑定账号", "Bind"))


def _ask_form(secret: str, *, again: bool) -> Form:
    submit = t("重新发送验证码", "Send the code again") if again else t("发送验证码", "Send the code")
    style = "outline-primary" if again else "primary"
    return Form(action="account.send_link_code", url=f"{_path(secret)}/code", submit=submit, style=style)


def _office_form(secret: str) -> Form:
    submit = t("提交给科技主管部门核实", "Submit to the office")
    return Form(AskOffice(), action="account.ask_office", url=f"{_path(secret)}/office", submit=submit)
