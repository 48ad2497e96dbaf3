"""What the area does with an application: approve with amount and mode, return, reject."""

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.states import move
from hub.policy import get_decision
from hub.vouchers import errors, staged
from hub.vouchers.grants import grant_instrument
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.modes import modes_issued, require_issued
from schemas.terms import ApplicationState, ReviewDecision, Role, VoucherMode, yuan_grouped

GRANTING_ROLES = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER)


def approve_application(
    *, application: VoucherApplication, amount_fen: int | None, mode: VoucherMode | None, by: Actor
) -> Instrument:
    """Issue the voucher; never more than the policy's quota and never of a mode that the area does not issue.

    Where several hands decide there is no such shortcut: ``staged.decide_stage`` passes it on.
    """
    if staged.is_staged(application):
        raise errors.NotInReview()
    _require_reviewer(application, by)
    if amount_fen is None:
        amount_fen = application.quota_fen or 0
    if application.quota_fen is not None and amount_fen > application.quota_fen:
        raise errors.AmountAboveQuota(
            amount=yuan_grouped(amount_fen), quota=yuan_grouped(application.quota_fen), field="amount"
        )
    today = business_today()
    require_issued(application.programme, application.area, mode, today)
    issued = modes_issued(application.programme, application.area, today)
    chosen = mode or application.mode or (issued[0] if len(issued) == 1 else None)
    if chosen is None:
        raise errors.ModeMissing(field="mode")
    return grant_instrument(application=application, amount_fen=amount_fen, mode=chosen, by=by)


def return_application(*, application: VoucherApplication, reason: str, by: Actor) -> VoucherApplication:
    """Send it back to be corrected."""
    return _decide(application, ApplicationState.RETURNED, "application.returned", reason, by)


def reject_application(*, application: VoucherApplication, reason: str, by: Actor) -> VoucherApplication:
    """Refuse it for good."""
    return _decide(application, ApplicationState.REJECTED, "application.rejected", reason, by)


def reviewing_roles(application: VoucherApplication) -> tuple[Role, ...]:
    """Who decides this application, by the chain of its stored decision."""
    if application.decision_id is None:
        return GRANTING_ROLES
    steps = get_decision(application.decision_id).approvals
    return tuple(dict.fromkeys(step.role for step in steps if step.role)) or GRANTING_ROLES


def _decide(
    application: VoucherApplication, to: ApplicationState, event: str, reason: str, by: Actor
) -> VoucherApplication:
    if staged.is_staged(application):
        said = ReviewDecision.RETURN if to is ApplicationState.RETURNED else ReviewDecision.REFUSE
        return staged.decide_stage(application=application, decision=said, opinion=reason, by=by)
    _require_reviewer(application, by)
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    move(application, to, by=by, reason=reason)
    audit.record(
        event,
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=(application.area,),
        organizations=(application.holder_id,),
        reason=reason,
    )
    messages.tell(
        event,
        organization_id=application.holder_id,
        subject="application",
        subject_no=application.no,
        path=f"/enterprise/applications/{application.no}",
        reason=reason,
    )
    return application


def _require_reviewer(application: VoucherApplication, by: Actor) -> None:
    if application.state is not ApplicationState.IN_REVIEW:
        raise errors.NotInReview()
    by.require(*reviewing_roles(application), area=application.area)
    if by.organization_id is not None and by.organization_id == application.holder_id:
        raise errors.OwnApplication()
