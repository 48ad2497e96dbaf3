"""Reports: the net matrix between places, an area's budget, and one redemption's way to its payment."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption, settlement
from hub.federation import directory
from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.errors import NotFound
from hub.settlement import Budget
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.settlement import SetBudget
from schemas.terms import Role


@bp.get("/net-matrix")
@allow(*FINANCE)
def net_matrix() -> ResponseReturnValue:
    """What places owe each other in a month, gross and netted; payments stay gross (G-35)."""
    months = settlement.list_periods()
    asked = request.args.get("period", "")
    period = next((month for month in months if f"{month:%Y-%m}" == asked), months[0] if months else None)
    netting = settlement.net_matrix(period) if period else None
    return render("finance/net_matrix.html", months=months, period=period, netting=netting, name=_name)


@bp.get("/budget")
@allow(*FINANCE)
def show_budget() -> ResponseReturnValue:
    """What the areas may pay this year and have paid."""
    return _budget_page(_budget_form())


@bp.post("/budget")
@allow(*FINANCE)
def set_budget() -> ResponseReturnValue:
    """Set the budget of an area and year."""
    form = _budget_form()
    return perform(
        lambda: _set(form), then=lambda _: url_for(".show_budget"), back=lambda _: _budget_page(form), form=form
    )


@bp.get("/redemptions/<no>")
@allow(*FINANCE)
def show_trail(no: str) -> ResponseReturnValue:
    """One redemption's way: award, lines, batches, payments; the payer sees it wherever the holder is."""
    with scope.everything():
        found = redemption.get_redemption(no)
    trail = settlement.trail_of(found.id)
    if not trail:
        found = redemption.get_redemption(no)  # before its award only its own area knows of it
    return render("finance/trail.html", redemption=found if trail else None, trail=trail, decision=None)


def _set(form: Form) -> Budget:
    data = form.data
    return settlement.set_budget(
        area=data["area"], year=data["year"], amount_fen=data["amount"], hard=data["hard"], by=current_actor()
    )


def _budget_form() -> Form:
    areas = sorted(current_actor().areas(*FINANCE))
    return Form(
        SetBudget(), action="settlement.set_budget", submit=t("保存预算", "Save the budget"),
        values={"year": _year(), "area": areas[0] if areas else ""},
        options={"area": [(area, _name(area)) for area in areas]},
    )  # fmt: skip


def _budget_page(form: Form) -> str:
    areas = sorted(current_actor().areas(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER))
    figures = [settlement.budget_figures(area, _year()) for area in areas]
    return render("finance/budget.html", form=form, figures=figures, year=_year(), name=_name)


def _year() -> int:
    today: date = business_today()
    return today.year


def _name(code: str) -> str:
    try:
        return directory.area_name(code, lang())
    except NotFound:
        return code
