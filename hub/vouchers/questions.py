"""What the policy is asked about an application, and what its answer means for the next step."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from hub.identity import holder_facts
from hub.integrity import sanctions
from hub.kernel.scope import everything
from hub.ledger import available_on, granted_in_year
from hub.policy import Decision, Question, preview
from hub.vouchers.models import VoucherApplication
from hub.vouchers.per_order import order_side
from hub.vouchers.queries import find_quota
from schemas.terms import QualificationKind


def application_question(
    *,
    programme: str,
    area: str,
    holder_id: UUID,
    on: date,
    kind: QualificationKind | None = None,
    revenue_fen: int | None = None,
    already_this_year: bool = False,
    stamped: bool = True,
    asked_fen: int | None = None,
) -> Question:
    """The question of phase ``application`` for one holder on one day."""
    facts: dict[str, Any] = dict(holder_facts(holder_id, on))
    facts["holder.sanctioned"] = sanctions.find_in_force(holder_id, programme=programme, on=on) is not None
    facts["application.on"] = on
    facts["application.already_this_year"] = already_this_year
    facts["application.stamped"] = stamped
    facts |= _claimed(programme, area, holder_id, on.year)
    if kind is not None:
        facts["application.kind"] = str(kind)
    if revenue_fen is not None:
        facts["holder.revenue_fen"] = revenue_fen
    if asked_fen is not None:
        facts["application.asked_fen"] = asked_fen
    return Question(phase="application", programme=programme, area=area, anchors={"application": on}, facts=facts)


def _claimed(programme: str, area: str, holder_id: UUID, year: int) -> dict[str, Any]:
    """What was claimed of the year, and what of it is not used yet (G-23)."""
    quota = find_quota(holder_id, programme, area, year)
    with everything():
        return {
            "application.claimed_fen": granted_in_year(holder_id, programme, year),
            "application.held_fen": available_on(quota.id) if quota else 0,
        }


def question_of(
    application: VoucherApplication, *, on: date, already_this_year: bool, stamped: bool = True
) -> Question:
    """The question about an application as it is filled in."""
    question = application_question(
        programme=application.programme,
        area=application.area,
        holder_id=application.holder_id,
        on=on,
        kind=application.kind,
        revenue_fen=application.revenue_fen,
        asked_fen=application.asked_fen,
        already_this_year=already_this_year,
        stamped=stamped,
    )
    if application.order_id is None:
        return question
    return replace(question, facts={**question.facts, **order_side().seller_facts(application, on)})


def answer_now(application: VoucherApplication, *, on: date) -> Decision:
    """What the policy would say to the draft, without storing it: for its material slots and its preview."""
    return preview(question_of(application, on=on, already_this_year=False))


def one_a_year(application: VoucherApplication, *, on: date) -> bool:
    """Whether the policy refuses a second application of the year: asked, not assumed."""
    again = preview(question_of(application, on=on, already_this_year=True))
    return again.outcome == "deny" and answer_now(application, on=on).outcome != "deny"
