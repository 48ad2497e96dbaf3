"""Beginning a redemption: the orders that may be redeemed, found by number, service or unit, and what is written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import orders, redemption
from hub.identity import get_organization
from hub.orders import Order
from hub.redemption import Redemption, redeemable_states
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.redeeming.forms import describe_form, draft_form
from hub.web.redeeming.texts import edition_sent, texts_of
from hub.web.redeeming.view import view_of
from schemas.terms import OrderState, VoucherMode

if TYPE_CHECKING:
    from hub.web.redeeming.side import Side

# A year's orders of a busy unit; ticks do not survive a change of page, so a page is long.
MOST, PER_PAGE = 1000, 50


def install_drafting(side: "Side") -> None:
    """Attach the pages to the side's blueprint."""

    @side.bp.get("/redemptions/new")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def new_redemption() -> ResponseReturnValue:
        """Choose the orders."""
        chosen = request.args.getlist("orders")
        rows = _shown(redeemable(side), chosen)
        paging = Paging(page_asked_for(), len(rows), PER_PAGE)
        form = draft_form(rows[paging.offset : paging.offset + PER_PAGE], chosen)
        return _new_page(side, form, paging)

    @side.bp.post("/redemptions/new")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def draft_redemption() -> ResponseReturnValue:
        """Begin."""
        form = draft_form(redeemable(side), [])
        return perform(
            lambda: _draft(form),
            then=lambda drafted: url_for(f"{side.name}.show_redemption", no=drafted.no),
            back=lambda _: _new_page(side, form),
            form=form,
        )

    @side.bp.post("/redemptions/<no>/describe")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def describe_redemption(no: str) -> ResponseReturnValue:
        """Save contract amount and texts."""
        form = describe_form(view_of(redemption.get_redemption(no)), side.url(no))
        return side.act(no, form, _describe)


def redeemable(side: "Side") -> Sequence[Order]:
    """The orders of this unit that may be redeemed, the newest first."""
    unit = current_actor().organization_id
    whose = "holder_id" if side.mode is VoucherMode.HOLDER_REDEEMS else "institution_id"
    found = orders.list_orders(**{whose: unit}, per_page=MOST)  # type: ignore[arg-type]
    return [
        order
        for order in found.orders
        if order.mode is side.mode
        and order.state in redeemable_states(order)
        and (order.state is OrderState.IN_SERVICE or order.contract_fen is not None or orders.may_be_priced(order))
    ]


def _shown(found: Sequence[Order], chosen: Sequence[str]) -> list[Order]:
    """Those that fit number or service and the other unit's name (CSJ-39); what is ticked stays."""
    words, name = request.args.get("words", "").strip(), request.args.get("unit", "").strip()
    return [
        order
        for order in found
        if order.no in chosen
        or ((words in order.no or words in order.service_name) and any(name in unit for unit in _units(order)))
    ]


def _units(order: Order) -> tuple[str, str]:
    return get_organization(order.holder_id).name, get_organization(order.institution_id).name


def _new_page(side: "Side", form: Form, paging: Paging | None = None) -> str:
    asked = {name: request.args.get(name, "") for name in ("words", "unit")}
    return render("redemptions/new.html", form=form, side=side.name, paging=paging, asked=asked)


def _draft(form: Form) -> Redemption:
    return redemption.draft_redemption(
        orders=[orders.get_order(no) for no in dict.fromkeys(form.data["orders"])],
        contract_fen=form.data["contract_amount"],
        texts=texts_of(form),
        by=current_actor(),
    )


def _describe(found: Redemption, form: Form) -> Redemption:
    return redemption.describe_redemption(
        redemption=found,
        contract_fen=form.data.get("contract_amount"),
        texts=texts_of(form),
        edition=edition_sent(),
        by=current_actor(),
    )
