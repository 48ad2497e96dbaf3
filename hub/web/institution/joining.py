"""申请加盟: a unit asks its office to be an institution, with certificates, and follows what the office says."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.catalog import AlreadyInstitution, NotAsked, joining
from hub.identity import IdentityRequest, Organization
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.joining import ApplyToJoin, CertificateOfUnit
from schemas.terms import Role


@bp.get("/joining")
@allow(Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)
def show_joining() -> ResponseReturnValue:
    """The form, or what is being asked."""
    return _page()


@bp.post("/joining")
@allow(Role.HOLDER_ADMIN)
@needs_assurance("substantial")
@takes_upload
def apply_to_join() -> ResponseReturnValue:
    """Ask the office."""
    form = _join_form()
    return perform(
        lambda: joining.apply_to_join(unit=_unit(), **_given(form), by=current_actor()),
        then=lambda request: url_for("account.show_request", no=request.no),
        back=lambda _: _page(form),
        form=form,
    )


@bp.post("/joining/certificates")
@allow(Role.HOLDER_ADMIN)
@needs_assurance("substantial")
@takes_upload
def add_certificate() -> ResponseReturnValue:
    """One more certificate; a returned request goes back to the office with it."""
    form = _certificate_form()
    return perform(
        lambda: _add(form),
        then=lambda request: url_for("account.show_request", no=request.no),
        back=lambda _: _page(form),
        form=form,
    )


def _unit() -> Organization:
    unit = current_actor().organization_id
    assert unit is not None
    return identity.get_organization(unit)


def _add(form: Form) -> IdentityRequest:
    request = joining.find_open(_unit())
    if request is None:
        raise AlreadyInstitution() if _unit().is_institution else NotAsked()
    joining.add_certificate(request=request, **_given(form), by=current_actor())
    return request


def _given(form: Form) -> dict[str, Any]:
    return {**form.data, "file": upload_of(form.data["file"])}


def _page(sent: Form | None = None) -> str:
    unit = _unit()
    request = None if unit.is_institution else joining.find_open(unit)
    form = None if unit.is_institution else (_certificate_form() if request else _join_form())
    return render(
        "institution/joining.html",
        unit=unit,
        request_open=request,
        certificates=joining.certificates_of(unit.id),
        form=sent if sent is not None and form is not None and sent.action == form.action else form,
    )


def _join_form() -> Form:
    url, submit = url_for(".apply_to_join"), t("提交加盟申请", "Apply to join")
    return Form(ApplyToJoin(), action="joining.apply", url=url, submit=submit)


def _certificate_form() -> Form:
    url, submit = url_for(".add_certificate"), t("补充证书", "Add the certificate")
    return Form(CertificateOfUnit(), action="joining.add_certificate", url=url, submit=submit)
