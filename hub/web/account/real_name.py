"""Real-name registration of one's unit at the office of its county (ZJ1-07, ZJ1-08, ZJ1-10, ZJ1-11)."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import IdentityRequest, RequestKind, real_name, request_queries
from hub.web.account import bp
from hub.web.account.organization import MEMBERS, own_unit
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.people import AskRealName


@bp.get("/organization/real-name")
@allow(*MEMBERS)
def show_real_name() -> ResponseReturnValue:
    """Where it stands, what is missing, and the form."""
    return _page(_form())


@bp.post("/organization/real-name")
@allow(*MEMBERS)
@needs_assurance("substantial")
@takes_upload
def ask_for_real_name() -> ResponseReturnValue:
    """Submit it to the county's office."""
    form = _form()
    return perform(
        lambda: _ask(form),
        then=lambda request: url_for("account.show_request", no=request.no),
        back=lambda _: _page(form),
        form=form,
    )


def _ask(form: Form) -> IdentityRequest:
    upload = upload_of(form.data["file"])
    assert upload is not None
    return real_name.ask_for_real_name(unit=own_unit(), evidence=upload, agreed=form.data["agreed"], by=current_actor())


def _page(form: Form) -> str:
    unit = own_unit()
    return render(
        "account/real_name.html",
        form=form,
        unit=unit,
        area=directory.area_name(unit.area, t("zh", "en")) if unit.area else None,
        approved=real_name.is_real_name_approved(unit),
        missing=[t(zh, en) for zh, en in identity.missing_profile(unit)],
        open_request=request_queries.find_open_request(RequestKind.REAL_NAME, unit.id),
    )


def _form() -> Form:
    return Form(AskRealName(), action="holder.real_name", submit=t("提交实名认证", "Submit"))
