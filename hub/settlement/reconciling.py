"""The bank's word: each line of a statement confirms or sends back exactly one payout, or waits for a person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.settlement.bank_camt import is_camt, read_camt
from hub.settlement.bank_csv import read_csv
from hub.settlement.bank_models import ReconMatch, StatementLine
from hub.settlement.models import Batch, Payout
from hub.settlement.returning import confirm_payout, finish_if_settled, return_payout
from hub.settlement.statement_row import StatementRow
from schemas.terms import PayoutState, Role

PAID, RETURNED = "PAID", "RETURNED"
OPEN = (PayoutState.SENT, PayoutState.ACCEPTED, PayoutState.UNKNOWN)


@dataclass(frozen=True)
class ImportResult:
    """What an import did: lines matched now, lines known already, lines that wait for a person, batches touched."""

    matched: int
    known: int
    blocked: int
    batch_nos: tuple[str, ...]


def import_statement(*, stream: BinaryIO, file_name: str, payer_area: str, by: Actor) -> ImportResult:
    """Import a bank statement of the payer's treasury; the same line twice changes nothing.

    Raises:
        Forbidden: not a finance officer of the area.
        StatementUnreadable, ControlTotalWrong: nothing was imported.
    """
    if not by.has(Role.FINANCE_OFFICER, area=payer_area):
        raise Forbidden()
    content = stream.read()
    rows = read_camt(content) if is_camt(content) else read_csv(content)
    matched, known, blocked, batches = 0, 0, 0, set[UUID]()
    for row in rows:
        line = _keep(row, file_name, payer_area, by)
        if line is None:
            known += 1
            continue
        payout = _match(line, by)
        failpoint("settlement.reconciling")
        if payout is None:
            blocked += 1
        else:
            matched += 1
            batches.add(payout.batch_id)
    touched = [db.session.get_one(Batch, batch_id) for batch_id in sorted(batches)]
    for batch in touched:
        finish_if_settled(batch, by=by)
    return ImportResult(matched, known, blocked, tuple(batch.no for batch in touched))


def report_payment(
    *,
    batch: Batch,
    source: str,
    ext_ref: str,
    amount_fen: int,
    on: date,
    return_code: str | None,
    by: Actor,
) -> bool:
    """A treasury says by itself what became of one payment of a batch; matched like the line of a statement.

    True when it fits; a payment of another batch does not.
    """
    payer_area = batch.payer_area
    payout = find_payout(ext_ref)
    payee, last4 = (payout.payee_name or "", payout.account_last4 or "----") if payout else ("", "----")
    row = StatementRow(1, on, ext_ref, payee, last4, amount_fen, return_code)
    line = _keep(row, source, payer_area, by)
    if line is None:
        return True
    found = _match(line, by, of=batch)
    if found is not None:
        finish_if_settled(db.session.get_one(Batch, found.batch_id), by=by)
    return found is not None


def _keep(row: StatementRow, file_name: str, payer_area: str, by: Actor) -> StatementLine | None:
    """Keep a line as it was read; None when the same line is there and was matched."""
    line_id = db.session.execute(
        insert(StatementLine)
        .values(
            id=new_id(), line_key=row.key_at(payer_area), file_name=file_name, payer_area=payer_area, on=row.on,
            ext_ref=row.ext_ref, payee=row.payee, account_last4=row.account_last4, amount_fen=row.amount_fen,
            return_code=row.return_code, imported_at=business_now(), imported_by=by.name,
        )
        .on_conflict_do_nothing(index_elements=["line_key"])
        .returning(StatementLine.id)
    ).scalar_one_or_none()  # fmt: skip
    return None if line_id is None else db.session.get_one(StatementLine, line_id)


def _match(line: StatementLine, by: Actor, of: Batch | None = None) -> Payout | None:
    payout = find_payout(line.ext_ref)
    line.fault = _fault(line, payout)
    if payout is not None and of is not None and payout.batch_id != of.id:
        line.fault = "other_batch"
    if line.fault or payout is None:
        db.session.flush()
        return None
    book_line(line, payout, by)
    return payout


def book_line(line: StatementLine, payout: Payout, by: Actor) -> None:
    """The line is the bank's word about this payout: paid, or sent back."""
    outcome = RETURNED if line.return_code else PAID
    db.session.add(ReconMatch(statement_line_id=line.id, payout_id=payout.id, outcome=outcome))
    db.session.flush()
    act: dict[str, Callable[[], None]] = {
        PAID: lambda: confirm_payout(payout, by=by, paid_on=line.on),
        RETURNED: lambda: return_payout(payout, by=by, paid_on=line.on, return_code=line.return_code or ""),
    }
    act[outcome]()


def find_payout(ext_ref: str) -> Payout | None:
    """The payout with this reference, locked until the end of the transaction, or None."""
    statement = select(Payout).where(Payout.ext_ref == ext_ref).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _fault(line: StatementLine, payout: Payout | None) -> str | None:
    """Why a line cannot be matched; the first reason that holds."""
    if payout is None:
        return "unknown_ref"
    if payout.payer_area != line.payer_area:
        return "other_payer"
    if payout.amount_fen != line.amount_fen:
        return "amount_differs"
    if payout.account_last4 and payout.account_last4 != line.account_last4:
        return "account_differs"
    if payout.payee_name and payout.payee_name != line.payee:
        return "payee_differs"
    return None if payout.state in outcomes_of(line) else f"payout_{payout.state.lower()}"


def outcomes_of(line: StatementLine) -> tuple[PayoutState, ...]:
    """The states in which a payout can still hear what this line says."""
    return (*OPEN, PayoutState.PAID) if line.return_code else OPEN


def fits(line: StatementLine, payout: Payout) -> bool:
    """Whether a person may say that the line is about this payout: payer and amount are never overlooked."""
    same = payout.payer_area == line.payer_area and payout.amount_fen == line.amount_fen
    return same and payout.state in outcomes_of(line)


def list_blocked_in(areas: Iterable[str]) -> Sequence[StatementLine]:
    """Lines of several areas that wait for a person."""
    return [line for area in sorted(areas) for line in list_blocked(area)]


def list_statement_lines(areas: Iterable[str], *, limit: int = 100) -> Sequence[StatementLine]:
    """The latest lines read from statements of these areas, newest first."""
    wanted = select(StatementLine).where(StatementLine.payer_area.in_(list(areas)))
    return list(db.session.scalars(wanted.order_by(StatementLine.imported_at.desc(), StatementLine.id).limit(limit)))


def list_blocked(payer_area: str | None = None) -> Sequence[StatementLine]:
    """Lines that wait for a person, oldest first."""
    wanted = select(StatementLine).where(StatementLine.fault.is_not(None), StatementLine.settled_at.is_(None))
    if payer_area is not None:
        wanted = wanted.where(StatementLine.payer_area == payer_area)
    return list(db.session.scalars(wanted.order_by(StatementLine.imported_at, StatementLine.id)))
