"""One redemption as a signed zip: papers, decisions with their policies, reviews, history, payments.

What each row says comes as it is stored, without the encrypted account numbers; times are UTC, amounts fen.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub import audit, policy, reviews
from hub.kernel.actor import Actor
from hub.kernel.canonical import canonical
from hub.kernel.clock import utc_now
from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Model, db
from hub.kernel.errors import Forbidden
from hub.kernel.files import read_file, stored_files
from hub.kernel.signed_zip import SignedZip
from hub.kernel.states import StateChange
from hub.redemption import Parts, Redemption, parts_of
from hub.settlement.bank_models import ReconMatch, StatementLine
from hub.settlement.queries import Trail, trail_of
from schemas.terms import Role

PURPOSE = "case-file"
FORM = "voucher-hub-case-file/1"


def record_case_file(*, redemption: Redemption, purpose: str, by: Actor) -> None:
    """Note who takes a case file and what for: it names people.

    Raises:
        Forbidden: no auditor.
    """
    if not by.has(Role.AUDITOR):
        raise Forbidden()
    audit.record(
        "data.exported", by=by, subject="redemption", subject_id=redemption.id, subject_no=redemption.no,
        areas=[redemption.area], organizations=[redemption.holder_id], reason=purpose,
    )  # fmt: skip


def write_case_file(redemption: Redemption, *, by: Actor) -> Iterator[bytes]:
    """The bytes of the zip, a piece at a time; callers have the right to all of it and see every row."""
    archive = SignedZip(purpose=PURPOSE)
    parts, trail = parts_of(redemption), trail_of(redemption.id)
    about = [redemption.id, *(part.order_id for part in parts.orders)]
    decisions = policy.decisions_about(about)
    for name, content in (
        ("redemption.json", _redemption(redemption, parts)),
        ("reviews.json", _rows(reviews.list_reviews("redemption", redemption.id))),
        ("decisions.json", decisions),
        ("policies.json", policy.policy_texts({decision["policy_sha256"] for decision in decisions})),
        ("payments.json", [_payment(step) for step in trail]),
        ("history.json", _rows(_history([*about, *_paying(trail)]))),
        ("events.json", _rows(audit.list_events(subject_id=redemption.id, limit=1000))),
    ):
        yield from archive.add(name, [canonical(content)])
    papers: list[Any] = [*parts.invoices, *parts.receipts, *parts.materials]
    stored = stored_files(paper.file_id for paper in papers)
    for paper in papers:
        if paper.file_id in stored:
            yield from archive.add(path_of(paper.sha256, paper.file_name), read_file(stored[paper.file_id]))
    yield archive.close(
        {"form": FORM, "redemption": redemption.no, "taken_by": by.name, "taken_at": utc_now().isoformat()}
    )


def path_of(sha256: str, file_name: str) -> str:
    """Where a paper lies in the zip: two of one name don't meet."""
    return f"papers/{sha256[:12]}-{file_name}"


def _redemption(redemption: Redemption, parts: Parts) -> dict[str, Any]:
    papers: dict[str, Sequence[Any]] = {
        "invoices": parts.invoices,
        "receipts": parts.receipts,
        "materials": parts.materials,
    }
    return {
        "redemption": _plain(redemption),
        "orders": _rows(parts.orders),
        **{name: [_plain(row) | {"path": path_of(row.sha256, row.file_name)} for row in rows]
           for name, rows in papers.items()},
    }  # fmt: skip


def _payment(step: Trail) -> dict[str, Any]:
    bank: Sequence[StatementLine] = []
    if step.payout is not None:
        matched = select(StatementLine).join(ReconMatch, ReconMatch.statement_line_id == StatementLine.id)
        bank = list(db.session.scalars(matched.where(ReconMatch.payout_id == step.payout.id)))
    rows = {"payable": step.payable, "batch": step.batch, "payout": step.payout}
    return {name: None if row is None else _plain(row) for name, row in rows.items()} | {"bank": _rows(bank)}


def _paying(trail: Sequence[Trail]) -> Iterator[UUID]:
    for step in trail:
        yield from (row.id for row in (step.batch, step.payout) if row is not None)


def _history(subject_ids: Sequence[UUID]) -> Sequence[StateChange]:
    moves = select(StateChange).where(StateChange.subject_id.in_(subject_ids))
    return list(db.session.scalars(moves.order_by(StateChange.at, StateChange.id)))


def _rows(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [_plain(row) for row in rows]


def _plain(row: Model) -> dict[str, Any]:
    columns = [column for column in row.__table__.columns if not isinstance(column.type, EncryptedText)]
    return {column.key: _said(getattr(row, column.key)) for column in columns}


def _said(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return [_said(one) for one in value]
    return str(value) if isinstance(value, UUID) else value
