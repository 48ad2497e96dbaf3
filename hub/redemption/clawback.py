"""After the papers were judged: a refund or a red-letter invoice holds what is not awarded and reverses what is."""

from hub import integrity
from hub.integrity import Hit, Moment, Severity
from hub.kernel.actor import Actor
from hub.redemption import desk_errors, telling, withholding
from hub.redemption.models import Redemption
from hub.redemption.reversing import AWARDED, MAY_PROPOSE, propose_reversal
from hub.redemption.whole import lock, whole
from hub.reviews import cancel_pending
from schemas.terms import RedemptionState, yuan_grouped

S = RedemptionState
BEFORE_AWARD = frozenset({S.SUBMITTED, S.IN_REVIEW})
KINDS = {
    "RED_INVOICE": ("开具了红字发票", "a red-letter invoice was issued"),
    "REFUND": ("服务费已退款", "the fee was refunded"),
    "WITHDRAWN_SERVICE": ("服务未实际完成", "the service was not done"),
}


@whole
def report_refund(
    *, redemption: Redemption, kind: str, reason: str, by: Actor, amount_fen: int | None = None
) -> Redemption:
    """Hold the redemption, or propose to take back the part of its award that rests on what is gone.

    Nothing of an award moves before a second person confirms (G-37).

    Raises:
        NothingToReport: it is neither under review nor awarded.
        ReportAmountMissing: an award is there, and no amount was given.
    """
    lock(redemption)
    by.require(*MAY_PROPOSE, area=redemption.area)
    zh, en = KINDS[kind]
    if redemption.state in AWARDED:
        if not amount_fen:
            raise desk_errors.ReportAmountMissing(field="amount")
        propose_reversal(redemption=redemption, amount_fen=amount_fen, reason=f"{zh}：{reason.strip()}", by=by)
    elif redemption.state in BEFORE_AWARD and redemption.assessed_at is None:
        _hold(redemption, zh, en, reason, by=by)
    else:
        raise desk_errors.NothingToReport()
    figures = {"kind": kind, "amount": yuan_grouped(amount_fen) if amount_fen else None}
    telling.record("redemption.reported", redemption, by=by, reason=reason.strip(), after=figures)
    telling.tell_starter("redemption.reported", redemption, reason=reason.strip())
    return redemption


def _hold(redemption: Redemption, zh: str, en: str, reason: str, *, by: Actor) -> None:
    sentence = f"{zh}：{reason.strip()}"
    cancel_pending(subject="redemption", subject_id=redemption.id, by=by, reason=sentence)
    integrity.keep_hits(
        subject="redemption",
        subject_id=redemption.id,
        round=redemption.round,
        hits=[Hit("F-01", Severity.HOLD, f"{sentence}。", f"{en}: {reason.strip()}.")],
        moment=Moment.REPORT,
    )
    redemption.stage = None
    withholding.hold(redemption, reason=sentence)


def may_report(redemption: Redemption, actor: Actor) -> bool:
    """Whether this person may record it now."""
    open_still = redemption.state in BEFORE_AWARD and redemption.assessed_at is None
    return (open_still or redemption.state in AWARDED) and actor.has(*MAY_PROPOSE, area=redemption.area)
