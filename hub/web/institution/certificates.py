"""An institution's certificates: which are in force, which end, and handing in a new one."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.catalog import certificates, joining
from hub.identity import Organization, RequestKind, request_queries
from hub.kernel.clock import business_today
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.joining import CertificateOfUnit
from schemas.terms import INSTITUTION_ROLES, Role


@bp.get("/certificates")
@allow(*INSTITUTION_ROLES)
def list_certificates() -> ResponseReturnValue:
    """All of them, and the form for another."""
    return _page(_form())


@bp.post("/certificates")
@allow(Role.INSTITUTION_ADMIN)
@needs_assurance("substantial")
@takes_upload
def renew_certificate() -> ResponseReturnValue:
    """Hand one in; it counts once the office has agreed."""
    form = _form()
    return perform(
        lambda: certificates.renew(
            unit=_unit(), **{**form.data, "file": upload_of(form.data["file"])}, by=current_actor()
        ),
        then=lambda request: url_for("account.show_request", no=request.no),
        back=lambda _: _page(form),
        form=form,
    )


def _unit() -> Organization:
    unit = current_actor().organization_id
    assert unit is not None
    return identity.get_organization(unit)


def _page(form: Form) -> str:
    unit, today = _unit(), business_today()
    return render(
        "institution/certificates.html",
        found=joining.certificates_of(unit.id),
        accepted={one.id for one in certificates.accepted_certificates(unit.id)},
        lapsed=certificates.lapsed_of(unit.id, today),
        today=today,
        form=form,
        request_open=request_queries.find_open_request(RequestKind.CERTIFICATE, unit.id),
    )


def _form() -> Form:
    return Form(CertificateOfUnit(), action="certificate.renew", url=url_for(".renew_certificate"),
                submit=t("提交新证书", "Hand it in"))  # fmt: skip
