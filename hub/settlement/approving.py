"""People's part before money moves: review, signature by another person, or discarding with a reason (four eyes)."""

from hub import audit, ledger, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.crypto import sign
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.jobs import enqueue
from hub.kernel.sealed import check_money_may_move
from hub.kernel.states import MoveNotAllowed, move
from hub.settlement import sql, telling
from hub.settlement.documents import PURPOSE, document_of, list_payouts, sha256_of
from hub.settlement.errors import SamePerson
from hub.settlement.models import Batch, PayeeRun
from hub.settlement.payees import write_down_accounts
from schemas.terms import BatchState, PayoutState, Role


def review_batch(*, batch: Batch, by: Actor) -> Batch:
    """The finance officer has looked at lines and payouts; the payees' accounts are written down here.

    Raises:
        Forbidden: not a finance officer of the area.
        PayeeAccountMissing: a payee cannot be paid yet.
    """
    _require(by, Role.FINANCE_OFFICER, batch)
    write_down_accounts(list_payouts(batch))
    move(batch, BatchState.REVIEWED, by=by, reviewed_by=by.account_id, reviewed_by_name=by.name)
    record(batch, "settlement.reviewed", by)
    _tell(batch, "settlement.reviewed", Role.FINANCE_APPROVER)
    return batch


def sign_batch(*, batch: Batch, by: Actor) -> Batch:
    """Sign the instruction; from here on the lines cannot change and corrections go to the next batch.

    Raises:
        Forbidden: not a finance approver of the area.
        SamePerson: the signer has reviewed the batch, in whatever role.
    """
    check_money_may_move()
    _require(by, Role.FINANCE_APPROVER, batch)
    if by.account_id == batch.reviewed_by:
        raise SamePerson()
    document = document_of(batch)
    move(
        batch, BatchState.SIGNED, by=by, document_sha256=sha256_of(document), signature=sign(document, purpose=PURPOSE),
        signed_by=by.account_id, signed_by_name=by.name, signed_at=business_now(),
    )  # fmt: skip
    record(batch, "settlement.signed", by)
    _tell(batch, "settlement.signed", Role.FINANCE_OFFICER)
    from hub.settlement.jobs import send

    enqueue(send, batch_id=str(batch.id))
    return batch


def discard_batch(*, batch: Batch, by: Actor, reason: str) -> Batch:
    """Give a batch up before its signature: the lines are kept aside with the reason, the awards wait for the next.

    Raises:
        Forbidden: no finance role in the area.
        MoveNotAllowed: it is signed.
    """
    if not by.has(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, area=batch.payer_area):
        raise Forbidden()
    db.session.refresh(batch, with_for_update=True)
    if not batch.can_move(batch.state, BatchState.DISCARDED):
        raise MoveNotAllowed(state=batch.state)
    telling.unbatched(batch, by)
    now = business_now()
    db.session.execute(sql.VOID_LINES, {"batch": batch.id, "reason": reason, "at": now})
    ledger.unsettle_batch(
        payer_area=batch.payer_area, batch_id=batch.id, by=by, business_date=now.date(), reason=reason
    )
    for payout in list_payouts(batch):
        move(payout, PayoutState.REJECTED, by=by, reason=reason)
    for run in db.session.query(PayeeRun).filter_by(batch_id=batch.id):
        run.undone = True
    move(batch, BatchState.DISCARDED, by=by, reason=reason)
    return batch


def _require(by: Actor, role: Role, batch: Batch) -> None:
    if by.account_id is None or not by.has(role, area=batch.payer_area):
        raise Forbidden()


def record(batch: Batch, event: str, by: Actor, reason: str | None = None) -> None:
    """Write the audit row of a batch."""
    audit.record(
        event, by=by, subject="batch", subject_id=batch.id, subject_no=batch.no, areas=[batch.payer_area],
        after={"state": batch.state}, reason=reason,
    )  # fmt: skip


def _tell(batch: Batch, event: str, role: Role) -> None:
    messages.tell(
        event, role=role, area=batch.payer_area, subject="batch", subject_no=batch.no,
        path=f"/finance/batches/{batch.no}",
    )  # fmt: skip
