"""The holder's applications: where one can apply and why, a draft with its files, the stamped form, one application."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub import identity, orders, reviews, vouchers
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.policy import preview
from hub.vouchers import VoucherApplication
from hub.web import refusal
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.enterprise.order_applications import correct, describe_form
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from hub.web.timeline import timeline_of
from schemas.application import AttachFile, StartApplication, UploadForm
from schemas.order import Nothing
from schemas.terms import HOLDER_ROLES, ApplicationState, VoucherMode

EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@bp.get("/applications")
@allow(*HOLDER_ROLES)
def list_applications() -> ResponseReturnValue:
    """All applications of the enterprise, and the programmes in which it could apply."""
    holder_id = _holder_id()
    entitlements = vouchers.what_may_i_spend(holder_id, business_today())
    found = vouchers.list_applications(holder_id=holder_id)
    return render("enterprise/applications/list.html", applications=found, entitlements=entitlements)


@bp.get("/applications/new")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def new_application() -> ResponseReturnValue:
    """The application form of one programme and area, or the choice of one."""
    if "programme" not in request.args:
        return list_applications()
    if vouchers.is_in_slices(_programme(), _area(), business_today()):
        return redirect(url_for(".show_quota", programme=_programme(), area=_area()), 303)
    if orders.grants_by_order(_programme(), _area(), business_today()):
        return redirect(url_for(".list_order_applications"), 303)
    try:
        vouchers.refuse_where_region_is_master(programme=_programme(), area=_area())
    except HubError as error:
        refusal.show(error)
        way = vouchers.way_to_region(holder_id=_holder_id(), programme=_programme(), area=_area(), back=_way_back())
        return render("enterprise/applications/at_region.html", way=way), error.status
    return _new_page(_draft_form())


@bp.post("/applications/new")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def draft_application() -> ResponseReturnValue:
    """Keep the draft."""
    form = _draft_form()
    return perform(
        lambda: _start(form),
        then=lambda application: url_for(".show_application", no=application.no),
        back=lambda _: _new_page(form),
        form=form,
    )


@bp.get("/applications/<no>")
@allow(*HOLDER_ROLES)
def show_application(no: str) -> ResponseReturnValue:
    """One application."""
    return _application_page(no)


@bp.get("/applications/<no>/form")
@allow(*HOLDER_ROLES)
def print_form(no: str) -> ResponseReturnValue:
    """The information sheet to print and stamp (JS-29)."""
    return render("enterprise/applications/form.html", view=vouchers.show_application(vouchers.get_application(no)))


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


def send_attached(no: str, file_id: UUID) -> Response:
    """A file of an application that the caller may see, as a download."""
    stored = vouchers.get_file(application=vouchers.get_application(no), file_id=file_id)
    response = Response(vouchers.read_attached(stored), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=stored.name)
    return response


def _holder_id() -> UUID:
    holder_id = current_actor().organization_id
    assert holder_id is not None
    return holder_id


def _programme() -> str:
    return request.args.get("programme", "")


def _area() -> str:
    """The area asked for, else the one whose programme it is for this holder."""
    if request.args.get("area"):
        return request.args["area"]
    homes = directory.programmes_for(identity.get_organization(_holder_id()).division)
    return next((area.code for scheme, area in homes if scheme.code == _programme()), "")


def _way_back() -> str:
    settings = current_app.config["HUB"]
    return settings.web.base_url + url_for("enterprise.list_vouchers")


def _draft_form() -> Form:
    modes = vouchers.modes_issued(_programme(), _area(), business_today())
    schema = StartApplication(exclude=("mode",) if len(modes) < 2 else ())
    options = {"mode": [VoucherMode(mode) for mode in modes]}
    values = {"revenue": identity.get_organization(_holder_id()).revenue_fen}
    submit = t("保存并继续", "Save and go on")
    return Form(schema, action="application.draft", values=values, options=options, submit=submit)


def _start(form: Form) -> VoucherApplication:
    data: dict[str, Any] = form.data
    return vouchers.start_application(
        programme=_programme(),
        area=_area(),
        holder_id=_holder_id(),
        kind=data["kind"],
        qualification_no=data["qualification_no"],
        revenue_fen=data["revenue"],
        mode=data.get("mode"),
        answers={"purpose": data["purpose"]},
        by=current_actor(),
    )


def _new_page(form: Form) -> str:
    today = business_today()
    question = vouchers.application_question(
        programme=_programme(), area=_area(), holder_id=_holder_id(), on=today, kind=form.data.get("kind")
    )
    missing = identity.missing_profile(identity.get_organization(_holder_id()))
    return render(
        "enterprise/applications/new.html",
        form=form,
        decision=preview(question),
        missing=missing,
        programme=directory.get_programme(_programme()),
        area=directory.get_area(_area()),
    )


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
