"""A simulated treasury: accepts instructions, pays, sends money back when told to, writes the bank statement."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, request

from adapters.carried import BANK_HEADER, TOTAL
from adapters.simulation.bench import Bench
from adapters.simulation.vouchers import Refusal
from schemas.terms import fen_of_yuan, yuan


@dataclass
class Payment:
    """One payment made or sent back."""

    batch_no: str
    ext_ref: str
    payee: str
    account: str
    amount_fen: int
    on: date
    return_code: str = ""


class Treasury:
    """All payments of a simulator, and the statements it acknowledged."""

    def __init__(self, app: Flask, bench: Bench) -> None:
        self.bench = bench
        self.payments: list[Payment] = []
        self.statements: dict[str, dict[str, Any]] = {}
        app.add_url_rule("/_sim/bank-statement", view_func=self._statement)
        app.add_url_rule("/_sim/payment-file", view_func=self._payment_file, methods=["POST"])

    def clear(self) -> None:
        """Forget all payments."""
        self.payments.clear()
        self.statements.clear()

    def pay(self, batch_no: str, lines: list[dict[str, Any]], count: int, total_fen: int) -> str:
        """Accept an instruction whose control totals are right and pay it; returns the treasury's reference."""
        if count != len(lines) or total_fen != sum(line["amount_fen"] for line in lines):
            raise Refusal("control_totals")
        if any(line["amount_fen"] <= 0 for line in lines):
            raise Refusal("amount_not_positive")
        for line in lines:
            back = self.bench.take("return", path="/", payee=line["payee"])
            self.payments.append(
                Payment(
                    batch_no, line["ext_ref"], line["payee"], line["account"], line["amount_fen"],
                    self.bench.now().date(), "R03" if back else "",
                )
            )  # fmt: skip
        return f"T{len(self.payments):06d}"

    def accept_statement(self, batch_no: str, entries: list[int], total_fen: int) -> str:
        """Accept an advice whose total is right."""
        if total_fen != sum(entries):
            raise Refusal("control_totals")
        self.statements[batch_no] = {"total_fen": total_fen, "count": len(entries)}
        return f"S{len(self.statements):06d}"

    def statement_csv(self, batch_no: str | None) -> str:
        """The bank statement of a batch (all when None)."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(BANK_HEADER)
        for payment in self.payments:
            if batch_no in (None, payment.batch_no):
                amount, last4 = yuan(payment.amount_fen), payment.account[-4:]
                writer.writerow([payment.on, payment.ext_ref, payment.payee, last4, amount, payment.return_code])
        return out.getvalue()

    def _statement(self) -> Response:
        return Response(self.statement_csv(request.args.get("batch")), content_type="text/csv; charset=utf-8")

    def _payment_file(self) -> Response:
        """A payment file that a person carried here, in our form; the answer is the bank's statement."""
        rows = list(csv.DictReader(io.StringIO(request.get_data().decode("utf-8-sig"))))
        lines, total = rows[:-1], rows[-1]
        payments = [{**row, "amount_fen": fen_of_yuan(row["amount"])} for row in lines]
        try:
            if total["ext_ref"] != TOTAL:
                raise Refusal("control_totals")
            self.pay(total["uscc"], payments, int(total["payee"]), fen_of_yuan(total["amount"]))
        except Refusal as refusal:
            return Response(str(refusal), 422)
        content = self.statement_csv(total["uscc"])
        return Response(content, content_type="text/csv; charset=utf-8")
