"""The area's applications: the queue, and one application with approving, returning and rejecting."""

from collections.abc import Callable
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity, reviews, vouchers
from hub.kernel.clock import business_today
from hub.kernel.errors import NotFound
from hub.vouchers import VoucherApplication
from hub.web.area import bp
from hub.web.area.application_stages import is_mine, pass_form
from hub.web.commands import perform
from hub.web.enterprise.applications import send_attached
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.timeline import timeline_of
from schemas.application import ApproveApplication
from schemas.order import Reason
from schemas.terms import ApplicationState, Role, VoucherMode

READERS = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER, Role.AREA_ADMIN, Role.AGENCY)


@bp.get("/applications")
@allow(*READERS)
def list_applications() -> ResponseReturnValue:
    """Applications of the officer's areas, by state; those in review first."""
    areas = sorted(current_actor().areas(*READERS))
    asked = request.args.get("state", ApplicationState.IN_REVIEW)
    state = ApplicationState(asked) if asked in set(ApplicationState) else None
    found = vouchers.list_applications(areas=areas, state=state)
    counts = vouchers.count_applications(areas=areas)
    return render("area/applications/list.html", applications=found, counts=counts, state=state)


@bp.get("/applications/<no>")
@allow(*READERS)
def show_application(no: str) -> ResponseReturnValue:
    """One application."""
    return _application_page(no)


@bp.get("/applications/<no>/files/<uuid:file_id>")
@allow(*READERS)
def download_file(no: str, file_id: UUID) -> ResponseReturnValue:
    """One file, as it was uploaded."""
    return send_attached(_find(no).no, file_id)


@bp.post("/applications/<no>/approve")
@allow(*READERS)
def approve_application(no: str) -> ResponseReturnValue:
    """Grant the voucher."""
    form = _approve_form(_find(no))
    return act(
        no,
        form,
        lambda application: vouchers.approve_application(
            application=application, amount_fen=form.data["amount"], mode=form.data.get("mode"), by=current_actor()
        ),
    )


@bp.post("/applications/<no>/return")
@allow(*READERS)
def return_application(no: str) -> ResponseReturnValue:
    """Send it back to be corrected."""
    form = _return_form(no)
    return act(
        no,
        form,
        lambda application: vouchers.return_application(
            application=application, reason=form.data["reason"], by=current_actor()
        ),
    )


@bp.post("/applications/<no>/reject")
@allow(*READERS)
def reject_application(no: str) -> ResponseReturnValue:
    """Refuse it for good."""
    form = _reject_form(no)
    return act(
        no,
        form,
        lambda application: vouchers.reject_application(
            application=application, reason=form.data["reason"], by=current_actor()
        ),
    )


def act(no: str, form: Form, action: Callable[[VoucherApplication], object]) -> ResponseReturnValue:
    """Do something with an application and go back to its page."""
    return perform(
        lambda: action(_find(no)),
        then=lambda _: url_for(".show_application", no=no),
        back=lambda _: _application_page(no, form),
        form=form,
    )


def _find(no: str) -> VoucherApplication:
    """The application with this number; what was never submitted is nothing for the area to read."""
    found = vouchers.get_application(no)
    if found.submitted_at is None:
        raise NotFound()
    return found


def _approve_form(application: VoucherApplication) -> Form:
    modes = vouchers.modes_issued(application.programme, application.area, business_today())
    values = {"amount": application.quota_fen, "mode": application.mode or (modes[0] if len(modes) == 1 else None)}
    return Form(
        ApproveApplication(),
        action="application.approve",
        url=url_for(".approve_application", no=application.no),
        values=values,
        options={"mode": [VoucherMode(mode) for mode in modes]},
        submit=t("批准发放", "Grant the voucher"),
    )


def _return_form(no: str) -> Form:
    url, submit = url_for(".return_application", no=no), t("退回补正", "Return for correction")
    return Form(Reason(), action="application.return", url=url, submit=submit, style="outline-primary")


def _reject_form(no: str) -> Form:
    url, submit = url_for(".reject_application", no=no), t("不予通过", "Reject")
    return Form(Reason(), action="application.reject", url=url, submit=submit, style="outline-danger")


def _application_page(no: str, sent: Form | None = None) -> str:
    view = vouchers.show_application(_find(no))
    application, forms = view.application, []
    roles = vouchers.reviewing_roles(application)
    if vouchers.is_staged(application):
        if is_mine(application, current_actor()):
            forms = [pass_form(no), _return_form(no), _reject_form(no)]
    elif application.state is ApplicationState.IN_REVIEW and current_actor().has(*roles, area=application.area):
        forms = [_approve_form(application), _return_form(no), _reject_form(no)]
    return render(
        "area/applications/show.html",
        view=view,
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
        stages=reviews.list_reviews("application", application.id),
        seller=identity.get_organization(view.about.seller_id).name if view.about else None,
        history=timeline_of("application", application.id, programme=application.programme),
    )
