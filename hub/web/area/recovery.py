"""Money to be recovered: what payees owe, how old it is, who follows it up."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.identity import AccountNotFound, find_account_by_username, staff
from hub.redemption import recovering
from hub.redemption.recovering import ClawbackOwner, ToRecover
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.enforcement import AssignRecovery
from schemas.terms import Role

READERS = (*recovering.MAY_ASSIGN, Role.FINANCE_OFFICER, Role.AREA_ADMIN)


@bp.get("/recovery")
@allow(*READERS)
def list_recovery() -> ResponseReturnValue:
    """What is owed, the oldest first."""
    return _page()


@bp.post("/recovery")
@allow(*recovering.MAY_ASSIGN)
def assign_recovery() -> ResponseReturnValue:
    """Name who follows it up."""
    form = Form(AssignRecovery(), action="clawback.assign", url=url_for(".assign_recovery"))
    return perform(lambda: _assign(form), then=lambda _: url_for(".list_recovery"), back=lambda _: _page(), form=form)


def _assign(form: Form) -> ClawbackOwner:
    account = find_account_by_username(form.data["owner"])
    if account is None:
        raise AccountNotFound(field="owner")
    return recovering.assign_owner(
        payer_area=form.data["payer_area"], payee_id=UUID(form.data["payee"]), account=account, by=current_actor()
    )


def _page() -> str:
    areas = sorted(current_actor().areas(*READERS))
    rows = [(one, directory.area_name(one.payer_area, lang()), _form(one)) for one in recovering.list_to_recover(areas)]
    return render("area/recovery.html", rows=rows, total_fen=sum(one.owed_fen for one, *_ in rows))


def _form(one: ToRecover) -> Form | None:
    if not current_actor().has(*recovering.MAY_ASSIGN, area=one.payer_area):
        return None
    people = [(account.username, account.display_name) for account, _ in staff.list_staff_of([one.payer_area])]
    return Form(
        AssignRecovery(),
        action="clawback.assign",
        url=url_for(".assign_recovery"),
        options={"owner": people},
        values={"payee": str(one.payee_id), "payer_area": one.payer_area},
        submit=t("指定", "Assign"),
        style="outline-primary",
    )
