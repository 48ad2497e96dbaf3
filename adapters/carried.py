"""Files that people carry: payment file and advice as CSV with control totals, bank statement as CSV."""

import csv
import io
from typing import Any

from adapters.answers import day, readable
from adapters.contract import BadAnswer, BankLine, File, PaymentInstruction, Statement
from schemas.terms import fen_of_yuan, yuan

PAYMENT_HEADER = ("ext_ref", "payee", "uscc", "bank", "account", "amount")
STATEMENT_HEADER = ("line_ref", "order_no", "payee", "uscc", "agreed_at", "amount")
TOTAL = "#total"
BANK_HEADER = ["date", "ext_ref", "payee", "account_last4", "amount", "return_code"]
CSV = "text/csv; charset=utf-8"
# Excel reads UTF-8 only with this mark.
MARK = "\ufeff"


def write(document: Statement | PaymentInstruction) -> File:
    """The file for people to carry; the last row holds the control totals (count, sum, root hash)."""
    if isinstance(document, PaymentInstruction):
        return _payment(document)
    return _statement(document)


def read_bank_file(file: File) -> tuple[BankLine, ...]:
    """A bank statement in the standard form.

    Raises:
        BadAnswer: another header, or a row that cannot be read; nothing of the file is used then.
    """
    with readable("bank file"):
        reader = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), strict=True)
        if reader.fieldnames != BANK_HEADER:
            raise BadAnswer(f"The header of the bank file must be {','.join(BANK_HEADER)}.")
        return tuple(_bank_line(row) for row in reader)


class CarriedFiles:
    """The two verbs of files for a dialect whose people carry them in the standard form."""

    def write_file(self, document: Statement | PaymentInstruction) -> File:
        return write(document)

    def read_bank_file(self, file: File) -> tuple[BankLine, ...]:
        return read_bank_file(file)


def _bank_line(row: dict[str, Any]) -> BankLine:
    if None in row or any(value is None for value in row.values()) or not row["ext_ref"]:
        raise ValueError("a row with too few or too many columns")
    return BankLine(
        on=day(row["date"]),
        ext_ref=row["ext_ref"],
        payee=row["payee"],
        account_last4=row["account_last4"],
        amount_fen=fen_of_yuan(row["amount"]),
        return_code=row["return_code"] or None,
    )


def _payment(document: PaymentInstruction) -> File:
    rows = [
        (line.ext_ref, line.payee_name, line.payee_uscc, line.bank, line.account, yuan(line.amount_fen))
        for line in document.lines
    ]
    return _file(f"payment-{document.batch_no}.csv", PAYMENT_HEADER, [*rows, _total(document, document.count)])


def _statement(document: Statement) -> File:
    rows = [
        (
            entry.line_ref,
            entry.order_no,
            entry.payee_name,
            entry.payee_uscc,
            entry.agreed_at.isoformat(),
            yuan(entry.amount_fen),
        )
        for entry in document.entries
    ]
    total = _total(document, len(document.entries))
    return _file(f"statement-{document.batch_no}.csv", STATEMENT_HEADER, [*rows, total])


def _total(document: Statement | PaymentInstruction, count: int) -> tuple[str, ...]:
    return (TOTAL, str(count), document.batch_no, document.root_sha256, "", yuan(document.total_fen))


def _file(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> File:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    # A cell that begins like a formula would be run by a spreadsheet.
    writer.writerows([f"'{cell}" if cell[:1] in ("=", "+", "@") else cell for cell in row] for row in rows)
    return File(name, CSV, (MARK + out.getvalue()).encode())
