"""The area's disputes: those due first, who mediates, what both sides say, how it ends."""

from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.redemption import disputes, settling_disputes
from hub.redemption.dispute_models import Dispute, DisputeState, Outcome
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.dispute_pages import add_statement, dispute_page, send_statement_file, statement_form
from hub.web.security import takes_upload
from schemas.dispute import NameMediator, Settle
from schemas.terms import Role

READERS = (*disputes.MAY_NAME, Role.REVIEWER_INITIAL, Role.AUDITOR)


@bp.get("/disputes")
@allow(*READERS)
def list_disputes() -> ResponseReturnValue:
    """All disputes of the areas, those due first at the top."""
    actor = current_actor()
    found = disputes.list_disputes(sorted(actor.areas(*READERS)))
    return render("area/disputes.html", found=found, today=business_today())


@bp.get("/disputes/<no>")
@allow(*READERS)
def show_dispute(no: str) -> ResponseReturnValue:
    """One dispute."""
    return _page(no)


@bp.get("/disputes/<no>/files/<uuid:file_id>")
@allow(*READERS)
def download_statement(no: str, file_id: UUID) -> Response:
    """A file of a statement."""
    return send_statement_file(disputes.get_dispute(no), file_id)


@bp.post("/disputes/<no>/statements", endpoint="add_statement")
@allow(*disputes.MAY_NAME)
@takes_upload
def state(no: str) -> ResponseReturnValue:
    """What the office found out."""
    form = statement_form(disputes.get_dispute(no), _url)
    if form is None:
        return _page(no)
    return perform(
        lambda: add_statement(no, form), then=lambda _: url_for(".show_dispute", no=no),
        back=lambda _: _page(no, form), form=form,
    )  # fmt: skip


@bp.post("/disputes/<no>/mediator")
@allow(*disputes.MAY_NAME)
def name_mediator(no: str) -> ResponseReturnValue:
    """Name who settles it."""
    form = _mediator_form(disputes.get_dispute(no))
    return perform(
        lambda: disputes.name_mediator(
            dispute=disputes.get_dispute(no), username=form.data["mediator"], by=current_actor()
        ),
        then=lambda _: url_for(".show_dispute", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


@bp.post("/disputes/<no>/settle")
@allow(*disputes.MEDIATORS)
def settle_dispute(no: str) -> ResponseReturnValue:
    """Settle it, as its mediator."""
    form = _settle_form(no)
    return perform(
        lambda: settling_disputes.settle_dispute(
            dispute=disputes.get_dispute(no),
            outcome=Outcome(form.data["outcome"]),
            amount_fen=form.data["amount"],
            answer=form.data["answer"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_dispute", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


def _page(no: str, sent: Form | None = None) -> str:
    found, actor = disputes.get_dispute(no), current_actor()
    forms: dict[str, Form | None] = {}
    if found.state is DisputeState.OPEN and actor.has(*disputes.MAY_NAME, area=found.area):
        forms = {"state": statement_form(found, _url), "mediator": _mediator_form(found)}
        if found.mediator_id == actor.account_id:
            forms["settle"] = _settle_form(no)
    if sent is not None:
        forms = {name: sent if form and form.action == sent.action else form for name, form in forms.items()}
    return dispute_page(found, "/area", forms)


def _url(endpoint: str, **values: str) -> str:
    return url_for(f".{endpoint}", **values)  # type: ignore[arg-type]


def _mediator_form(dispute: Dispute) -> Form:
    fit = []
    for account in disputes.list_mediators(dispute):
        try:
            disputes.require_impartial(dispute, account)
        except HubError:
            continue
        fit.append((account.username, account.display_name))
    return Form(
        NameMediator(),
        action="dispute.name_mediator",
        url=url_for(".name_mediator", no=dispute.no),
        options={"mediator": fit},
        submit=t("确定调处人", "Name the mediator"),
        style="outline-primary",
    )


def _settle_form(no: str) -> Form:
    return Form(Settle(), action="dispute.settle", url=url_for(".settle_dispute", no=no), submit=t("办结", "Settle it"))
