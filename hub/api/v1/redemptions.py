"""Redemptions of the caller's organisation, with their papers."""

from typing import Any

from flask import request
from sqlalchemy import and_, or_, select

from hub import orders, redemption
from hub.api.access import caller, unit
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.api.uploads import sent_file
from hub.redemption import Redemption
from schemas.api import redemptions as schemas
from schemas.api.common import Nothing, Why

bp = Blueprint("redemptions", __name__, url_prefix="/api/v1", description="兑付 / Redemptions")
ONE = "/redemptions/<no>"


def _find(no: str) -> Redemption:
    """The redemption with this number; a draft of the other side is nobody else's yet."""
    found = redemption.get_redemption(no)
    if found.submitted_at is None and found.starter_id != unit():
        raise redemption.RedemptionUnknown()
    return found


@operation(
    bp,
    "GET",
    "/redemptions",
    "listRedemptions",
    scope="redemption.read",
    query=schemas.RedemptionQuery,
    answers=schemas.RedemptionPage,
)
def list_redemptions(query: dict[str, Any]) -> Any:
    """Redemptions the organisation is party to, the newest first."""
    submitted_or_own = or_(Redemption.submitted_at.is_not(None), Redemption.institution_id.is_(None))
    as_holder = and_(Redemption.holder_id == unit(), submitted_or_own)
    found = select(Redemption).where(or_(as_holder, Redemption.institution_id == unit()))
    if query["state"] is not None:
        found = found.where(Redemption.state == query["state"])
    return page_of(found, Redemption, cursor=query["cursor"], limit=query["limit"])


@operation(bp, "GET", ONE, "getRedemption", scope="redemption.read", answers=schemas.Redemption)
def get_redemption(no: str) -> Any:
    """One redemption."""
    return _find(no)


@operation(
    bp,
    "POST",
    "/redemptions",
    "draftRedemption",
    scope="redemption.write",
    takes=schemas.NewRedemption,
    answers=schemas.Redemption,
    status=201,
)
def draft_redemption(body: dict[str, Any]) -> Any:
    """Begin a redemption; papers and submission follow."""
    chosen = [orders.get_order(no) for no in dict.fromkeys(body.pop("orders"))]
    return redemption.draft_redemption(orders=chosen, by=caller(), **body)


@operation(
    bp,
    "POST",
    "/redemptions/direct",
    "draftDirectRedemption",
    scope="redemption.write",
    takes=schemas.NewDirectRedemption,
    answers=schemas.Redemption,
    status=201,
)
def draft_direct_redemption(body: dict[str, Any]) -> Any:
    """Begin a direct redemption; each invoice that follows gets an order of its own."""
    return redemption.draft_direct(
        instrument_no=body.pop("voucher"), category_code=body.pop("category"), by=caller(), **body
    )


@operation(
    bp,
    "PATCH",
    ONE,
    "describeRedemption",
    scope="redemption.write",
    takes=schemas.DescribeRedemption,
    answers=schemas.Redemption,
)
def describe_redemption(body: dict[str, Any], no: str) -> Any:
    """Change what is written on it while it is a draft or was returned; texts that are not named stay."""
    return redemption.describe_redemption(redemption=_find(no), by=caller(), **body)


@operation(
    bp,
    "POST",
    f"{ONE}/invoices",
    "addInvoice",
    scope="redemption.write",
    form=schemas.NewInvoice,
    answers=schemas.Invoice,
    status=201,
)
def add_invoice(body: dict[str, Any], no: str) -> Any:
    """An invoice with its file, the part named file of a multipart body."""
    upload = sent_file(request)
    return redemption.add_invoice(
        redemption=_find(no),
        code=body["code"],
        number=body["number"],
        dated=body["date"],
        amount_fen=body["amount"],
        order_nos=body["orders"],
        face=redemption.face_of(body),
        institution=body["institution"],
        category=body["category"],
        stream=upload.stream,
        name=upload.filename or "",
        by=caller(),
    )


@operation(
    bp,
    "POST",
    f"{ONE}/receipts",
    "addReceipt",
    scope="redemption.write",
    form=schemas.NewReceipt,
    answers=schemas.Receipt,
    status=201,
)
def add_receipt(body: dict[str, Any], no: str) -> Any:
    """A bank receipt with its file, the part named file of a multipart body."""
    upload = sent_file(request)
    return redemption.add_receipt(
        redemption=_find(no),
        amount_fen=body["amount"],
        payer=redemption.payer_on(body),
        stream=upload.stream,
        name=upload.filename or "",
        by=caller(),
    )


@operation(
    bp,
    "PUT",
    f"{ONE}/materials/<slot>",
    "putMaterial",
    scope="redemption.write",
    query=schemas.MaterialQuery,
    answers=schemas.Material,
    upload=True,
)
def put_material(query: dict[str, Any], no: str, slot: str) -> Any:
    """A file for a slot; the body is the file, its name is in the query."""
    return redemption.attach_material(
        redemption=_find(no),
        slot=slot,
        stream=request.stream,
        name=query["name"],
        by=caller(),
    )


@operation(
    bp, "POST", f"{ONE}/submit", "submitRedemption", scope="redemption.write", takes=Nothing, answers=schemas.Redemption
)
def submit_redemption(body: dict[str, Any], no: str) -> Any:
    """Submit it."""
    del body
    return redemption.submit_redemption(redemption=_find(no), by=caller())


@operation(
    bp, "POST", f"{ONE}/agree", "agreeRedemption", scope="redemption.write", takes=Nothing, answers=schemas.Redemption
)
def agree_redemption(body: dict[str, Any], no: str) -> Any:
    """The buyer agrees; this cannot be taken back."""
    del body
    return redemption.agree_redemption(redemption=_find(no), by=caller())


@operation(
    bp, "POST", f"{ONE}/refuse", "refuseRedemption", scope="redemption.write", takes=Why, answers=schemas.Redemption
)
def refuse_redemption(body: dict[str, Any], no: str) -> Any:
    """The buyer refuses, with the reason."""
    return redemption.refuse_redemption(redemption=_find(no), by=caller(), **body)


@operation(
    bp,
    "POST",
    f"{ONE}/resubmit",
    "resubmitRedemption",
    scope="redemption.write",
    takes=Nothing,
    answers=schemas.Redemption,
)
def resubmit_redemption(body: dict[str, Any], no: str) -> Any:
    """Submit it again after it was returned or refused."""
    del body
    return redemption.resubmit_redemption(redemption=_find(no), by=caller())


@operation(
    bp,
    "POST",
    f"{ONE}/withdraw",
    "withdrawRedemption",
    scope="redemption.write",
    takes=schemas.Withdraw,
    answers=schemas.Redemption,
)
def withdraw_redemption(body: dict[str, Any], no: str) -> Any:
    """Take it back before it is decided."""
    return redemption.withdraw(redemption=_find(no), by=caller(), **body)
