"""Quotas, vouchers and applications of the caller's organisation."""

from typing import Any

from flask import request
from sqlalchemy import select

from hub import vouchers
from hub.api.access import caller, unit
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.api.uploads import sent_file
from hub.kernel.clock import business_today
from hub.vouchers import VoucherApplication
from schemas.api import vouchers as schemas
from schemas.api.common import Nothing, PageQuery

bp = Blueprint(
    "vouchers", __name__, url_prefix="/api/v1", description="额度、券与申领 / Quotas, vouchers, applications"
)


@operation(bp, "GET", "/quotas", "listQuotas", scope="voucher.read", answers=schemas.QuotaList)
def list_quotas() -> Any:
    """Every programme the organisation could use: what it holds, or why not and what to do."""
    return {"items": [_quota(entitlement) for entitlement in vouchers.what_may_i_spend(unit(), business_today())]}


def _quota(entitlement: vouchers.Entitlement) -> dict[str, Any]:
    decision = entitlement.decision
    answer = {name: getattr(entitlement, name) for name in _SAME}
    return answer | {
        "quota_fen": decision.quota_fen if decision else None,
        "reasons_zh": decision.sentences("zh") if decision else [],
        "reasons_en": decision.sentences("en") if decision else [],
    }


_SAME = ("programme", "area", "may_apply", "applied_for_at_region", "held")


@operation(bp, "GET", "/vouchers", "listVouchers", scope="voucher.read", answers=schemas.VoucherList)
def list_vouchers() -> Any:
    """Every voucher of the organisation with its balances."""
    return {"items": vouchers.held_vouchers(vouchers.list_instruments(unit()), business_today())}


@operation(
    bp,
    "GET",
    "/applications",
    "listApplications",
    scope="voucher.read",
    query=PageQuery,
    answers=schemas.ApplicationPage,
)
def list_applications(query: dict[str, Any]) -> Any:
    """Applications of the organisation, the newest first."""
    found = select(VoucherApplication).where(VoucherApplication.holder_id == unit())
    return page_of(found, VoucherApplication, **query)


@operation(bp, "GET", "/applications/<no>", "getApplication", scope="voucher.read", answers=schemas.Application)
def get_application(no: str) -> Any:
    """One application."""
    return vouchers.get_application(no)


@operation(
    bp,
    "POST",
    "/applications",
    "startApplication",
    scope="voucher.apply",
    takes=schemas.NewApplication,
    answers=schemas.Application,
    status=201,
)
def start_application(body: dict[str, Any]) -> Any:
    """Begin an application; attach the files its policy asks for, then submit."""
    purpose = body.pop("purpose")
    answers = {"purpose": purpose} if purpose else None
    return vouchers.start_application(holder_id=unit(), by=caller(), answers=answers, **body)


@operation(
    bp,
    "POST",
    "/applications/<no>/submit",
    "submitApplication",
    scope="voucher.apply",
    takes=Nothing,
    answers=schemas.Application,
)
def submit_application(body: dict[str, Any], no: str) -> Any:
    """Submit it; where the policy needs no review it is granted at once."""
    del body
    return vouchers.submit_application(application=vouchers.get_application(no), by=caller())


@operation(
    bp,
    "POST",
    "/applications/<no>/withdraw",
    "withdrawApplication",
    scope="voucher.apply",
    takes=Nothing,
    answers=schemas.Application,
)
def withdraw_application(body: dict[str, Any], no: str) -> Any:
    """Take it back."""
    del body
    return vouchers.withdraw_application(application=vouchers.get_application(no), by=caller())


@operation(
    bp,
    "POST",
    "/applications/<no>/upload-form",
    "uploadStampedForm",
    scope="voucher.apply",
    form=Nothing,
    answers=schemas.Application,
)
def upload_stamped_form(body: dict[str, Any], no: str) -> Any:
    """The stamped form, as the part named file of a multipart body."""
    del body
    upload = sent_file(request)
    return vouchers.upload_stamped_form(
        application=vouchers.get_application(no), stream=upload.stream, name=upload.filename or "", by=caller()
    )
