"""One line of a bank statement that fits nothing: what it could be, the answer, and its confirmation by another."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import settlement
from hub.settlement import LineAnswer, Payout, StatementLine
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.settlement import AnswerLine, RefuseAnswer
from schemas.terms import Role


@bp.get("/statements/lines/<uuid:line_id>")
@allow(*FINANCE)
def show_line(line_id: UUID) -> ResponseReturnValue:
    """The line, the payments it could be about, and what this person may do."""
    return _page(line_id)


@bp.post("/statements/lines/<uuid:line_id>/answer")
@allow(Role.FINANCE_OFFICER)
def answer_line(line_id: UUID) -> ResponseReturnValue:
    """Say what the line is."""
    form = _answer_form(line_id)
    return _act(
        line_id,
        form,
        lambda line: settlement.answer_line(
            line=line, answer=LineAnswer(form.data["answer"]), ext_ref=form.data["ext_ref"],
            reason=form.data["reason"], by=current_actor(),
        ),
    )  # fmt: skip


@bp.post("/statements/lines/<uuid:line_id>/confirm")
@allow(Role.FINANCE_APPROVER)
def confirm_answer(line_id: UUID) -> ResponseReturnValue:
    """Confirm what a colleague answered."""
    return _act(line_id, _confirm_form(line_id), lambda line: settlement.confirm_answer(line=line, by=current_actor()))


@bp.post("/statements/lines/<uuid:line_id>/refuse")
@allow(Role.FINANCE_APPROVER)
def refuse_answer(line_id: UUID) -> ResponseReturnValue:
    """Send a colleague's answer back."""
    form = _refuse_form(line_id)
    return _act(
        line_id,
        form,
        lambda line: settlement.refuse_answer(line=line, reason=form.data["reason"], by=current_actor()),
    )


def _act(line_id: UUID, form: Form, act: Callable[[StatementLine], StatementLine]) -> ResponseReturnValue:
    return perform(
        lambda: act(settlement.get_line(line_id)),
        then=lambda _: url_for(".show_line", line_id=line_id),
        back=lambda _: _page(line_id, form),
        form=form,
    )


def _page(line_id: UUID, sent: Form | None = None) -> str:
    line = settlement.get_line(line_id)
    fitting = settlement.list_fitting(line) if line.settled_at is None else []
    forms = [sent if sent is not None and sent.action == form.action else form for form in _forms(line, fitting)]
    return render("finance/statements/line.html", line=line, forms=forms, fitting=fitting)


def _forms(line: StatementLine, fitting: Sequence[Payout]) -> list[Form]:
    actor = current_actor()
    if line.fault is None or line.settled_at is not None:
        return []
    if line.answer is None:
        return [_answer_form(line.id, fitting)] if actor.has(Role.FINANCE_OFFICER, area=line.payer_area) else []
    if actor.has(Role.FINANCE_APPROVER, area=line.payer_area) and actor.account_id != line.answered_by:
        return [_confirm_form(line.id), _refuse_form(line.id)]
    return []


def _answer_form(line_id: UUID, fitting: Sequence[Payout] = ()) -> Form:
    return Form(
        AnswerLine(), action="bank.answer_line", url=url_for(".answer_line", line_id=line_id),
        values={"ext_ref": fitting[0].ext_ref} if len(fitting) == 1 else {}, submit=t("提交意见", "Submit"),
    )  # fmt: skip


def _confirm_form(line_id: UUID) -> Form:
    url = url_for(".confirm_answer", line_id=line_id)
    return Form(action="bank.confirm_answer", url=url, submit=t("确认该意见", "Confirm the answer"))


def _refuse_form(line_id: UUID) -> Form:
    return Form(
        RefuseAnswer(), action="bank.refuse_answer", url=url_for(".refuse_answer", line_id=line_id),
        style="outline-danger", submit=t("退回意见", "Send it back"),
    )  # fmt: skip
