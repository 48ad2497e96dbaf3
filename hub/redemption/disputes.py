"""Disputes: opened by the third refusal, a disputed line or an appeal; both sides state; a mediator settles in time."""

from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from sqlalchemy import func, select

from hub import audit, integrity, messages, reviews
from hub.identity import Account, find_account_by_username, list_holders_of_role
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.files import FileRule, StoredFile, store_file
from hub.kernel.numbers import next_number
from hub.kernel.scope import everything
from hub.kernel.states import StateChange, move, record_birth
from hub.policy import calendar
from hub.redemption import chain, dispute_errors, errors
from hub.redemption.dispute_models import Dispute, DisputeKind, DisputeState, DisputeStatement
from hub.redemption.dispute_queries import find_open, get_dispute, list_disputes, list_of_redemption, list_statements
from hub.redemption.models import Redemption
from hub.redemption.whole import lock, whole
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, RedemptionState, Role

__all__ = ["find_open", "get_dispute", "list_disputes", "list_of_redemption", "list_statements"]

S = RedemptionState
APPEALABLE = frozenset({S.REJECTED, S.REFUSED_BY_HOLDER, S.RETURNED})
MEDIATORS = (Role.OBJECTION_DECIDER, Role.ASSESSOR, Role.PROVINCE_CENTER)
MAY_NAME = (Role.AREA_ADMIN, *MEDIATORS)
FILES = FileRule(kinds=("pdf", "jpg", "png"), max_bytes=5_242_880)


def dispute_after_refusal(redemption: Redemption, *, reason: str) -> Dispute | None:
    """Open one when the buyer has refused as often as the area's limit says (G-16), else None."""
    refused = select(func.count()).where(
        StateChange.subject == "redemption",
        StateChange.subject_id == redemption.id,
        StateChange.to_state == S.REFUSED_BY_HOLDER,
    )
    limit = integrity.thresholds_of(redemption.area).of("refusals_to_dispute")
    if int(db.session.execute(refused).scalar_one()) < limit:
        return None
    move(redemption, S.DISPUTED, by=THE_HUB, reason=f"买家已拒绝{limit}次，转争议处理")
    return open_dispute(redemption, DisputeKind.REFUSALS, words=reason, by=THE_HUB)


@whole
def appeal(*, redemption: Redemption, words: str, by: Actor) -> Dispute:
    """The side that redeems appeals against a refusal, a return or a rejection.

    Raises:
        NothingToDispute: nothing was refused.
        AppealTooLate: the area's days are over.
        AlreadyDisputed: one is open.
    """
    roles = INSTITUTION_ROLES if redemption.institution_id else HOLDER_ROLES
    by.require(*roles, organization_id=redemption.starter_id)
    lock(redemption)
    if redemption.state not in APPEALABLE:
        raise dispute_errors.NothingToDispute()
    if not words.strip():
        raise errors.ReasonMissing(field="words")
    _require_in_time(redemption)
    _require_none_open(redemption)
    if redemption.state is S.REFUSED_BY_HOLDER:
        move(redemption, S.DISPUTED, by=by, reason=words.strip())
        return open_dispute(redemption, DisputeKind.REFUSALS, words=words.strip(), by=by)
    return open_dispute(redemption, DisputeKind.APPEAL, words=words.strip(), by=by)


def _require_in_time(redemption: Redemption) -> None:
    days = integrity.thresholds_of(redemption.area).of("appeal_days")
    refused = select(func.max(StateChange.at)).where(
        StateChange.subject == "redemption",
        StateChange.subject_id == redemption.id,
        StateChange.to_state == redemption.state,
    )
    at = db.session.execute(refused).scalar_one()
    until = at.astimezone(SHANGHAI).date() + timedelta(days=days)
    if business_now().date() > until:
        raise dispute_errors.AppealTooLate(days=days, until=until)


def _require_none_open(redemption: Redemption) -> None:
    found = find_open(redemption.id)
    if found is not None:
        raise dispute_errors.AlreadyDisputed(no=redemption.no, dispute=found.no)


def open_dispute(
    redemption: Redemption, kind: DisputeKind, *, words: str, by: Actor, unnamed: str | None = None
) -> Dispute:
    """Open a case with its due date and tell both sides; ``unnamed`` stands for whoever is not to be named to them."""
    now = business_now()
    days = integrity.thresholds_of(redemption.area).of("dispute_days")
    dispute = Dispute(
        no=f"ZY-{now:%Y%m%d}-{next_number('ZY', now.date()):04d}",
        redemption_id=redemption.id,
        redemption_no=redemption.no,
        area=redemption.area,
        holder_id=redemption.holder_id,
        institution_id=redemption.institution_id,
        kind=kind,
        state=DisputeState.OPEN,
        words=words,
        opened_by=None if unnamed else by.account_id,
        opened_by_name=unnamed or by.name,
        opened_at=now,
        due_on=calendar.add_working_days(now.date(), days),
    )
    db.session.add(dispute)
    db.session.flush()
    opener = THE_HUB if unnamed else by
    record_birth(dispute, by=opener)
    record("dispute.opened", dispute, by=opener, reason=words, after={"kind": kind, "due_on": dispute.due_on})
    tell_sides("dispute.opened", dispute, deadline=dispute.due_on)
    messages.tell(
        "dispute.opened", role=Role.AREA_ADMIN, area=dispute.area, subject="dispute", subject_no=dispute.no,
        path=f"/area/disputes/{dispute.no}", deadline=dispute.due_on,
    )  # fmt: skip
    return dispute


