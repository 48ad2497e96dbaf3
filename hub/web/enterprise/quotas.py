"""The enterprise's quota of a year: what may be claimed, what was, what is held, and the form to claim (ZJ1-18)."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import vouchers
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import lang, t
from hub.web.page import render
from schemas.quota import ApplyForAmount
from schemas.terms import HOLDER_ROLES


@bp.get("/quotas/<programme>/<area>")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def show_quota(programme: str, area: str) -> ResponseReturnValue:
    """The quota with its figures, its claims and the form."""
    return _page(programme, area, _form(programme, area))


@bp.post("/quotas/<programme>/<area>")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def apply_for_quota(programme: str, area: str) -> ResponseReturnValue:
    """Claim an amount."""
    form = _form(programme, area)
    return perform(
        lambda: vouchers.apply_for_amount(
            programme=programme,
            area=form.data["area"],
            holder_id=_holder_id(),
            amount_fen=form.data["amount"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_quota", programme=programme, area=area),
        back=lambda _: _page(programme, area, form),
        form=form,
    )


def _form(programme: str, area: str) -> Form:
    region = directory.get_area(area).region
    counties = [one for one in directory.list_areas() if one.region == region and programme in one.programmes]
    return Form(
        ApplyForAmount(),
        action="quota.apply",
        values={"area": area},
        options={"area": [(one.code, one.names.text(lang())) for one in counties]},
        submit=t("申领", "Claim"),
    )


def _page(programme: str, area: str, form: Form) -> str:
    standing = vouchers.standing_of(programme=programme, area=area, holder_id=_holder_id(), on=business_today())
    return render(
        "enterprise/quotas/show.html",
        standing=standing,
        programme=directory.get_programme(programme),
        area=directory.get_area(area),
        lines=vouchers.list_lines(standing.instrument) if standing.instrument else [],
        form=form,
    )


def _holder_id() -> UUID:
    holder_id = current_actor().organization_id
    assert holder_id is not None
    return holder_id
