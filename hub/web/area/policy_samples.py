"""Sample values of an area's policy, each confirmed by an approver or replaced in a draft."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import policy
from hub.policy import PolicyInForce, amendments
from hub.web.area import bp
from hub.web.area.policies import READERS, find_own
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.public.policies import programme_name
from schemas.amendment import ConfirmValues
from schemas.terms import Role


@bp.get("/policies/<programme>/<area>/samples")
@allow(*READERS)
def show_samples(programme: str, area: str) -> ResponseReturnValue:
    """What is still a sample."""
    return _page(find_own(programme, area))


@bp.post("/policies/<programme>/<area>/samples")
@allow(Role.POLICY_APPROVER)
def confirm_samples(programme: str, area: str) -> ResponseReturnValue:
    """Confirm the values that were ticked."""
    form = _form(one := find_own(programme, area))
    return perform(
        lambda: policy.confirm_sample(one, reason=form.data["reason"], paths=form.data["paths"], by=current_actor()),
        then=lambda _: url_for(".show_samples", programme=programme, area=area),
        back=lambda _: _page(find_own(programme, area), form),
        form=form,
    )


def _page(one: PolicyInForce, sent: Form | None = None) -> str:
    waiting = policy.values_to_confirm(one)
    confirms = current_actor().has(Role.POLICY_APPROVER, area=one.area)
    return render(
        "area/policies/samples.html",
        policy=one,
        programme=programme_name(one.programme),
        waiting=waiting,
        live=amendments.find_live_amendment(one.policy_id),
        form_confirm=(sent or _form(one)) if confirms and waiting else None,
    )


def _form(one: PolicyInForce) -> Form:
    options = [
        (found.value.path, t("：", ": ").join((t(*found.name), t(*found.words))))
        for found in policy.values_to_confirm(one)
    ]
    return Form(
        ConfirmValues(),
        action="policy.confirm_values",
        url=url_for(".confirm_samples", programme=one.programme, area=one.area),
        options={"paths": options},
        submit=t("确认所选数值", "Confirm these values"),
    )
