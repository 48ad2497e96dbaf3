"""The instruction of a batch: as it is signed, as the contract carries it, and as a file for people."""

import csv
import hashlib
import io
from typing import Any

from sqlalchemy import select

from adapters.contract import PaymentInstruction, PaymentLine, Statement, StatementEntry
from hub.kernel.crypto import verify
from hub.kernel.db import db
from hub.ledger import Payable, SettleLine
from hub.settlement.errors import DocumentChanged
from hub.settlement.models import Batch, Payout
from hub.settlement.rules import render_document
from schemas.terms import Uscc, yuan

PURPOSE = "settlement"


def list_payouts(batch: Batch) -> list[Payout]:
    """The payouts of a batch in the order of their references."""
    return list(db.session.scalars(select(Payout).where(Payout.batch_id == batch.id).order_by(Payout.ext_ref)))


def document_of(batch: Batch) -> bytes:
    """The canonical instruction: rendered from the rows, the same bytes every time."""
    payouts = list_payouts(batch)
    content: dict[str, Any] = {
        "batch_no": batch.no,
        "payer_area": batch.payer_area,
        "kind": batch.kind.value,
        "period": batch.period.isoformat(),
        "lines_count": batch.lines_count,
        "lines_total_fen": batch.total_fen,
        "root_sha256": batch.root_sha256,
        "count": len(payouts),
        "total_fen": sum(payout.amount_fen for payout in payouts),
        "payouts": [
            {
                "ext_ref": payout.ext_ref,
                "payee_uscc": payout.payee_uscc,
                "payee_name": payout.payee_name,
                "bank": payout.bank_name,
                "account": payout.account,
                "amount_fen": payout.amount_fen,
            }
            for payout in payouts
        ],
    }
    return render_document(content)


def sha256_of(document: bytes) -> str:
    """The document's hash, in hex."""
    return hashlib.sha256(document).hexdigest()


def check_signature(batch: Batch) -> None:
    """Make sure that what would be sent is what was signed.

    Raises:
        DocumentChanged: it is not.
    """
    document = document_of(batch)
    signed = batch.signature is not None and verify(document, batch.signature, purpose=PURPOSE)
    if not signed or sha256_of(document) != batch.document_sha256:
        raise DocumentChanged(no=batch.no)


def instruction_of(batch: Batch) -> PaymentInstruction:
    """The instruction in the words of the adapter contract; the region's own form is the adapter's."""
    payouts = list_payouts(batch)
    lines = tuple(
        PaymentLine(
            ext_ref=payout.ext_ref, payee_uscc=Uscc(payout.payee_uscc or ""), payee_name=payout.payee_name or "",
            bank=payout.bank_name or "", account=payout.account or "", amount_fen=payout.amount_fen,
        )
        for payout in payouts
    )  # fmt: skip
    return PaymentInstruction(
        key=f"pay-{batch.id}", batch_no=batch.no, payer_area=batch.payer_area, period=batch.period, lines=lines,
        count=len(lines), total_fen=sum(line.amount_fen for line in lines), root_sha256=batch.root_sha256 or "",
    )  # fmt: skip


def statement_of(batch: Batch, region: str) -> Statement:
    """The advice to a payee's region: the lines that are paid there."""
    names = {payout.payee_id: payout for payout in list_payouts(batch)}
    found = db.session.execute(
        select(SettleLine.amount_fen, Payable)
        .join(Payable, Payable.id == SettleLine.payable_id)
        .where(SettleLine.batch_id == batch.id, Payable.payee_region == region)
        .order_by(Payable.agreed_at, Payable.id)
    ).all()
    entries = tuple(
        StatementEntry(
            line_ref=str(payable.id), order_no=str(payable.redemption_id),
            payee_uscc=Uscc(getattr(names.get(payable.payee_id), "payee_uscc", None) or ""),
            payee_name=getattr(names.get(payable.payee_id), "payee_name", None) or "",
            amount_fen=fen, agreed_at=payable.agreed_at,
        )
        for fen, payable in found
    )  # fmt: skip
    return Statement(
        key=f"advice-{batch.id}-{region}", batch_no=batch.no, payer_area=batch.payer_area, period=batch.period,
        entries=entries, total_fen=sum(entry.amount_fen for entry in entries), root_sha256=batch.root_sha256 or "",
    )  # fmt: skip


def payment_csv(batch: Batch) -> str:
    """The payment file that people carry to the bank, with control totals in its last row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["ext_ref", "payee", "uscc", "bank", "account", "amount"])
    payouts = list_payouts(batch)
    for payout in payouts:
        writer.writerow(
            [payout.ext_ref, payout.payee_name, payout.payee_uscc, payout.bank_name, payout.account,
             yuan(payout.amount_fen)]
        )  # fmt: skip
    total_fen = sum(payout.amount_fen for payout in payouts)
    writer.writerow(["#total", str(len(payouts)), batch.no, batch.root_sha256, "", yuan(total_fen)])
    return out.getvalue()
