"""Passing several at once where the area's limit allows it: a random sample of a recorded seed stays to be read."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from hub import integrity, reviews
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.redemption import desk_errors, errors
from hub.redemption.assessing import give_opinion
from hub.redemption.models import Redemption
from hub.redemption.queries import get_redemption
from hub.redemption.whole import whole
from hub.reviews import BulkPass, Review
from hub.reviews.rules import sample_of
from schemas.terms import ReviewDecision, Role

OPINION = "批量通过"
PASSED, SAMPLED, REFUSED = "passed", "sampled", "refused"


@dataclass(frozen=True)
class BulkRow:
    """What became of one redemption: passed, kept out by the sample, or refused with a sentence."""

    no: str
    outcome: str
    zh: str = ""
    en: str = ""


def why_not_in_bulk(redemption: Redemption, review: Review | None) -> tuple[str, str] | None:
    """Why it has to be looked at by itself, in both languages; None where it may be passed with others."""
    limit_fen = integrity.thresholds_of(redemption.area).of("approval_limit_yuan") * 100
    if review is None or review.role is Role.EXPERT:
        return "该环节不能批量办理", "this stage is not passed in bulk"
    if redemption.amount_fen is None or redemption.amount_fen > limit_fen:
        return "金额超过简易办理限额", "the amount exceeds the simple procedure's limit"
    if any(hit.round == redemption.round for hit in integrity.list_hits("redemption", redemption.id)):
        return "真实性核查有提示，须逐件审查", "a check found something: it has to be read"
    return None


def pass_in_bulk(*, nos: Sequence[str], by: Actor, seed: str | None = None) -> BulkPass:
    """Pass the chosen redemptions but for a random sample; every one has its own outcome, none stops the others.

    Raises:
        NothingChosen: the list is empty.
        BulkMixed: they belong to several areas.
    """
    found = [get_redemption(no) for no in dict.fromkeys(nos)]
    if not found:
        raise desk_errors.NothingChosen(field="redemptions")
    areas = {one.area for one in found}
    if len(areas) > 1:
        raise desk_errors.BulkMixed(field="redemptions")
    area, seed = areas.pop(), seed or secrets.token_hex(16)
    percent = integrity.thresholds_of(area).of("bulk_sample_percent")
    pending = {one.no: reviews.find_pending("redemption", one.id) for one in found}
    fit = [one for one in found if why_not_in_bulk(one, pending[one.no]) is None]
    sampled = set(sample_of(seed, [one.no for one in fit], percent)) if len(fit) > 1 else set()
    rows = [_row(one, pending[one.no], sampled, by) for one in found]
    made = BulkPass(
        area=area, seed=seed, percent=percent, rows=[asdict(row) for row in rows], passed_by=by.account_id,
        passed_by_name=by.name, passed_at=business_now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _row(redemption: Redemption, review: Review | None, sampled: set[str], by: Actor) -> BulkRow:
    why = why_not_in_bulk(redemption, review)
    if why is not None:
        return BulkRow(redemption.no, REFUSED, *why)
    if redemption.no in sampled:
        return BulkRow(redemption.no, SAMPLED, "随机抽中，须逐件审查", "drawn at random: it has to be read")
    try:
        _pass(redemption, by)
    except HubError as error:
        return BulkRow(redemption.no, REFUSED, error.text("zh"), error.text("en"))
    return BulkRow(redemption.no, PASSED)


@whole
def _pass(redemption: Redemption, by: Actor) -> None:
    give_opinion(redemption=redemption, decision=ReviewDecision.PASS, opinion=OPINION, by=by, in_bulk=True)


def get_bulk_pass(bulk_id: UUID) -> BulkPass:
    """What became of a bulk pass.

    Raises:
        RedemptionUnknown: there is none here.
    """
    found = db.session.execute(select(BulkPass).where(BulkPass.id == bulk_id)).scalar_one_or_none()
    if found is None:
        raise errors.RedemptionUnknown()
    return found
