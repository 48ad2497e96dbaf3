"""The area's redemptions: queue, one redemption with its evidence, and everything the reviewers do with it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption, reviews
from hub.integrity import Moment, ReleasedByYou
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.redemption import Redemption
from hub.reviews import ExpertDraw, Review
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.redeeming import review_forms as forms_of
from hub.web.redeeming.checklist import Judging, as_sent, items_by_review, judging_of
from hub.web.redeeming.files import send_paper
from hub.web.redeeming.history import history_of
from hub.web.redeeming.queue_rows import queue_of
from hub.web.redeeming.view import RedemptionView, view_of
from schemas.terms import ReviewDecision, Role

REVIEWERS = (Role.REVIEWER_INITIAL, Role.ASSESSOR, Role.PROVINCE_CENTER, Role.AGENCY)
READERS = (
    *REVIEWERS,
    Role.NOTICE_OFFICER,
    Role.OBJECTION_DECIDER,
    Role.AREA_ADMIN,
    Role.FINANCE_OFFICER,
    Role.FINANCE_APPROVER,
    Role.AUDITOR,
)


@bp.get("/redemptions")
@allow(*READERS)
def list_redemptions() -> ResponseReturnValue:
    """What waits for this officer first, then all redemptions of the areas."""
    actor = current_actor()
    tab, words = request.args.get("tab", ""), request.args.get("words", "")
    areas = sorted(actor.areas(*READERS))
    found = redemption.list_redemptions(areas=areas, tab=tab, words=words, page=page_asked_for())
    waiting = [review for review in reviews.list_queue(actor) if review.subject == "redemption"]
    unassigned = [r for area in sorted(actor.areas(*reviews.MAY_ASSIGN)) for r in reviews.list_unassigned(area)]
    paging = Paging(found.page, found.total, 10)
    return render(
        "area/redemptions/list.html", found=found, paging=paging, tab=tab, words=words,
        waiting=waiting, unassigned=unassigned,
    )  # fmt: skip


@bp.get("/redemptions/<no>")
@allow(*READERS)
def show_redemption(no: str) -> ResponseReturnValue:
    """One redemption."""
    return _page(no)


@bp.get("/redemptions/<no>/files/<uuid:file_id>")
@allow(*READERS)
def download_paper(no: str, file_id: UUID) -> Response:
    """One of its files."""
    return send_paper(find(no), file_id)


@bp.post("/redemptions/<no>/assign")
@allow(*reviews.MAY_ASSIGN)
def assign_expert(no: str) -> ResponseReturnValue:
    """Ask an expert."""
    review = reviews.find_pending("redemption", redemption.get_redemption(no).id)
    form = forms_of.assign_form(review, _url(no)) if review else Form(action="review.assign")
    return act(no, form, lambda found, data: redemption.assign_expert(
        redemption=found, expert=data.get("expert", ""), by=current_actor()
    ))  # fmt: skip


@bp.post("/redemptions/<no>/draw")
@allow(*reviews.MAY_ASSIGN)
def draw_expert(no: str) -> ResponseReturnValue:
    """Draw an expert by a seed that is kept."""
    return act(no, forms_of.draw_form(_url(no)), lambda found, data: redemption.draw_expert(
        redemption=found, seed=data["seed"], by=current_actor()
    ))  # fmt: skip


@bp.post("/redemptions/<no>/items")
@allow(*REVIEWERS)
def judge_items(no: str) -> ResponseReturnValue:
    """Keep what was said of each item."""
    judging = _judging(view_of(find(no)))
    if judging is None:
        raise reviews.NothingPending()
    return perform(
        lambda: reviews.desk.judge_items(review=_pending(no), judged=judging.judged(), by=current_actor()),
        then=lambda _: url_for(".show_redemption", no=no),
        back=lambda error: _page(no, None, error, judging=as_sent(judging, request.form)),
        form=judging.form,
    )


@bp.post("/redemptions/<no>/undo")
@allow(*REVIEWERS)
def undo_decision(no: str) -> ResponseReturnValue:
    """Take one's own decision back."""
    return _reasoned(no, forms_of.undo_form(_url(no)), redemption.undoing.undo_decision)


@bp.post("/redemptions/<no>/recheck")
@allow(*redemption.MAY_RELEASE)
def recheck(no: str) -> ResponseReturnValue:
    """Look again before the notice, and hold what is found."""
    return act(no, None, lambda found, _: redemption.withholding.hold_if_found(found, Moment.NOTICE))


@bp.post("/redemptions/<no>/report")
@allow(Role.ASSESSOR, Role.PROVINCE_CENTER)
def report_refund(no: str) -> ResponseReturnValue:
    """Record a refund or a red-letter invoice."""
    return act(no, forms_of.report_form(_url(no)), lambda found, data: redemption.clawback.report_refund(
        redemption=found, kind=data["kind"], amount_fen=data["amount"], reason=data["reason"], by=current_actor()
    ))  # fmt: skip


@bp.post("/redemptions/<no>/pass")
@allow(*REVIEWERS)
def pass_review(no: str) -> ResponseReturnValue:
    """Pass the open stage."""
    return _opinion(no, forms_of.pass_form(_url(no)), ReviewDecision.PASS)


@bp.post("/redemptions/<no>/send-back")
@allow(*REVIEWERS)
def return_review(no: str) -> ResponseReturnValue:
    """Return from the open stage."""
    return _opinion(no, forms_of.send_back_form(_url(no)), ReviewDecision.RETURN)


@bp.post("/redemptions/<no>/refuse")
@allow(*REVIEWERS)
def refuse_review(no: str) -> ResponseReturnValue:
    """Refuse in the open stage."""
    return _opinion(no, forms_of.refuse_form(_url(no)), ReviewDecision.REFUSE)


