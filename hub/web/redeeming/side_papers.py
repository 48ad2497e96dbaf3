"""Invoices, receipts and materials of a redemption, put in and taken out on its page."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.redemption import Redemption
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.redeeming.forms import invoice_form, receipt_form, slot_form
from hub.web.redeeming.view import view_of
from hub.web.security import takes_upload

if TYPE_CHECKING:
    from hub.web.redeeming.side import Side


def install_papers(side: "Side") -> None:
    """Attach the actions to the side's blueprint."""

    @side.bp.post("/redemptions/<no>/invoices")
    @allow(*side.roles)
    @needs_assurance("substantial")
    @takes_upload
    def add_invoice(no: str) -> ResponseReturnValue:
        """Add an invoice."""
        return side.act(no, invoice_form(view_of(redemption.get_redemption(no)), side.url(no)), _add_invoice)

    @side.bp.post("/redemptions/<no>/receipts")
    @allow(*side.roles)
    @needs_assurance("substantial")
    @takes_upload
    def add_receipt(no: str) -> ResponseReturnValue:
        """Add a bank receipt."""
        return side.act(no, receipt_form(view_of(redemption.get_redemption(no)), side.url(no)), _add_receipt)

    @side.bp.post("/redemptions/<no>/materials")
    @allow(*side.roles)
    @needs_assurance("substantial")
    @takes_upload
    def attach_material(no: str) -> ResponseReturnValue:
        """Put a file into a slot."""
        form = slot_form(view_of(redemption.get_redemption(no)), request.form.get("slot", ""), side.url(no))
        return side.act(no, form, _attach)

    @side.bp.post("/redemptions/<no>/<any(invoice, receipt, material):kind>/<uuid:paper_id>/remove")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def remove_paper(no: str, kind: str, paper_id: UUID) -> ResponseReturnValue:
        """Take a paper out again."""
        remove = getattr(redemption, f"remove_{kind}")
        return side.act(no, None, lambda found, _: remove(
            redemption=found, by=current_actor(), **{f"{kind}_id": paper_id}
        ))  # fmt: skip


def _add_invoice(found: Redemption, form: Form) -> Any:
    upload = form.data["file"]
    return redemption.add_invoice(
        redemption=found,
        code=form.data["code"],
        number=form.data["number"],
        dated=form.data["date"],
        amount_fen=form.data["amount"],
        order_nos=form.data.get("orders", ()),
        institution=form.data.get("institution"),
        category=form.data.get("category"),
        face=redemption.face_of(form.data),
        stream=upload.stream,
        name=upload.filename,
        by=current_actor(),
    )


def _add_receipt(found: Redemption, form: Form) -> Any:
    upload = form.data["file"]
    return redemption.add_receipt(
        redemption=found,
        amount_fen=form.data["amount"],
        payer=redemption.payer_on(form.data),
        stream=upload.stream,
        name=upload.filename,
        by=current_actor(),
    )


def _attach(found: Redemption, form: Form) -> Any:
    upload = form.data["file"]
    return redemption.attach_material(
        redemption=found, slot=form.data["slot"], stream=upload.stream, name=upload.filename, by=current_actor()
    )