@whole
def add_statement(
    *, dispute: Dispute, words: str, by: Actor, stream: IO[bytes] | None = None, name: str = ""
) -> DisputeStatement:
    """Say something to the dispute, with a file if there is one; the other side is told."""
    if dispute.state is not DisputeState.OPEN:
        raise dispute_errors.DisputeUnknown()
    if not words.strip():
        raise errors.ReasonMissing(field="words")
    side = _side_of(dispute, by)
    unit = {"holder": dispute.holder_id, "institution": dispute.institution_id}.get(side) or dispute.holder_id
    stored = store_file(stream, name=name, organization_id=unit, rule=FILES, by=by) if stream is not None else None
    statement = note(dispute, side=side, words=words.strip(), said_by_name=by.name, said_by=by.account_id, file=stored)
    record("dispute.stated", dispute, by=by, after={"side": side, "file": statement.file_name})
    return statement


def note(
    dispute: Dispute,
    *,
    side: str,
    words: str,
    said_by_name: str,
    said_by: UUID | None = None,
    file: StoredFile | None = None,
) -> DisputeStatement:
    """Keep what somebody says to the case, and tell the sides but the one that spoke."""
    statement = DisputeStatement(
        dispute_id=dispute.id, area=dispute.area, holder_id=dispute.holder_id,
        institution_id=dispute.institution_id, side=side, words=words, file_id=file.id if file else None,
        file_name=file.name if file else None, said_by=said_by, said_by_name=said_by_name, said_at=business_now(),
    )  # fmt: skip
    db.session.add(statement)
    db.session.flush()
    tell_sides("dispute.stated", dispute, but=side)
    return statement


def _side_of(dispute: Dispute, by: Actor) -> str:
    if by.has(*MAY_NAME, area=dispute.area):
        return "area"
    if dispute.institution_id and by.has(*INSTITUTION_ROLES, organization_id=dispute.institution_id):
        return "institution"
    if by.has(*HOLDER_ROLES, organization_id=dispute.holder_id):
        return "holder"
    raise Forbidden()


@whole
def name_mediator(*, dispute: Dispute, username: str, by: Actor) -> Dispute:
    """Name who settles it: an officer of the area who took no part in deciding it (F-17).

    Raises:
        NoMediator, MediatorPartial, ConflictOfInterest: this one cannot.
    """
    by.require(*MAY_NAME, area=dispute.area)
    account = find_account_by_username(username)
    if account is None or account.id not in {one.id for one in list_mediators(dispute)}:
        raise dispute_errors.NoMediator(name=username, field="mediator")
    require_impartial(dispute, account)
    dispute.mediator_id, dispute.mediator_name = account.id, account.display_name
    db.session.flush()
    record("dispute.mediated", dispute, by=by, after={"mediator": account.username})
    tell_sides("dispute.mediated", dispute)
    messages.tell(
        "dispute.mediated", account_id=account.id, subject="dispute", subject_no=dispute.no,
        path=f"/area/disputes/{dispute.no}", deadline=dispute.due_on,
    )  # fmt: skip
    return dispute


def require_impartial(dispute: Dispute, account: Account) -> None:
    """Refuse whoever decided a stage of it, released a hold of it, or works for a party."""
    with everything():
        redemption = db.session.get_one(Redemption, dispute.redemption_id)
        reviews.require_no_interest(chain.parties_of(redemption), account)
    decided = {one.decided_by for one in reviews.list_reviews("redemption", dispute.redemption_id)}
    released = {
        one.account_id for one in integrity.list_releases(subject="redemption", subject_id=dispute.redemption_id)
    }
    if account.id in decided | released:
        raise dispute_errors.MediatorPartial(name=account.display_name)


def list_mediators(dispute: Dispute) -> list[Account]:
    """The officers of the area who can be named."""
    found = {one.id: one for role in MEDIATORS for one in list_holders_of_role(role, dispute.area)}
    return sorted(found.values(), key=lambda one: one.username or "")


def record(
    event: str, dispute: Dispute, *, by: Actor, reason: str | None = None, after: dict[str, object] | None = None
) -> None:
    """One audit row about a dispute."""
    audit.record(
        event, by=by, subject="dispute", subject_id=dispute.id, subject_no=dispute.no, areas=(dispute.area,),
        organizations=(dispute.holder_id, dispute.institution_id), reason=reason, after=after,
    )  # fmt: skip


def tell_sides(event: str, dispute: Dispute, *, but: str = "", **values: Any) -> None:
    """One message to each side, but for the one that just spoke."""
    sides = [("holder", "enterprise", dispute.holder_id), ("institution", "institution", dispute.institution_id)]
    for side, audience, unit in sides:
        if unit is not None and side != but:
            messages.tell(
                event, organization_id=unit, subject="dispute", subject_no=dispute.no,
                path=f"/{audience}/disputes/{dispute.no}", **values,
            )  # fmt: skip
