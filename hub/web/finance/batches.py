"""Settlement batches for the payer's finance people: the list, one batch, review, signature, discard, payment file."""

from collections.abc import Callable

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption, settlement
from hub.kernel.db import unit_of_work
from hub.settlement import Batch, DisputeOutcome
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.finance.reading import batch_context, list_context
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import page_asked_for
from schemas.settlement import DiscardBatch, SettleDispute
from schemas.terms import BatchState, ExchangeState, Role

FINANCE = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)


@bp.get("/")
@allow(*FINANCE)
def home() -> ResponseReturnValue:
    """What waits for this person."""
    batches = settlement.list_batches()
    mine = [batch for batch in batches if _forms(batch)]
    blocked = settlement.list_blocked_in(current_actor().areas(*FINANCE))
    approving = current_actor().areas(Role.FINANCE_APPROVER)
    reversals = redemption.list_reversals_to_confirm(approving, by=current_actor())
    return render("finance/home.html", mine=mine, blocked=blocked, reversals=reversals)


@bp.get("/batches")
@bp.get("/batches/")
@allow(*FINANCE)
def list_batches() -> ResponseReturnValue:
    """The batches of the person's areas, newest first."""
    return render("finance/batches/list.html", **list_context())


@bp.get("/batches/<no>")
@allow(*FINANCE)
def show_batch(no: str) -> ResponseReturnValue:
    """One batch with its lines, payouts, what was left out and why."""
    return _page(no)


@bp.post("/batches/<no>/review")
@allow(Role.FINANCE_OFFICER)
def review_batch(no: str) -> ResponseReturnValue:
    """Review a computed batch."""
    return _act(no, "settlement.review", lambda batch: settlement.review_batch(batch=batch, by=current_actor()))


@bp.post("/batches/<no>/sign")
@allow(Role.FINANCE_APPROVER)
def sign_batch(no: str) -> ResponseReturnValue:
    """Sign a reviewed batch, as another person."""
    return _act(no, "settlement.sign", lambda batch: settlement.sign_batch(batch=batch, by=current_actor()))


@bp.post("/batches/<no>/discard")
@allow(*FINANCE)
def discard_batch(no: str) -> ResponseReturnValue:
    """Give a batch up before it is signed, with a reason."""
    form = _discard_form(no)
    return perform(
        lambda: settlement.discard_batch(
            batch=settlement.get_batch(no), by=current_actor(), reason=form.data["reason"]
        ),
        then=lambda _: url_for(".show_batch", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


@bp.post("/batches/<no>/take")
@allow(Role.FINANCE_OFFICER)
def take_instruction(no: str) -> ResponseReturnValue:
    """Take the payment file to the treasury."""
    return _act(no, "settlement.take", lambda batch: settlement.take_instruction(batch=batch, by=current_actor()))


@bp.post("/batches/<no>/acknowledge")
@allow(Role.FINANCE_OFFICER)
def acknowledge_batch(no: str) -> ResponseReturnValue:
    """The treasury has taken the payment file."""
    return _act(
        no, "settlement.acknowledge", lambda batch: settlement.acknowledge_batch(batch=batch, by=current_actor())
    )


@bp.post("/batches/<no>/dispute")
@allow(Role.FINANCE_APPROVER)
def settle_dispute(no: str) -> ResponseReturnValue:
    """Answer a region that disputes a line."""
    form = _dispute_form(no, "")
    return perform(
        lambda: settlement.settle_dispute(
            batch=settlement.get_batch(no), region=form.data["region"], answer=form.data["answer"],
            outcome=DisputeOutcome(form.data["outcome"]), by=current_actor(),
        ),
        then=lambda _: url_for(".show_batch", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )  # fmt: skip


@bp.get("/batches/<no>/instruction.csv")
@allow(*FINANCE)
def download_instruction(no: str) -> ResponseReturnValue:
    """The payment file; the download is recorded, because it shows account numbers."""
    with unit_of_work():
        batch = settlement.get_batch(no)
        content = settlement.download_instruction(batch=batch, by=current_actor())
    headers = {"Content-Disposition": f'attachment; filename="{batch.no}.csv"', "Cache-Control": "no-store"}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def _act(no: str, action: str, act: Callable[[Batch], Batch]) -> ResponseReturnValue:
    return perform(
        lambda: act(settlement.get_batch(no)),
        then=lambda _: url_for(".show_batch", no=no),
        back=lambda _: _page(no),
        form=Form(action=action),
    )


def _page(no: str, sent: Form | None = None) -> str:
    batch = settlement.get_batch(no)
    forms = [sent if sent is not None and sent.action == form.action else form for form in _forms(batch)]
    return render(
        "finance/batches/show.html", forms=forms, **batch_context(batch, page_asked_for()),
        can_download=batch.signature is not None, base=request.blueprint,
    )  # fmt: skip


def _discard_form(no: str) -> Form:
    return Form(
        DiscardBatch(), action="settlement.discard", url=url_for(".discard_batch", no=no), style="outline-danger",
        submit=t("作废批次", "Discard the batch"),
    )  # fmt: skip


def _dispute_form(no: str, region: str) -> Form:
    return Form(
        SettleDispute(), action="settlement.settle_dispute", url=url_for(".settle_dispute", no=no),
        values={"region": region}, submit=t("答复争议", "Answer the dispute"),
    )  # fmt: skip


def _forms(batch: Batch) -> list[Form]:
    """What this person may do with the batch now."""
    actor, area, no = current_actor(), batch.payer_area, batch.no
    officer = actor.has(Role.FINANCE_OFFICER, area=area)
    approver = actor.has(Role.FINANCE_APPROVER, area=area)
    forms = []
    if batch.state is BatchState.COMPUTED and officer:
        forms.append(_button("settlement.review", ".review_batch", no, t("复核通过", "Reviewed")))
    if batch.state is BatchState.REVIEWED and approver:
        forms.append(_button("settlement.sign", ".sign_batch", no, t("签发", "Sign")))
    by_files = settlement.pays_by_files(batch)
    if batch.state is BatchState.SIGNED and officer and by_files:
        forms.append(_button("settlement.take", ".take_instruction", no, t("取出付款文件", "Take the payment file")))
    if batch.state in (BatchState.SIGNED, BatchState.SENT) and officer and by_files:
        text = t("登记国库回执", "Record the treasury's acknowledgement")
        forms.append(_button("settlement.acknowledge", ".acknowledge_batch", no, text))
    if batch.state in (BatchState.COMPUTED, BatchState.REVIEWED) and (officer or approver):
        forms.append(_discard_form(no))
    if approver:
        disputed = [one for one in settlement.list_advices(batch) if one.state is ExchangeState.REFUSED]
        forms += [_dispute_form(no, advice.region) for advice in disputed]
    return forms


def _button(action: str, endpoint: str, no: str, text: str) -> Form:
    return Form(action=action, url=url_for(endpoint, no=no), submit=text)
