"""Promises about what people carry: payment file, bank statement; every dialect reads and writes them."""

from dataclasses import replace

from adapters.carried import BANK_HEADER
from adapters.conformance import ACCOUNT, Subject, instruction
from adapters.contract import BadAnswer, Capability, File
from adapters.promises.promise import Keep, promises
from adapters.promises.seeing import refused

HEADER = ",".join(BANK_HEADER)
UNREADABLE = {
    "another header": b"date,ext_ref,payee,amount\n2024-04-15,P-1,x,1.00\n",
    "a broken fen": f"{HEADER}\n2024-04-15,P-1,x,0123,1.005,\n".encode(),
    "too few columns": f"{HEADER}\n2024-04-15,P-1,x,0123\n".encode(),
    "a foreign date": f"{HEADER}\n15/04/2024,P-1,x,0123,1.00,\n".encode(),
    "no reference": f"{HEADER}\n2024-04-15,,x,0123,1.00,\n".encode(),
    "no text": b"\xff\xfe",
}


def _bank_statement(region: Subject) -> None:
    region.adapter.send_payment(instruction())
    answer = region.platform.treasury.statement_csv("B-1").encode()
    (line,) = region.adapter.read_bank_file(File("bank.csv", "text/csv", answer))
    assert (line.ext_ref, line.amount_fen, line.account_last4, line.return_code) == ("P-1", 275_000, ACCOUNT[-4:], None)


def _payment_file(region: Subject) -> None:
    file = region.adapter.write_file(instruction())
    assert file.name == "payment-B-1.csv" and "#total,1,B-1," in file.content.decode("utf-8-sig")
    answer = region.post(f"{region.address}/_sim/payment-file", file.content)
    (line,) = region.adapter.read_bank_file(File("bank.csv", "text/csv", answer.content))
    assert (line.ext_ref, line.amount_fen) == ("P-1", 275_000)
    region.fault("return", payee=instruction().lines[0].payee_name)
    region.post(f"{region.address}/_sim/payment-file", file.content)
    now = File("b", "text/csv", region.platform.treasury.statement_csv("B-1").encode())
    assert [line.return_code for line in region.adapter.read_bank_file(now)] == [None, "R03"]


def _harmless(region: Subject) -> None:
    (line,) = instruction().lines
    evil = replace(instruction(), lines=(replace(line, payee_name="=HYPERLINK(1)"),))
    assert "'=HYPERLINK(1)" in region.adapter.write_file(evil).content.decode("utf-8-sig")


def _refused_whole(content: bytes) -> Keep:
    def keep(region: Subject) -> None:
        with refused(BadAnswer):
            region.adapter.read_bank_file(File("bank.csv", "text/csv", content))

    return keep


PROMISES = promises(
    ("the bank statement of a paid batch reads back to the fen", Capability.BANK, _bank_statement),
    ("a payment file that people carry is paid and reads back", None, _payment_file),
    ("a cell that a spreadsheet would run is made harmless", None, _harmless),
    *((f"a bank statement with {what} is refused whole", None, _refused_whole(content))
      for what, content in UNREADABLE.items()),
)  # fmt: skip
