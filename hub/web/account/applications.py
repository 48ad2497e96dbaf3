"""The portals that may act for me: what for, since when; and taking it back."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from hub.identity import portals
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.clients import CLIENT_SCOPES, WithdrawConsent


@bp.get("/applications")
@allow()
def list_applications() -> ResponseReturnValue:
    """What I have agreed to, and where I am signed in."""
    return _page()


@bp.post("/applications/<client_id>/withdraw")
@allow()
def withdraw_application(client_id: str) -> ResponseReturnValue:
    """Take back what one portal may do for one unit; it loses its tokens at once."""
    form = _form(client_id, None)
    return perform(
        lambda: portals.withdraw(
            account_id=own_account().id,
            connection=portals.get_connection(own_account().id, client_id, form.data["organization"]),
            by=current_actor(),
        ),
        then=lambda _: "/account/applications?withdrawn=1",
        back=lambda _: _page(),
        form=form,
    )


def _page() -> str:
    found = portals.list_connections(own_account().id)
    shown = [(one, _form(one.client.client_id, one.organization_id)) for one in found]
    done = request.args.get("withdrawn") == "1"
    return render("account/applications.html", found=shown, words=dict(CLIENT_SCOPES), withdrawn=done)


def _form(client_id: str, organization_id: UUID | None) -> Form:
    return Form(
        WithdrawConsent(),
        action="client.withdraw",
        url=f"/account/applications/{client_id}/withdraw",
        values={"organization": organization_id},
        submit=t("取消授权", "Take it back"),
        style="outline-danger",
    )
