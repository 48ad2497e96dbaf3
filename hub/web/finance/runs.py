"""Ask for a settlement run that the calendar does not make: a month that was missed, or a further run of one."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import settlement
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.ledger import PayeeKind
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.settlement import AskRun
from schemas.terms import Role


@bp.get("/runs/new")
@allow(Role.FINANCE_OFFICER)
def new_run() -> ResponseReturnValue:
    """The form, and when runs happen by themselves."""
    return _page(_form())


@bp.post("/runs/new")
@allow(Role.FINANCE_OFFICER)
def ask_run() -> ResponseReturnValue:
    """Ask for a run; a job makes the batch, which appears in the list."""
    form = _form()
    return perform(
        lambda: settlement.ask_run(
            payer_area=form.data["area"], kind=PayeeKind(form.data["kind"]), period=form.data["period"],
            by=current_actor(),
        ),
        then=lambda count: url_for(".list_batches", asked=count),
        back=lambda _: _page(form),
        form=form,
    )  # fmt: skip


def _form() -> Form:
    areas = sorted(current_actor().areas(Role.FINANCE_OFFICER))
    month = settlement.previous_month(business_today())
    return Form(
        AskRun(), action="settlement.ask_run", submit=t("立即清算", "Settle now"),
        values={"area": areas[0] if areas else "", "kind": "institution", "period": month},
        options={"area": [(area, directory.area_name(area, lang())) for area in areas]},
    )  # fmt: skip


def _page(form: Form) -> str:
    days = {area: directory.get_area(area).settlement for area in sorted(current_actor().areas(Role.FINANCE_OFFICER))}
    return render("finance/runs/new.html", form=form, days=days)
