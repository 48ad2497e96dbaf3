"""Filling in an application: the form of a programme, kept as a draft, changed while it is one or was returned."""

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from hub import identity, orders, vouchers
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.policy import preview
from hub.vouchers import AskedField, AskedForm, VoucherApplication
from hub.web import refusal
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.enterprise.applications import EDITABLE, holder_id, list_applications
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from schemas.application import StartApplication
from schemas.terms import HOLDER_ROLES, QualificationKind, VoucherMode

PREFIX = "form_"
NOT_CHOSEN = ("", {"zh": "请选择", "en": "Choose"})
_WIDGETS = {"whole": "text", "date": "date", "email": "email", "choice": "select"}


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
        way = vouchers.way_to_region(holder_id=holder_id(), programme=_programme(), area=_area(), back=_way_back())
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


@bp.get("/applications/<no>/edit")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def edit_application(no: str) -> ResponseReturnValue:
    """The form of a draft, or of an application that came back."""
    application = vouchers.get_application(no)
    if application.state not in EDITABLE or application.order_id is not None:
        return redirect(url_for(".show_application", no=no), 303)
    return _edit_page(application, _edit_form(application))


@bp.post("/applications/<no>/edit")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def revise_application(no: str) -> ResponseReturnValue:
    """Keep what was changed."""
    application = vouchers.get_application(no)
    form = _edit_form(application)
    return perform(
        lambda: _revise(application, form),
        then=lambda _: url_for(".show_application", no=no),
        back=lambda _: _edit_page(application, form),
        form=form,
    )


def _programme() -> str:
    return request.args.get("programme", "")


def _areas() -> list[Any]:
    """The areas of the programme that serve the holder's place: the authorities to choose from (JS-26)."""
    homes = directory.programmes_for(identity.get_organization(holder_id()).division)
    return [area for scheme, area in homes if scheme.code == _programme()]


def _area() -> str:
    """The area asked for, else the first whose programme it is for this holder."""
    return request.args.get("area") or next((area.code for area in _areas()), "")


def _way_back() -> str:
    settings = current_app.config["HUB"]
    return settings.web.base_url + url_for("enterprise.list_vouchers")


def _kind() -> str | None:
    """The type of enterprise whose form is shown; without one, every type's."""
    asked = request.args.get("kind")
    return asked if asked in set(QualificationKind) else None


def _schema(programme: str, area: str, kind: str | None) -> tuple[Schema, dict[str, Any]]:
    """The form's schema with what the programme asks, and the choices that only this page knows."""
    modes = vouchers.modes_issued(programme, area, business_today())
    options: dict[str, Any] = {"mode": [VoucherMode(mode) for mode in modes]}
    declared: dict[str, Any] = {}
    for part in vouchers.form_of(programme).parts:
        if kind is None or part.is_for(kind):
            declared |= {PREFIX + one.code: _field(one) for one in part.fields if not one.handwritten}
    schema = StartApplication.from_dict(declared)
    options |= {
        PREFIX + one.code: [NOT_CHOSEN, *((code, {"zh": zh, "en": en}) for code, zh, en in one.options)]
        for part in vouchers.form_of(programme).parts
        for one in part.fields
        if one.options
    }
    return schema(exclude=("mode",) if len(modes) < 2 else ()), options


def _field(one: AskedField) -> fields.String:
    return fields.String(
        load_default="",
        metadata={
            "label": {"zh": one.zh, "en": one.en},
            "widget": _WIDGETS.get(one.type, "text"),
            "needed": not one.only_if,
        },
    )


def _draft_form() -> Form:
    schema, options = _schema(_programme(), _area(), _kind())
    remembered = vouchers.remembered(holder_id(), _programme())
    values: dict[str, Any] = {PREFIX + code: value for code, value in remembered.items()}
    values["revenue"] = identity.get_organization(holder_id()).revenue_fen
    kind = _kind()
    if kind:
        values["kind"] = QualificationKind(kind)
    submit = t("暂存并继续", "Save and go on")
    return Form(schema, action="application.draft", values=values, options=options, submit=submit)


def _edit_form(application: VoucherApplication) -> Form:
    kind = str(application.kind) if application.kind else None
    schema, options = _schema(application.programme, application.area, _kind() or kind)
    values = {PREFIX + code: value for code, value in application.answers.get("form", {}).items()}
    values |= {
        "kind": application.kind,
        "qualification_no": application.qualification_no,
        "revenue": application.revenue_fen,
        "mode": application.mode,
        "purpose": application.answers.get("purpose", ""),
    }
    url = url_for(".revise_application", no=application.no, kind=_kind())
    return Form(schema, action="application.revise", url=url, values=values, options=options,
                submit=t("暂存", "Save"))  # fmt: skip


def _entered(data: dict[str, Any]) -> dict[str, Any]:
    form = {name[len(PREFIX) :]: value for name, value in data.items() if name.startswith(PREFIX)}
    return {"purpose": data["purpose"], "form": form}


def _start(form: Form) -> VoucherApplication:
    data: dict[str, Any] = form.data
    _refuse_faults(form, _programme())
    return vouchers.start_application(
        programme=_programme(),
        area=_area(),
        holder_id=holder_id(),
        kind=data["kind"],
        qualification_no=data["qualification_no"],
        revenue_fen=data["revenue"],
        mode=data.get("mode"),
        answers=_entered(data),
        by=current_actor(),
    )


def _revise(application: VoucherApplication, form: Form) -> None:
    data: dict[str, Any] = form.data
    _refuse_faults(form, application.programme)
    vouchers.revise_application(
        application=application,
        kind=data["kind"],
        qualification_no=data["qualification_no"],
        revenue_fen=data["revenue"],
        mode=data.get("mode"),
        answers=_entered(data),
        by=current_actor(),
    )


def _refuse_faults(form: Form, programme: str) -> None:
    """What is entered must be of its kind, also in a draft; gaps may stay until it is submitted."""
    asked: AskedForm = vouchers.form_of(programme)
    kind = str(form.data["kind"]) if form.data["kind"] else None
    wrong = vouchers.faults(asked, kind, vouchers.answered(asked, _entered(form.data)["form"]))
    if wrong:
        for code, (zh, en) in wrong.items():
            form.errors.setdefault(PREFIX + code, []).append(t(zh, en))
        names = [one for part in asked.parts for one in part.fields if one.code in wrong]
        raise vouchers.FormIncomplete(
            fields="、".join(one.zh for one in names), fields_en=", ".join(one.en for one in names)
        )


def _new_page(form: Form) -> str:
    today = business_today()
    question = vouchers.application_question(
        programme=_programme(), area=_area(), holder_id=holder_id(), on=today, kind=form.data.get("kind")
    )
    return render(
        "enterprise/applications/new.html",
        form=form,
        asked=vouchers.form_of(_programme()),
        kind=_kind(),
        kinds=list(QualificationKind),
        decision=preview(question),
        missing=identity.missing_profile(identity.get_organization(holder_id())),
        programme=directory.get_programme(_programme()),
        area=directory.get_area(_area()),
        areas=_areas(),
    )


def _edit_page(application: VoucherApplication, form: Form) -> str:
    return render(
        "enterprise/applications/edit.html",
        form=form,
        application=application,
        asked=vouchers.form_of(application.programme),
    )
