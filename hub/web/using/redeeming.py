"""The list to redeem (兑付列表), the same for the enterprise and the carrier: each sees what it redeems itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.redemption import Redeemable, RowResult
from hub.web.commands import perform, perform_shown_once
from hub.web.field import Field
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from schemas.order import Nothing
from schemas.redeemable import FillInvoice, SubmitSelected
from schemas.terms import Role, yuan_grouped

Nos = Callable[[Form], Sequence[str]]


class RowForm(Form):
    """The form of one row among several on a page: its fields have ids of their own."""

    row: str = ""

    def __getitem__(self, name: str) -> Field:
        """One field by its name."""
        return replace(super().__getitem__(name), id=f"{self.row}-{name}")


@dataclass(frozen=True)
class RedeemPages:
    """One side: its blueprint, its roles, and by which unit its rows are found."""

    bp: Blueprint
    roles: tuple[Role, ...]
    whose: str

    @property
    def unit(self) -> dict[str, UUID]:
        """The unit whose list this is."""
        unit = current_actor().organization_id
        assert unit is not None
        return {self.whose: unit}

    def url(self, endpoint: str) -> str:
        """The address of an action of this side."""
        return url_for(f"{self.bp.name}.{endpoint}")

    def page(self, sent: Form | None = None, results: Sequence[RowResult] = ()) -> str:
        """The list; ``sent`` is the form that was refused, ``results`` what became of each row just submitted."""
        rows = redemption.list_redeemables(**self.unit)
        ready, waiting = [one for one in rows if one.complete], [one for one in rows if not one.complete]
        forms = {one.no: self.invoice_form(one.no) for one in waiting if one.wants_number}
        selected = self.selected_form(ready)
        if sent is not None and isinstance(sent, RowForm):
            forms[sent.row] = sent
        elif sent is not None and sent.action == selected.action:
            selected = sent
        return render(
            "uses/redeem.html",
            side=self.bp.name,
            ready=ready,
            waiting=waiting,
            forms=forms,
            papers={one.no: self.papers_form(one.no) for one in waiting},
            selected=selected,
            every=self.every_form(),
            others=redemption.count_of_other_side(**self.unit),
            results=results,
        )

    def selected_form(self, ready: Sequence[Redeemable]) -> Form:
        """Tick and submit."""
        options = [(one.no, _words(one)) for one in ready]
        submit = t("提交所选审批兑付", "Submit the ticked ones")
        url = self.url("submit_selected")
        return Form(SubmitSelected(), action="redeemable.submit", url=url, options={"nos": options}, submit=submit)

    def every_form(self) -> Form:
        """一次性提交审批."""
        submit, url = t("一次性提交审批", "Submit all at once"), self.url("submit_every")
        return Form(Nothing(), action="redeemable.submit_all", url=url, submit=submit, style="outline-primary")

    def papers_form(self, no: str) -> Form:
        """附件."""
        url = url_for(f"{self.bp.name}.open_papers", no=no)
        return Form(
            Nothing(), action="redeemable.open_papers", url=url, submit=t("附件", "Papers"), style="outline-primary"
        )

    def invoice_form(self, no: str) -> RowForm:
        """请填写发票号."""
        submit, url = t("填写发票号", "Give the number"), self.url("fill_invoice")
        form = RowForm(FillInvoice(), action="redeemable.fill_invoice", url=url, values={"use": no}, submit=submit)
        form.row = no
        return form

    def hand_in(self, form: Form, nos: Nos) -> ResponseReturnValue:
        """Submit many, and show what became of each."""
        return perform_shown_once(
            lambda: redemption.submit_redeemables(nos=nos(form), by=current_actor()),
            show=lambda results: self.page(results=results),
            then=lambda _: self.url("list_redeemables"),
            back=lambda _: self.page(form),
            form=form,
        )


def install(pages: RedeemPages) -> None:
    """Attach the list and its actions to the side's blueprint."""
    _install_list(pages)
    _install_papers(pages)


def _install_list(pages: RedeemPages) -> None:
    @pages.bp.get("/to-redeem")
    @allow(*pages.roles)
    def list_redeemables() -> ResponseReturnValue:
        """The list to redeem."""
        return pages.page()

    @pages.bp.post("/to-redeem/selected")
    @allow(*pages.roles)
    @needs_assurance("substantial")
    def submit_selected() -> ResponseReturnValue:
        """Submit the ticked rows."""
        ready = [one for one in redemption.list_redeemables(**pages.unit) if one.complete]
        return pages.hand_in(pages.selected_form(ready), lambda form: form.data["nos"])

    @pages.bp.post("/to-redeem/all")
    @allow(*pages.roles)
    @needs_assurance("substantial")
    def submit_every() -> ResponseReturnValue:
        """Submit every complete row at once."""
        rows = redemption.list_redeemables(**pages.unit)
        return pages.hand_in(pages.every_form(), lambda _: [one.no for one in rows if one.complete])


def _install_papers(pages: RedeemPages) -> None:
    @pages.bp.post("/to-redeem/invoice")
    @allow(*pages.roles)
    @needs_assurance("substantial")
    def fill_invoice() -> ResponseReturnValue:
        """Give an uploaded invoice its number."""
        form = pages.invoice_form(request.form.get("use", ""))

        def fill() -> Any:
            data = form.data
            return redemption.fill_invoice(
                no=data["use"], number=data["number"], code=data["code"], amount_fen=data["amount"], by=current_actor()
            )

        back = lambda _: pages.page(form)  # noqa: E731 - one page for every refusal
        return perform(fill, then=lambda _: pages.url("list_redeemables"), back=back, form=form)

    @pages.bp.post("/to-redeem/<no>/papers")
    @allow(*pages.roles)
    @needs_assurance("substantial")
    def open_papers(no: str) -> ResponseReturnValue:
        """附件: begin the redemption of a row, with what was uploaded, and go to its papers."""
        return perform(
            lambda: redemption.begin_for_use(no=no, by=current_actor()),
            then=lambda begun: url_for(f"{pages.bp.name}.show_redemption", no=begun.no),
            back=lambda _: pages.page(),
        )


def _words(one: Redeemable) -> str:
    amount, fits = yuan_grouped(one.row.amount_fen), t("符合", "complete")
    return f"{one.no}　{one.row.use.contract_name}　{amount} {t('元', 'CNY')}　{fits}"
