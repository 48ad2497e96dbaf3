"""Fixing the amount: reservations are posted, the payer owes, the region is told."""

from datetime import date, datetime

from hub import ledger, orders
from hub.identity import get_organization
from hub.integrity import Moment
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.states import move
from hub.ledger import period_of
from hub.policy import get_decision
from hub.redemption import holding, telling, withholding
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from hub.redemption.unused import give_back_unused
from hub.reviews import ReviewState, list_reviews
from schemas.terms import RedemptionState, yuan_grouped

S = RedemptionState


def award(redemption: Redemption, *, by: Actor) -> None:
    """Book the award and pass the redemption on to the public notice, or to payment where the policy asks for none.

    Where no stage has set the amount, it is the one applied for.
    """
    now = business_now()
    amount_fen = redemption.amount_fen if redemption.assessed_fen is None else redemption.assessed_fen
    assert amount_fen is not None
    covered = parts_of(redemption).orders
    parts = holding.parts_for_orders(redemption, covered, amount_fen)
    assert redemption.payee_id is not None
    payee = get_organization(redemption.payee_id)
    ledger.award(
        redemption_id=redemption.id,
        shares=holding.shares_of(redemption, covered, amount_fen),
        programme=redemption.programme,
        payer_area=str(redemption.payer_area),
        payee_id=payee.id,
        payee_kind=str(redemption.payee_kind),
        payee_area=payee.area,
        payee_region=payee.region,
        # Where no buyer agrees, lines queue by the time of their assessment (G-36).
        agreed_at=redemption.agreed_at or now,
        policy_version=str(redemption.version_label),
        by=by,
        ref=_award_ref(redemption),
    )
    failpoint("redemption.award.after_ledger")
    for order, fen in zip(covered, parts, strict=True):
        order.awarded_fen = fen
        orders.note_amounts(order_id=order.order_id, assessed_fen=fen)
        orders.tell_consumed(order_id=order.order_id, amount_fen=fen, redemption_no=redemption.no)
    redemption.assessed_fen, redemption.assessed_at = amount_fen, now
    redemption.stage = None
    db.session.flush()
    telling.record("redemption.assessed", redemption, by=by, after={"assessed_fen": amount_fen, "shares": parts})
    telling.tell_starter("redemption.assessed", redemption, amount=yuan_grouped(amount_fen))
    if not withholding.hold_if_found(redemption, Moment.NOTICE) and not _is_published(redemption):
        become_payable(redemption, at=now, by=by)


def _award_ref(redemption: Redemption) -> str:
    """One for each time that the round is assessed: an assessment that was taken back is made anew."""
    undone = sum(
        one.round == redemption.round and one.state is ReviewState.UNDONE
        for one in list_reviews("redemption", redemption.id)
    )
    return f"{redemption.no}/{redemption.round}" + (f"/{undone}" if undone else "")


def _is_published(redemption: Redemption) -> bool:
    assert redemption.decision_id is not None
    return any(step.step == "publicity" for step in get_decision(redemption.decision_id).chain)


def become_payable(
    redemption: Redemption, *, at: datetime, noticed_until: date | None = None, by: Actor = THE_HUB
) -> None:
    """Settlement may take the award from ``at`` on.

    An institution's award belongs to the month of the buyer's agreement, a holder's to that of the last day of its
    notice (G-37).
    """
    if withholding.hold_if_found(redemption, Moment.PAYMENT):
        return
    move(redemption, S.PAYABLE, by=by, payable_at=at)
    last_day = noticed_until or at.astimezone(SHANGHAI).date()
    period = period_of(redemption.agreed_at) if redemption.agreed_at else last_day.replace(day=1)
    ledger.make_eligible(redemption_id=redemption.id, eligible_at=at, period=period)
    failpoint("redemption.payable.after_ledger")
    give_back_unused(redemption, by=by, reason="实际兑现低于批准金额")
    telling.record("redemption.payable", redemption, by=by)
    telling.tell_starter("redemption.payable", redemption)