@bp.post("/redemptions/<no>/assess")
@allow(*REVIEWERS)
def assess_redemption(no: str) -> ResponseReturnValue:
    """Fix the amount."""
    form = forms_of.assess_form(view_of(redemption.get_redemption(no)), _url(no))
    return act(no, form, lambda found, data: redemption.assess_redemption(
        redemption=found, amount_fen=data["amount"], opinion=data["opinion"], by=current_actor()
    ))  # fmt: skip


@bp.post("/redemptions/<no>/return")
@allow(*REVIEWERS)
def return_redemption(no: str) -> ResponseReturnValue:
    """Send it back for correction."""
    return act(no, forms_of.return_form(_url(no)), lambda found, data: redemption.return_redemption(
        redemption=found, reason=forms_of.with_phrase(data, "reason"), correct_by=data["correct_by"],
        by=current_actor(),
    ))  # fmt: skip


@bp.post("/redemptions/<no>/reject")
@allow(*REVIEWERS)
def reject_redemption(no: str) -> ResponseReturnValue:
    """Reject it for good."""
    return _reasoned(no, forms_of.reject_form(_url(no)), redemption.reject_redemption)


@bp.post("/redemptions/<no>/release")
@allow(*reviews.MAY_ASSIGN)
def release_held(no: str) -> ResponseReturnValue:
    """Release what a check holds."""
    form = forms_of.release_form(_url(no))
    return perform(
        lambda: redemption.release_held(redemption=find(no), reason=form.data["reason"], by=current_actor()),
        then=lambda _: url_for(".show_redemption", no=no),
        back=lambda error: _release_refused(no, form, error),
        form=form,
    )


def _release_refused(no: str, form: Form, error: HubError) -> str:
    """A second try by the same person is refused and stays on record (G-48)."""
    if isinstance(error, ReleasedByYou):
        with unit_of_work():
            redemption.record_refused_release(redemption=find(no), reason=form.data["reason"], by=current_actor())
    return _page(no, form, error)


@bp.post("/redemptions/<no>/reversal")
@allow(Role.ASSESSOR, Role.PROVINCE_CENTER)
def propose_reversal(no: str) -> ResponseReturnValue:
    """Propose to take back part of the award."""
    return act(no, forms_of.propose_form(_url(no)), lambda found, data: redemption.propose_reversal(
        redemption=found, amount_fen=data["amount"], reason=data["reason"], by=current_actor()
    ))  # fmt: skip


@bp.post("/redemptions/<no>/reversal/confirm")
@allow(Role.ASSESSOR, Role.PROVINCE_CENTER, Role.FINANCE_APPROVER)
def confirm_reversal(no: str) -> ResponseReturnValue:
    """Confirm what another person proposed."""
    return act(no, None, lambda found, _: redemption.confirm_reversal(redemption=found, by=current_actor()))


def _opinion(no: str, form: Form, decision: ReviewDecision) -> ResponseReturnValue:
    return act(no, form, lambda found, data: redemption.give_opinion(
        redemption=found, decision=decision, opinion=forms_of.with_phrase(data, "opinion"),
        correct_by=data.get("correct_by"), by=current_actor(),
    ))  # fmt: skip


def _reasoned(no: str, form: Form, action: Callable[..., object]) -> ResponseReturnValue:
    return act(no, form, lambda found, data: action(redemption=found, reason=data["reason"], by=current_actor()))


def act(no: str, form: Form | None, action: Callable[[Redemption, dict[str, Any]], Any]) -> ResponseReturnValue:
    """Do something with a redemption and go back to its page."""
    return perform(
        lambda: action(find(no), form.data if form else {}),
        then=lambda _: url_for(".show_redemption", no=no),
        back=lambda error: _page(no, form, error),
        form=form,
    )


def find(no: str) -> Redemption:
    """The redemption with this number; what was never submitted is nothing for the area to read."""
    found = redemption.get_redemption(no)
    if found.submitted_at is None:
        raise redemption.RedemptionUnknown()
    return found


def _url(no: str) -> Callable[..., str]:
    return lambda endpoint, **values: url_for(f".{endpoint}", no=no, **values)


def _pending(no: str) -> Review:
    found = reviews.find_pending("redemption", find(no).id)
    if found is None:
        raise reviews.NothingPending()
    return found


def _judging(view: RedemptionView) -> Judging | None:
    """The checklist, for whoever decides the open stage."""
    review = view.pending
    if review is None or not reviews.may_decide(review, current_actor()):
        return None
    return judging_of(view, review, _url(view.redemption.no)("judge_items"))


def _page(no: str, sent: Form | None = None, error: HubError | None = None, *, judging: Judging | None = None) -> str:
    found = find(no)
    view = view_of(found)
    forms = forms_of.reviewer_forms(view, current_actor(), _url(no))
    if sent is not None:
        forms = {name: sent if form.action == sent.action else form for name, form in forms.items()}
    return render(
        "area/redemptions/show.html", view=view, forms=forms, error=error, judging=judging or _judging(view),
        items_of=items_by_review(), next_no=_next(no), draws=_draws(view),
        history=history_of(found),
    )  # fmt: skip


def _next(no: str) -> str | None:
    """What waits longest for this person besides this one."""
    actor = current_actor()
    if not actor.has(*REVIEWERS):
        return None
    return next((row.no for row in queue_of(actor) if row.no != no), None)


def _draws(view: RedemptionView) -> Sequence[ExpertDraw]:
    return [draw for review in view.reviews for draw in reviews.desk.list_draws(review.id)]
