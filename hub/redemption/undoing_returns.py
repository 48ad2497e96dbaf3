"""Taking back a return: while the firm has changed nothing yet, and what it was made of can be claimed again."""

import hashlib

from sqlalchemy import select

from hub import orders
from hub.kernel.actor import Actor
from hub.kernel.canonical import canonical
from hub.kernel.db import db
from hub.kernel.states import StateChange, move
from hub.redemption import disputes, holding
from hub.redemption.models import Redemption
from hub.redemption.parts import Parts, parts_of
from hub.reviews import Review, ReviewState, list_reviews
from schemas.terms import RedemptionState

S = RedemptionState
IN_HAND = frozenset({S.SUBMITTED, S.IN_REVIEW})


def fingerprint_of(redemption: Redemption, parts: Parts) -> str:
    """The hash of everything that was handed in: one figure, word or file changed gives another."""
    papers = [
        *((one.sha256, one.code, one.number, str(one.date), one.amount_fen, one.title, one.buyer_name, one.buyer_uscc,
           one.seller_name, one.seller_uscc, sorted(map(str, parts.covers[one.id]))) for one in parts.invoices),
        *((one.sha256, one.amount_fen, one.payer_name, one.payer_account_index) for one in parts.receipts),
        *((one.sha256, one.slot, one.title, one.amount_fen) for one in parts.materials),
    ]  # fmt: skip
    handed_in = {
        "papers": sorted(repr(paper) for paper in papers),
        "orders": sorted(f"{one.order_no}/{one.amount_fen}" for one in parts.orders),
        "texts": {name: str(text) for name, text in redemption.texts.items()},
        "contract_fen": redemption.contract_fen,
    }
    return hashlib.sha256(canonical(handed_in)).hexdigest()


def returned_by(redemption: Redemption, by: Actor) -> Review | None:
    """The stage that this person returned it at, if that can still be taken back; None where it cannot."""
    if redemption.state is not S.RETURNED or by.account_id is None or redemption.handed_in_sha256 is None:
        return None
    last = db.session.execute(
        select(StateChange)
        .where(StateChange.subject == "redemption", StateChange.subject_id == redemption.id)
        .order_by(StateChange.at.desc(), StateChange.id.desc())
        .limit(1)
    ).scalar_one()
    if last.to_state != S.RETURNED or last.from_state not in IN_HAND or last.account_id != by.account_id:
        return None
    round_ = [one for one in list_reviews("redemption", redemption.id) if one.round == redemption.round]
    review = max(round_, key=lambda one: (one.opened_at, one.id), default=None)
    if review is None or review.state not in (ReviewState.RETURNED, ReviewState.CANCELLED):
        return None
    untouched = fingerprint_of(redemption, parts_of(redemption)) == redemption.handed_in_sha256
    return review if untouched and disputes.find_open(redemption.id) is None else None


def take_back_return(redemption: Redemption, review: Review, *, reason: str, by: Actor) -> None:
    """Claim again what was held again, and put orders and redemption where they stood before the return."""
    covered = parts_of(redemption).orders
    ids = [part.order_id for part in covered]
    holding.claim_all(redemption, covered, by=by)
    if redemption.institution_id is None:
        orders.begin_redemption(order_ids=ids, redemption_id=redemption.id, by=by)
    else:
        orders.await_holder(order_id=ids[0], redemption_id=redemption.id, by=by)
        orders.finish_orders(order_ids=ids, by=by)
    if review.state is ReviewState.RETURNED:
        move(review, ReviewState.UNDONE, by=by, reason=reason)
    redemption.reason = None
    move(redemption, S.SUBMITTED, by=by, reason=reason, correct_by=None)
