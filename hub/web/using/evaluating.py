"""Pages of evaluations for buyer and seller: the completed orders, and one with what was said of it (ZJ1-32)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import Order, evaluations
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from schemas.terms import Role

FormOf = Callable[[Order], Form | None]


@dataclass(frozen=True)
class EvaluationPages:
    """One side: its blueprint, its roles, by which unit its orders are found, and what it may say now."""

    bp: Blueprint
    roles: tuple[Role, ...]
    whose: str
    form: FormOf

    def page(self, no: str, sent: Form | None = None) -> str:
        """One completed order with what was said of it."""
        order = orders.get_order(no)
        form = self.form(order)
        return render(
            "evaluations/show.html",
            order=order,
            said=evaluations.find(order),
            default_on=evaluations.default_on(order),
            form=sent if sent is not None and form is not None else form,
            side=self.bp.name,
        )

    def act(self, no: str, form: Form, action: Callable[[Order], object]) -> ResponseReturnValue:
        """Say something, and go back to the page."""
        return perform(
            lambda: action(orders.get_order(no)),
            then=lambda _: url_for(f"{self.bp.name}.show_evaluation", no=no),
            back=lambda _: self.page(no, form),
            form=form,
        )


def install(pages: EvaluationPages) -> None:
    """Attach list and page to the side's blueprint."""

    @pages.bp.get("/evaluations")
    @allow(*pages.roles)
    def list_evaluations() -> ResponseReturnValue:
        """服务记录: the completed orders with what was said of each."""
        unit: dict[str, UUID | None] = {pages.whose: current_actor().organization_id}
        found = orders.list_orders(**unit, tab="completed", page=page_asked_for())  # type: ignore[arg-type]
        said = {order.id: evaluations.find(order) for order in found.orders}
        paging = Paging(found.page, found.total, orders.PER_PAGE)
        return render("evaluations/list.html", found=found, said=said, paging=paging, side=pages.bp.name)

    @pages.bp.get("/evaluations/<no>")
    @allow(*pages.roles)
    def show_evaluation(no: str) -> ResponseReturnValue:
        """One completed order with what was said of it."""
        return pages.page(no)
