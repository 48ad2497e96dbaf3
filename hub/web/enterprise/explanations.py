"""What an enterprise is entitled to under one policy: why, what is missing, and from which sentence, on any day."""

from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity, policy, vouchers
from hub.federation import directory
from hub.kernel.errors import HubError, NotFound
from hub.policy import Decision
from hub.web import refusal
from hub.web.enterprise import bp
from hub.web.guards import allow, current_actor
from hub.web.language import lang
from hub.web.page import render
from hub.web.public.policies import date_asked
from schemas.terms import HOLDER_ROLES, Mastership

# Facts that the enterprise itself can supply, and the page on which it does.
SUPPLIED = {
    "holder.revenue_fen": "account.show_organization",
    "holder.profile_complete": "account.show_organization",
    "holder.real_name": "account.show_real_name",
    "holder.tech_sme_year": "account.show_organization",
    "holder.hnte_issued_on": "account.show_organization",
}


@bp.get("/entitlements/<programme>/<area>")
@allow(*HOLDER_ROLES)
def explain_entitlement(programme: str, area: str) -> ResponseReturnValue:
    """One policy as it answers this enterprise on a day."""
    on, wrong = date_asked()
    holder_id = current_actor().organization_id
    assert holder_id is not None
    served = directory.programmes_for(identity.get_organization(holder_id).division)
    if (programme, area) not in {(one.code, place.code) for one, place in served}:
        raise NotFound()
    in_force = policy.policy_in_force(programme, area, on)
    decision = _answer(programme, area, on)
    return render(
        "enterprise/vouchers/explanation.html",
        policy=in_force,
        programme=directory.get_programme(programme),
        area=directory.get_area(area),
        on=on,
        wrong=wrong,
        decision=decision,
        missing=_missing(decision) if decision else [],
        sections=policy.describe(in_force.draft, lang()),
    ), 422 if wrong else 200


def _answer(programme: str, area: str, on: date) -> Decision | None:
    """What a new application would be told; None where the region's platform is asked instead."""
    if directory.mastership(programme, area, "application", on) is Mastership.REGION:
        return None
    holder_id = current_actor().organization_id
    assert holder_id is not None
    question = vouchers.application_question(programme=programme, area=area, holder_id=holder_id, on=on)
    try:
        return policy.preview(question)
    except HubError as error:
        refusal.show(error)
        return None


def _missing(decision: Decision) -> list[tuple[str, str | None]]:
    """What is not known yet, by name, with the page where the enterprise can supply it."""
    names = dict.fromkeys(name for result in decision.unknown for name in result.missing)
    return [(policy.fact_name(name, lang()), _page_of(name)) for name in names]


def _page_of(name: str) -> str | None:
    return url_for(SUPPLIED[name]) if name in SUPPLIED else None
