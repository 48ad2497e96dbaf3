"""服务窗口: an officer enters a redemption for a firm that brings paper; whoever entered it does not review it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.identity import OrganizationNotFound, find_organization_by_uscc
from hub.kernel.actor import Actor
from hub.kernel.errors import HubError
from hub.redemption import Redemption, window
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.files import send_paper
from hub.web.redeeming.forms import describe_form, invoice_form, receipt_form, slot_form, starter_forms
from hub.web.redeeming.texts import texts_of
from hub.web.redeeming.view import view_of
from hub.web.security import takes_upload
from schemas.enforcement import OpenWindow
from schemas.terms import RedemptionState

Act = Callable[[Redemption, Form, Actor], Any]


@bp.get("/window")
@allow(*window.MAY_ENTER)
def list_window() -> ResponseReturnValue:
    """What was entered at the window, and the form to begin."""
    return _list()


@bp.post("/window")
@allow(*window.MAY_ENTER)
@takes_upload
def open_window() -> ResponseReturnValue:
    """Begin for a firm, with its authorization."""
    form = _open_form()
    return perform(
        lambda: _open(form),
        then=lambda made: url_for(".show_window", no=made.no),
        back=lambda _: _list(form),
        form=form,
    )


@bp.get("/window/<no>")
@allow(*window.MAY_ENTER)
def show_window(no: str) -> ResponseReturnValue:
    """One redemption that is being entered."""
    return _page(no)


@bp.get("/window/<no>/files/<uuid:file_id>")
@allow(*window.MAY_ENTER)
def download_window_paper(no: str, file_id: UUID) -> Response:
    """One of its files."""
    return send_paper(_find(no), file_id)


@bp.post("/window/<no>/describe")
@allow(*window.MAY_ENTER)
def describe_window(no: str) -> ResponseReturnValue:
    """Contract amount and texts."""
    form = describe_form(view_of(_find(no)), _url(no))
    return _act(no, form, lambda found, sent, by: redemption.describe_redemption(
        redemption=found, contract_fen=sent.data.get("contract_amount"), texts=texts_of(sent), by=by
    ))  # fmt: skip


@bp.post("/window/<no>/invoices")
@allow(*window.MAY_ENTER)
@takes_upload
def add_window_invoice(no: str) -> ResponseReturnValue:
    """An invoice."""
    return _act(no, invoice_form(view_of(_find(no)), _url(no)), _add_invoice)


@bp.post("/window/<no>/receipts")
@allow(*window.MAY_ENTER)
@takes_upload
def add_window_receipt(no: str) -> ResponseReturnValue:
    """A bank receipt."""
    return _act(no, receipt_form(view_of(_find(no)), _url(no)), lambda found, sent, by: redemption.add_receipt(
        redemption=found, amount_fen=sent.data["amount"], payer=redemption.payer_on(sent.data),
        stream=sent.data["file"].stream, name=sent.data["file"].filename, by=by,
    ))  # fmt: skip


@bp.post("/window/<no>/materials")
@allow(*window.MAY_ENTER)
@takes_upload
def attach_window_material(no: str) -> ResponseReturnValue:
    """A scan into a slot."""
    form = slot_form(view_of(_find(no)), request.form.get("slot", ""), _url(no))
    return _act(no, form, lambda found, sent, by: redemption.attach_material(
        redemption=found, slot=sent.data["slot"], stream=sent.data["file"].stream,
        name=sent.data["file"].filename, by=by,
    ))  # fmt: skip


@bp.post("/window/<no>/<any(invoice, receipt, material):kind>/<uuid:paper_id>/remove")
@allow(*window.MAY_ENTER)
def remove_window_paper(no: str, kind: str, paper_id: UUID) -> ResponseReturnValue:
    """Take a paper out again."""
    remove = getattr(redemption, f"remove_{kind}")
    return _act(no, None, lambda found, _, by: remove(redemption=found, by=by, **{f"{kind}_id": paper_id}))


@bp.post("/window/<no>/submit")
@allow(*window.MAY_ENTER)
def submit_window(no: str) -> ResponseReturnValue:
    """Hand it in for the firm, through the same gates."""
    found = _find(no)
    again = found.state is not RedemptionState.DRAFT
    hand_in = redemption.resubmit_redemption if again else redemption.submit_redemption
    return _act(no, None, lambda one, _, by: hand_in(redemption=one, by=by))


def _add_invoice(found: Redemption, form: Form, by: Actor) -> Any:
    upload = form.data["file"]
    return redemption.add_invoice(
        redemption=found, code=form.data["code"], number=form.data["number"], dated=form.data["date"],
        amount_fen=form.data["amount"], order_nos=form.data["orders"], face=redemption.face_of(form.data),
        stream=upload.stream, name=upload.filename, by=by,
    )  # fmt: skip


def _open(form: Form) -> Redemption:
    unit = find_organization_by_uscc(form.data["uscc"])
    if unit is None:
        raise OrganizationNotFound(field="uscc")
    upload = form.data["file"]
    return window.open_entry(
        unit=unit, order_nos=form.data["orders"].split(), handed_in_by=form.data["handed_in_by"],
        stream=upload.stream, name=upload.filename, by=current_actor(),
    )  # fmt: skip


def _find(no: str) -> Redemption:
    """A redemption of this officer's areas that came in at the window.

    Raises:
        RedemptionUnknown: there is none.
    """
    found = redemption.get_redemption(no)
    window.agent_for(found, current_actor())
    return found


def _act(no: str, form: Form | None, action: Act) -> ResponseReturnValue:
    return perform(
        lambda: action(_find(no), form or Form(action=""), window.agent_for(_find(no), current_actor())),
        then=lambda _: url_for(".show_window", no=no),
        back=lambda error: _page(no, form, error),
        form=form,
    )


ENDPOINTS = {
    "describe_redemption": "describe_window",
    "add_invoice": "add_window_invoice",
    "add_receipt": "add_window_receipt",
    "attach_material": "attach_window_material",
    "submit_redemption": "submit_window",
    "resubmit_redemption": "submit_window",
}


def _url(no: str) -> Callable[..., str]:
    """The window's own address for each thing a starter can do."""
    return lambda endpoint, **values: url_for(f".{ENDPOINTS.get(endpoint, 'show_window')}", no=no, **values)


def _page(no: str, sent: Form | None = None, error: HubError | None = None) -> str:
    found = _find(no)
    view = view_of(found)
    forms = {name: form for name, form in starter_forms(view, _url(no)).items() if name != "withdraw"}
    if sent is not None:
        same = {name: form for name, form in forms.items() if _same(form, sent)}
        forms |= dict.fromkeys(same, sent)
    return render(
        "area/window/show.html", view=view, forms=forms, error=error, entry=window.find_entry(found.id),
        base=f"/area/window/{no}",
    )  # fmt: skip


def _same(form: Form, sent: Form) -> bool:
    return form.action == sent.action and getattr(form, "slot", "") == getattr(sent, "slot", "")


def _list(sent: Form | None = None) -> str:
    return render("area/window/list.html", rows=window.list_entries(current_actor()), new=sent or _open_form())


def _open_form() -> Form:
    return Form(OpenWindow(), action="window.open", url=url_for(".open_window"), submit=t("开始录入", "Begin"))
