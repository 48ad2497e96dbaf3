"""The redemption pages of the side that redeems: the same for an enterprise and an institution."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.errors import HubError
from hub.redemption import Redemption, disputes
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.redeeming.contract_forms import install_contracts
from hub.web.redeeming.dispute_pages import appeal_form
from hub.web.redeeming.files import send_paper
from hub.web.redeeming.forms import (
    starter_forms,
    withdraw_form,
)
from hub.web.redeeming.paper import install_paper
from hub.web.redeeming.side_drafting import install_drafting
from hub.web.redeeming.side_papers import install_papers
from hub.web.redeeming.texts import confirmed_sent, edition_sent
from hub.web.redeeming.view import RedemptionView, view_of
from hub.web.timeline import timeline_of
from schemas.terms import Role, VoucherMode

Answers = Callable[[RedemptionView], dict[str, Form]]
Act = Callable[[Redemption, Form], Any]


@dataclass(frozen=True)
class Side:
    """One of the two sides: its blueprint, its roles, the vouchers it redeems, and how it answers the other side."""

    bp: Blueprint
    roles: tuple[Role, ...]
    mode: VoucherMode
    answers: Answers | None = None

    @property
    def name(self) -> str:
        """The name of the audience, which is also its path."""
        return self.bp.name

    def url(self, no: str) -> Callable[..., str]:
        """Makes the address of an action on a redemption."""
        return lambda endpoint, **values: url_for(f"{self.name}.{endpoint}", no=no, **values)

    def page(self, no: str, sent: Form | None = None, error: HubError | None = None) -> str:
        """The redemption's page; ``sent`` is the form that was refused, with what was typed."""
        found = self.find(no)
        view = view_of(found)
        forms = starter_forms(view, self.url(no)) if self._starts(found) else {}
        forms |= self.answers(view) if self.answers else {}
        if self._starts(found) and found.state in disputes.APPEALABLE and disputes.find_open(found.id) is None:
            forms["appeal"] = appeal_form(self.url(no)("appeal"))
        if sent is not None:
            forms = {name: sent if _same(form, sent) else form for name, form in forms.items()}
        return render(
            "redemptions/show.html",
            view=view,
            forms=forms,
            side=self.name,
            error=error,
            history=timeline_of("redemption", found.id, programme=found.programme),
        )

    def find(self, no: str) -> Redemption:
        """The redemption with this number; a draft of the other side is nobody else's yet.

        Raises:
            RedemptionUnknown: there is none to be seen.
        """
        found = redemption.get_redemption(no)
        if found.submitted_at is None and not self._starts(found):
            raise redemption.RedemptionUnknown()
        return found

    def _starts(self, found: Redemption) -> bool:
        return (found.institution_id is None) == (self.mode is VoucherMode.HOLDER_REDEEMS)

    def act(self, no: str, form: Form | None, action: Act) -> ResponseReturnValue:
        """Do something with the redemption and go back to its page."""
        return perform(
            lambda: action(redemption.get_redemption(no), form or Form(action="")),
            then=lambda _: url_for(f"{self.name}.show_redemption", no=no),
            back=lambda error: self.page(no, form, error),
            form=form,
        )


def _same(form: Form, sent: Form) -> bool:
    return form.action == sent.action and getattr(form, "slot", "") == getattr(sent, "slot", "")


def install(side: Side) -> None:
    """Attach the pages to the side's blueprint."""
    _install_list(side)
    install_drafting(side)
    install_papers(side)
    _install_submission(side)
    install_contracts(side)
    install_paper(side)


def _install_list(side: Side) -> None:
    @side.bp.get("/redemptions")
    @allow(*side.roles)
    def list_redemptions() -> ResponseReturnValue:
        """All redemptions of the unit, by state."""
        tab, words = request.args.get("tab", ""), request.args.get("words", "")
        unit = current_actor().organization_id
        whose = "holder_id" if side.mode is VoucherMode.HOLDER_REDEEMS else "institution_id"
        found = redemption.list_redemptions(**{whose: unit}, tab=tab, words=words, page=page_asked_for())  # type: ignore[arg-type]
        paging = Paging(found.page, found.total, 10)
        return render("redemptions/list.html", found=found, paging=paging, tab=tab, words=words, side=side.name)

    @side.bp.get("/redemptions/<no>")
    @allow(*side.roles)
    def show_redemption(no: str) -> ResponseReturnValue:
        """One redemption."""
        return side.page(no)

    @side.bp.get("/redemptions/<no>/files/<uuid:file_id>")
    @allow(*side.roles)
    def download_paper(no: str, file_id: UUID) -> Response:
        """One of its files."""
        return send_paper(side.find(no), file_id)


def _install_submission(side: Side) -> None:
    @side.bp.post("/redemptions/<no>/submit")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def submit_redemption(no: str) -> ResponseReturnValue:
        """Hand it in."""
        return side.act(no, None, lambda found, _: _hand_in(redemption.submit_redemption, found))

    @side.bp.post("/redemptions/<no>/resubmit")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def resubmit_redemption(no: str) -> ResponseReturnValue:
        """Hand it in again."""
        return side.act(no, None, lambda found, _: _hand_in(redemption.resubmit_redemption, found))

    @side.bp.post("/redemptions/<no>/withdraw")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def withdraw_redemption(no: str) -> ResponseReturnValue:
        """Take it back."""
        return side.act(no, withdraw_form(side.url(no)), _withdraw)


def _hand_in(action: Callable[..., Redemption], found: Redemption) -> Redemption:
    return action(redemption=found, edition=edition_sent(), confirmed_fen=confirmed_sent(), by=current_actor())


def _withdraw(found: Redemption, form: Form) -> Redemption:
    return redemption.withdraw(redemption=found, reason=form.data["reason"], by=current_actor())
