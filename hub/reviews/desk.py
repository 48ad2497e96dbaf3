"""The reviewer's desk: items judged one by one, reusable phrases, experts drawn by a recorded seed."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from hub import audit
from hub.identity import find_account_by_username, list_experts
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.reviews import errors
from hub.reviews.desk_models import ExpertDraw, ReviewItem, ReviewPhrase, Verdict
from hub.reviews.models import Review, ReviewState
from hub.reviews.rules import drawn_order
from hub.reviews.service import MAY_ASSIGN, assign, eligible_experts, may_decide
from schemas.terms import Role

PHRASES_AT_MOST = 100


@dataclass(frozen=True)
class Judged:
    """One line of the checklist as it was sent."""

    item: str
    label: str
    verdict: Verdict
    note: str = ""


def judge_items(*, review: Review, judged: Iterable[Judged], by: Actor) -> None:
    """Keep what the reviewer says of each item; a later judgement of the same item replaces it.

    Raises:
        NotYours: another decides this stage.
        ItemNoteMissing: what is to be corrected or fails says why.
    """
    if review.state is not ReviewState.PENDING:
        raise errors.NothingPending()
    if not may_decide(review, by):
        raise errors.NotYours(who=review.assignee_name or review.role.value, who_en=review.role.value)
    known = {one.item: one for one in list_items(review.id)}
    for line in judged:
        if line.verdict is not Verdict.RIGHT and not line.note.strip():
            raise errors.ItemNoteMissing(label=line.label)
        row = known.get(line.item) or ReviewItem(review_id=review.id, area=review.area, item=line.item)
        row.label, row.verdict, row.note = line.label, line.verdict, line.note.strip()
        row.judged_by, row.judged_at = by.account_id, business_now()
        db.session.add(row)
    db.session.flush()


def list_items(review_id: UUID) -> Sequence[ReviewItem]:
    """The items judged in a stage, in the order of their labels' first judgement."""
    found = select(ReviewItem).where(ReviewItem.review_id == review_id)
    return db.session.execute(found.order_by(ReviewItem.judged_at, ReviewItem.id)).scalars().all()


def what_to_correct(review_id: UUID) -> str:
    """The reason of a return as the checklist already says it: every item that is not right, with its note."""
    wrong = [one for one in list_items(review_id) if one.verdict is not Verdict.RIGHT]
    return "\n".join(f"{number}. {one.label}：{one.note}" for number, one in enumerate(wrong, 1))


def list_phrases(areas: Iterable[str], *, account_id: UUID | None) -> Sequence[ReviewPhrase]:
    """The areas' phrases and the officer's own, the area's first."""
    found = select(ReviewPhrase).where(
        ReviewPhrase.area.in_(list(areas)),
        ReviewPhrase.removed_at.is_(None),
        or_(ReviewPhrase.account_id.is_(None), ReviewPhrase.account_id == account_id),
    )
    ordered = found.order_by(ReviewPhrase.account_id.is_not(None), ReviewPhrase.added_at)
    return db.session.execute(ordered).scalars().all()


def add_phrase(*, area: str, text: str, own: bool, by: Actor) -> ReviewPhrase:
    """Keep a sentence for later; the area's phrases are its administrator's and its assessors' to write.

    Raises:
        TooManyPhrases: there are enough.
    """
    by.require(Role.AREA_ADMIN, *MAY_ASSIGN, Role.AGENCY, area=area)
    if not own:
        by.require(Role.AREA_ADMIN, Role.ASSESSOR, Role.PROVINCE_CENTER, area=area)
    if len(list_phrases([area], account_id=by.account_id)) >= PHRASES_AT_MOST:
        raise errors.TooManyPhrases(count=PHRASES_AT_MOST)
    phrase = ReviewPhrase(
        area=area, account_id=by.account_id if own else None, text=text.strip(), added_by_name=by.name,
        added_at=business_now(),
    )  # fmt: skip
    db.session.add(phrase)
    db.session.flush()
    return phrase


def remove_phrase(*, phrase_id: UUID, by: Actor) -> None:
    """Take a phrase out of the list: one's own, or the area's by whoever may write those."""
    phrase = db.session.get(ReviewPhrase, phrase_id)
    if phrase is None or phrase.account_id not in (None, by.account_id):
        raise errors.PhraseUnknown()
    if phrase.account_id is None:
        by.require(Role.AREA_ADMIN, Role.ASSESSOR, Role.PROVINCE_CENTER, area=phrase.area)
    phrase.removed_at = phrase.removed_at or business_now()
    db.session.flush()


def draw_expert(*, review: Review, by: Actor, seed: str | None = None) -> ExpertDraw:
    """Draw one of the area's experts whom F-17 lets through, by a seed that is kept with the pool, and ask that one.

    Raises:
        NobodyToDraw: nobody is left in the pool.
        NothingToAssign: the stage is no expert's.
    """
    by.require(*MAY_ASSIGN, area=review.area)
    if review.role is not Role.EXPERT or review.state is not ReviewState.PENDING:
        raise errors.NothingToAssign()
    fit = {account.username: account for account in eligible_experts(review) if account.username}
    asked_before = {one.drawn for one in list_draws(review.id)}
    pool = drawn_order("", set(fit) - asked_before) or drawn_order("", fit)
    if not pool:
        raise errors.NobodyToDraw()
    seed = seed or secrets.token_hex(16)
    drawn = drawn_order(seed, pool)[0]
    everybody = {account.username for account in list_experts(review.area) if account.username}
    made = ExpertDraw(
        review_id=review.id, area=review.area, seed=seed, pool=sorted(pool),
        passed_over=sorted(everybody - set(pool)), drawn=drawn, drawn_by=by.account_id, drawn_by_name=by.name,
        drawn_at=business_now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(
        "review.drawn",
        by=by,
        subject=review.subject,
        subject_id=review.subject_id,
        subject_no=review.subject_no,
        areas=(review.area,),
        after={"seed": seed, "pool": sorted(pool), "drawn": drawn},
    )
    account = find_account_by_username(drawn)
    assert account is not None
    assign(review=review, expert=drawn, by=by)
    return made


def list_draws(review_id: UUID) -> Sequence[ExpertDraw]:
    """The draws for a stage, the first first."""
    found = select(ExpertDraw).where(ExpertDraw.review_id == review_id)
    return db.session.execute(found.order_by(ExpertDraw.drawn_at, ExpertDraw.id)).scalars().all()


def verdicts_of(review_id: UUID) -> Mapping[str, ReviewItem]:
    """The judged items by their code."""
    return {one.item: one for one in list_items(review_id)}
