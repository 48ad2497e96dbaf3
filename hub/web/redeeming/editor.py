"""The allocation editor (P25): orders × invoices with sums, rules at the place they break, one click to 差价订单."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import orders, redemption
from hub.kernel.errors import HubError
from hub.redemption import Grid, Redemption
from hub.web.commands import FormIncomplete, perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.side import Side
from hub.web.redeeming.texts import edition_sent
from hub.web.redeeming.view import RedemptionView, view_of
from schemas.allocation import Allocate, RestoreEdition, Supplement


def allocation_form(view: RedemptionView, url: str) -> Form:
    """The grid as it is saved."""
    cover = [f"{invoice}:{view.no_of[order]}" for invoice, covered in view.parts.covers.items() for order in covered]
    prices = [
        {"order": part.order_no, "amount": part.amount_fen}
        for part in view.parts.orders
        if part.order_no in priced_by_holder(view)
    ]
    return Form(
        Allocate(),
        action="redemption.allocate",
        url=url,
        values={"cover": cover, "prices": prices},
        submit=t("保存对应关系", "Save"),
        style="primary",
    )


def priced_by_holder(view: RedemptionView) -> set[str]:
    """The numbers of the orders whose amount the holder states."""
    return {order.no for order in view.orders if orders.may_be_priced(order)}


def typed_links(cover: list[str]) -> dict[UUID, list[str]]:
    """Order numbers by invoice, out of the ticked boxes; what is no such pair is left out."""
    links: dict[UUID, list[str]] = {}
    for pair in cover:
        invoice, _, no = pair.partition(":")
        try:
            links.setdefault(UUID(invoice), []).append(no)
        except ValueError:
            continue
    return links


def grid_for(view: RedemptionView, form: Form) -> Grid:
    """Sums and faults of what stands in the form, saved or not."""
    links = typed_links(list(form["cover"].values))
    stated = {str(one["order"]): int(one["amount"]) for one in form.data.get("prices") or ()}
    return redemption.grid_as(view.parts, view.decision, links=links, prices=stated)


def install_editor(side: Side) -> None:
    """Attach the editor's pages to the side's blueprint."""
    _install_grid(side)
    _install_clicks(side)


def _install_grid(side: Side) -> None:
    @side.bp.get("/redemptions/<no>/allocation")
    @allow(*side.roles)
    def show_allocation(no: str) -> ResponseReturnValue:
        """Orders and invoices as they are matched now."""
        view = view_of(side.find(no))
        return _page(side, view, _form(side, view))

    @side.bp.post("/redemptions/<no>/allocation/preview")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def preview_allocation(no: str) -> ResponseReturnValue:
        """Add up again what is typed, and save nothing."""
        view = view_of(side.find(no))
        form = _form(side, view)
        if not form.read(request):
            form.refuse(FormIncomplete())
            return _page(side, view, form), 422
        return _page(side, view, form)

    @side.bp.post("/redemptions/<no>/allocation")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def allocate(no: str) -> ResponseReturnValue:
        """Save."""
        form = _form(side, view_of(side.find(no)))
        return perform(
            lambda: _allocate(redemption.get_redemption(no), form),
            then=lambda _: url_for(f"{side.name}.show_allocation", no=no),
            back=lambda error: _page(side, view_of(side.find(no)), form, error),
            form=form,
        )


def _install_clicks(side: Side) -> None:
    @side.bp.post("/redemptions/<no>/supplement")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def supplement(no: str) -> ResponseReturnValue:
        """补差价订单, by one click."""
        form = Form(Supplement(), action="redemption.supplement")
        return perform(
            lambda: redemption.supplement(
                redemption=redemption.get_redemption(no),
                invoice_id=form.data["invoice"],
                order_no=form.data["order"],
                by=current_actor(),
            ),
            then=lambda _: url_for(f"{side.name}.show_allocation", no=no),
            back=lambda error: _again(side, no, error),
            form=form,
        )

    @side.bp.post("/redemptions/<no>/restore")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def restore_edition(no: str) -> ResponseReturnValue:
        """Go back to an earlier save."""
        form = Form(RestoreEdition(), action="redemption.restore")
        return side.act(no, form, lambda found, sent: redemption.restore_edition(
            redemption=found, edition=sent.data["restore"], by=current_actor()
        ))  # fmt: skip


def _form(side: Side, view: RedemptionView) -> Form:
    return allocation_form(view, url_for(f"{side.name}.allocate", no=view.redemption.no))


def _again(side: Side, no: str, error: HubError) -> str:
    view = view_of(side.find(no))
    return _page(side, view, _form(side, view), error)


def _allocate(found: Redemption, form: Form) -> Redemption:
    prices: Mapping[str, Any] = {one["order"]: one["amount"] for one in form.data["prices"]}
    return redemption.allocate(
        redemption=found,
        links=typed_links(form.data["cover"]),
        prices=prices,
        edition=edition_sent(),
        by=current_actor(),
    )


def _page(side: Side, view: RedemptionView, form: Form, error: HubError | None = None) -> str:
    grid = grid_for(view, form)
    would = redemption.preview_allocation(view.redemption, order_sum_fen=grid.order_sum_fen)
    return render(
        "redemptions/allocation.html",
        view=view,
        form=form,
        grid=grid,
        would=would,
        priced=priced_by_holder(view),
        side=side.name,
        error=error,
    )
