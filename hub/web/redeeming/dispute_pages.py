"""Disputes as both sides see them: appeal from the redemption's page, read what was said, add a statement."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.errors import HubError
from hub.kernel.files import find_attached
from hub.redemption import PaperUnknown, disputes
from hub.redemption.dispute_models import Dispute, DisputeState, DisputeStatement
from hub.web.commands import perform
from hub.web.evidence import send_file
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from hub.web.timeline import timeline_of
from schemas.dispute import Appeal, Statement
from schemas.terms import Role

Url = Callable[..., str]


def statement_form(dispute: Dispute, url: Url) -> Form | None:
    """情况说明, while the dispute is open."""
    if dispute.state is not DisputeState.OPEN:
        return None
    return Form(
        Statement(), action="dispute.state", url=url("add_statement", no=dispute.no), submit=t("提交说明", "Add it")
    )


def appeal_form(url: str) -> Form:
    """申诉."""
    return Form(Appeal(), action="dispute.appeal", url=url, submit=t("提交申诉", "Appeal"), style="outline-primary")


def dispute_page(dispute: Dispute, base: str, forms: dict[str, Form | None]) -> str:
    """The dispute, for whoever may read it."""
    found = redemption.redemption_by_id(dispute.redemption_id)
    return render(
        "redemptions/dispute.html", dispute=dispute, found=found, base=base, forms=forms,
        statements=disputes.list_statements(dispute), history=timeline_of("dispute", dispute.id),
    )  # fmt: skip


def send_statement_file(dispute: Dispute, file_id: UUID) -> Response:
    """The file of a statement in this dispute.

    Raises:
        PaperUnknown: it belongs to something else.
    """
    named = {one.file_id for one in disputes.list_statements(dispute)}
    stored = find_attached(file_id) if file_id in named else None
    if stored is None:
        raise PaperUnknown()
    return send_file(stored)


def add_statement(no: str, form: Form) -> DisputeStatement:
    """Keep a statement with its file."""
    upload = form.data["file"]
    return disputes.add_statement(
        dispute=disputes.get_dispute(no),
        words=form.data["words"],
        by=current_actor(),
        stream=upload.stream if upload else None,
        name=upload.filename if upload else "",
    )


def install_disputes(bp: Blueprint, roles: tuple[Role, ...]) -> None:
    """Attach the pages of one side."""

    def url(endpoint: str, **values: object) -> str:
        return url_for(f"{bp.name}.{endpoint}", **values)  # type: ignore[arg-type]

    _install_appeal(bp, roles, url)
    _install_dispute(bp, roles, url)


def _install_appeal(bp: Blueprint, roles: tuple[Role, ...], url: Url) -> None:
    @bp.post("/redemptions/<no>/appeal")
    @allow(*roles)
    @needs_assurance("substantial")
    def appeal(no: str) -> ResponseReturnValue:
        """Appeal against a return, a refusal or a rejection."""
        form = appeal_form(url("appeal", no=no))
        return perform(
            lambda: disputes.appeal(
                redemption=redemption.get_redemption(no), words=form.data["words"], by=current_actor()
            ),
            then=lambda made: url("show_dispute", no=made.no),
            back=lambda error: _appeal_again(f"/{bp.name}", no, form, error),
            form=form,
        )


def _install_dispute(bp: Blueprint, roles: tuple[Role, ...], url: Url) -> None:
    def page(no: str, sent: Form | None = None) -> str:
        found = disputes.get_dispute(no)
        return dispute_page(found, f"/{bp.name}", {"state": sent or statement_form(found, url)})

    @bp.get("/disputes/<no>")
    @allow(*roles)
    def show_dispute(no: str) -> ResponseReturnValue:
        """One dispute."""
        return page(no)

    @bp.get("/disputes/<no>/files/<uuid:file_id>")
    @allow(*roles)
    def download_statement(no: str, file_id: UUID) -> Response:
        """A file of a statement."""
        return send_statement_file(disputes.get_dispute(no), file_id)

    @bp.post("/disputes/<no>/statements", endpoint="add_statement")
    @allow(*roles)
    @needs_assurance("substantial")
    @takes_upload
    def add_statement_of_side(no: str) -> ResponseReturnValue:
        """Add a statement."""
        form = statement_form(disputes.get_dispute(no), url)
        if form is None:
            return page(no)
        return perform(
            lambda: add_statement(no, form), then=lambda _: url("show_dispute", no=no),
            back=lambda _: page(no, form), form=form,
        )  # fmt: skip


def _appeal_again(base: str, no: str, form: Form, error: HubError) -> str:
    return render("redemptions/appeal.html", no=no, form=form, base=base, error=error)
