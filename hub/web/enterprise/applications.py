"""The holder's applications: all of them, one with its files, the stamped form, one application."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from hub import identity, reviews, vouchers
from hub.kernel.clock import business_today
from hub.kernel.sheets import write_pdf
from hub.vouchers import VoucherApplication
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.enterprise.order_applications import correct, describe_form
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from hub.web.timeline import timeline_of
from schemas.application import AttachFile, UploadForm
from schemas.order import Nothing
from schemas.terms import HOLDER_ROLES, ApplicationState

EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@bp.get("/applications")
@allow(*HOLDER_ROLES)
def list_applications() -> ResponseReturnValue:
    """All applications of the enterprise, and the programmes in which it could apply."""
    unit = holder_id()
    entitlements = vouchers.what_may_i_spend(unit, business_today())
    found = vouchers.list_applications(holder_id=unit)
    rows = vouchers.years_of(found)
    return render("enterprise/applications/list.html", applications=found, entitlements=entitlements, rows=rows)


@bp.get("/applications/<no>")
@allow(*HOLDER_ROLES)
def show_application(no: str) -> ResponseReturnValue:
    """One application."""
    return _application_page(no)


@bp.get("/applications/<no>/form")
@allow(*HOLDER_ROLES)
def print_form(no: str) -> ResponseReturnValue:
    """The information sheet to print and stamp (JS-29)."""
    application = vouchers.get_application(no)
    return render("enterprise/applications/form.html", application=application, sheet=vouchers.sheet_of(application))


@bp.get("/applications/<no>/form.pdf")
@allow(*HOLDER_ROLES)
def download_form(no: str) -> ResponseReturnValue:
    """The information sheet as PDF/A with QR code and check code (JS-29)."""
    return send_sheet(no)


@bp.get("/applications/<no>/files/<uuid:file_id>")
@allow(*HOLDER_ROLES)
def download_file(no: str, file_id: UUID) -> ResponseReturnValue:
    """One file, as it was uploaded."""
    return send_attached(no, file_id)


@bp.post("/applications/<no>/files")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
@takes_upload
def attach_file(no: str) -> ResponseReturnValue:
    """One file into one slot."""
    form = Form(AttachFile(), action="application.attach", url=url_for(".attach_file", no=no))

    def attach(application: VoucherApplication) -> None:
        slot, file = form.data["slot"], form.data["file"]
        vouchers.attach_file(
            application=application, slot=slot, stream=file.stream, name=file.filename, by=current_actor()
        )

    return _act(no, form, attach)


@bp.post("/applications/<no>/files/<uuid:file_id>/remove")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def remove_file(no: str, file_id: UUID) -> ResponseReturnValue:
    """Take a file out again."""
    form = Form(action="application.remove_file")
    return _act(no, form, lambda one: vouchers.remove_file(application=one, file_id=file_id, by=current_actor()))


@bp.post("/applications/<no>/submit")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def submit_application(no: str) -> ResponseReturnValue:
    """Submit."""
    form = Form(action="application.submit")
    return _act(no, form, lambda one: vouchers.submit_application(application=one, by=current_actor()))


@bp.post("/applications/<no>/stamped-form")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
@takes_upload
def upload_form(no: str) -> ResponseReturnValue:
    """The stamped form."""
    form = Form(UploadForm(), action="application.upload_form", url=url_for(".upload_form", no=no))

    def upload(application: VoucherApplication) -> None:
        file = form.data["file"]
        vouchers.upload_stamped_form(
            application=application, stream=file.stream, name=file.filename, by=current_actor()
        )

    return _act(no, form, upload)


@bp.post("/applications/<no>/withdraw")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def withdraw_application(no: str) -> ResponseReturnValue:
    """Take it back."""
    form = Form(action="application.withdraw")
    return _act(no, form, lambda one: vouchers.withdraw_application(application=one, by=current_actor()))


def send_sheet(no: str) -> Response:
    """The form of an application that the caller may see, as a download."""
    sheet = vouchers.sheet_of(vouchers.get_application(no))
    response = Response(write_pdf(sheet), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{sheet.number}.pdf")
    return response


def send_attached(no: str, file_id: UUID) -> Response:
    """A file of an application that the caller may see, as a download."""
    stored = vouchers.get_file(application=vouchers.get_application(no), file_id=file_id)
    response = Response(vouchers.read_attached(stored), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=stored.name)
    return response


def holder_id() -> UUID:
    """The enterprise that the person of this request acts for."""
    unit = current_actor().organization_id
    assert unit is not None
    return unit


def _act(no: str, form: Form, action: Callable[[VoucherApplication], object]) -> ResponseReturnValue:
    return perform(
        lambda: action(vouchers.get_application(no)),
        then=lambda _: url_for(".show_application", no=no),
        back=lambda _: _application_page(no, form),
        form=form,
    )


def _application_page(no: str, sent: Form | None = None) -> str:
    view = vouchers.show_application(vouchers.get_application(no))
    return render(
        "enterprise/applications/show.html",
        view=view,
        uploads=[_upload_form(no, slot, sent) for slot in view.slots],
        buttons=_buttons(view.application),
        removable=view.application.state in EDITABLE,
        describe=_describe(view.application, sent),
        stages=reviews.list_reviews("application", view.application.id),
        in_charge=identity.charges.person_in_charge(
            view.application.holder_id, "voucher_application", view.application.id
        ),
        seller=identity.get_organization(view.about.seller_id).name if view.about else None,
        history=timeline_of("application", view.application.id, programme=view.application.programme),
    )


@bp.post("/applications/<no>/describe")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def describe_order_application(no: str) -> ResponseReturnValue:
    """Correct what an application says about its order."""
    form = describe_form(vouchers.get_application(no))
    return _act(no, form, lambda one: correct(one, form))


def _describe(application: VoucherApplication, sent: Form | None) -> Form | None:
    if application.order_id is None or application.state not in EDITABLE:
        return None
    return sent if sent is not None and sent.action == "application.describe" else describe_form(application)


def _upload_form(no: str, slot: Any, sent: Form | None) -> tuple[Any, Form]:
    if slot.code == vouchers.STAMPED_FORM:
        submit, url = t("上传盖章申领表", "Upload the stamped form"), url_for(".upload_form", no=no)
        form = Form(UploadForm(), action="application.upload_form", url=url, submit=submit)
        return slot, sent if sent is not None and sent.action == form.action else form
    values, url = {"slot": slot.code}, url_for(".attach_file", no=no)
    form = Form(AttachFile(), action="application.attach", url=url, values=values, submit=t("上传", "Upload"))
    same = sent is not None and sent.action == form.action and request.form.get("slot") == slot.code
    return slot, sent if same and sent is not None else form


def _buttons(application: VoucherApplication) -> list[Form]:
    """Submit and withdraw, where the state allows them."""
    no, forms = application.no, []
    if application.state in EDITABLE:
        submit = t("提交申领", "Submit the application")
        forms.append(
            Form(Nothing(), action="application.submit", url=url_for(".submit_application", no=no), submit=submit)
        )
    if application.can_move(application.state, ApplicationState.WITHDRAWN):
        submit, url = t("撤回申领", "Withdraw"), url_for(".withdraw_application", no=no)
        forms.append(Form(Nothing(), action="application.withdraw", url=url, submit=submit, style="outline-danger"))
    return forms
