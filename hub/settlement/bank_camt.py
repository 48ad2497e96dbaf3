"""Reading a bank statement as ISO 20022 camt.053 (any version): booked entries of CNY; all of it or nothing.

Outgoing entries (DBIT) say that a payment was made, incoming ones (CRDT) that it came back, for the reason in
``RtrInf``. The reference is the one the instruction gave (``EndToEndId``). What the bank leaves out is left empty, so
that the line waits for a person instead of being taken for something.
"""

from collections.abc import Iterator
from datetime import date

from adapters.errors import BadAnswer
from adapters.markup import Element, read_xml
from hub.settlement.errors import ControlTotalWrong, StatementUnreadable
from hub.settlement.statement_row import StatementRow
from schemas.terms import fen_of_yuan, yuan

FAMILY = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
MAX_BYTES, MAX_ELEMENTS = 32 * 1024 * 1024, 1_000_000
NO_ACCOUNT, NO_REASON, BOOKED = "0000", "CREDIT", "BOOK"


def is_camt(content: bytes) -> bool:
    """Whether a file looks like a document of this family."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and FAMILY.encode() in content[:2048]


def read_camt(content: bytes) -> list[StatementRow]:
    """The lines of a statement; the bank's own totals are checked where it gives them.

    Raises:
        StatementUnreadable: an entry cannot be read, with its number.
        ControlTotalWrong: the bank's own totals differ.
    """
    try:
        root = read_xml(content, max_bytes=MAX_BYTES, max_elements=MAX_ELEMENTS)
        rows = list(_rows(root))
    except BadAnswer as error:
        raise StatementUnreadable(
            line=1, fault_zh="不是有效的 camt.053 文件。", fault_en=f"It is no camt.053 document: {error}"
        ) from error
    if not rows:
        raise StatementUnreadable(line=1, fault_zh="文件中没有明细。", fault_en="The file has no lines.")
    return rows


def _rows(root: Element) -> Iterator[StatementRow]:
    number = 0
    for statement in root.one(root.namespace, "BkToCstmrStmt").all(root.namespace, "Stmt"):
        entries = statement.all(root.namespace, "Ntry")
        _check_totals(statement, entries)
        for entry in entries:
            number += 1
            if _code(_at(entry, "Sts")) in ("", BOOKED):
                yield from _lines(number, entry)


def _lines(number: int, entry: Element) -> Iterator[StatementRow]:
    details = [line for part in entry.all(entry.namespace, "NtryDtls") for line in part.all(entry.namespace, "TxDtls")]
    direction = _text(entry, "CdtDbtInd")
    if direction not in ("DBIT", "CRDT"):
        raise _wrong(number, "没有借贷标志。", "It says neither debit nor credit.")
    on = _day(number, _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm")[:10])
    for line in details or [entry]:
        amount = (
            _at(line, "Amt")
            or _at(line, "AmtDtls", "TxAmt", "Amt")
            or (_at(entry, "Amt") if len(details) < 2 else None)
        )
        yield StatementRow(
            line=number, on=on, ext_ref=_text(line, "Refs", "EndToEndId")[:80], payee=_party(line, direction),
            account_last4=_account(line, direction), amount_fen=_fen(number, amount),
            return_code=_reason(line) if direction == "CRDT" else None,
        )  # fmt: skip


def _party(line: Element, direction: str) -> str:
    for role in ("Cdtr", "Dbtr") if direction == "DBIT" else ("Dbtr", "Cdtr"):
        name = _text(line, "RltdPties", role, "Nm") or _text(line, "RltdPties", role, "Pty", "Nm")
        if name:
            return name
    return ""


def _account(line: Element, direction: str) -> str:
    for role in ("CdtrAcct", "DbtrAcct") if direction == "DBIT" else ("DbtrAcct", "CdtrAcct"):
        number = _text(line, "RltdPties", role, "Id", "Othr", "Id") or _text(line, "RltdPties", role, "Id", "IBAN")
        if len(number) >= 4 and number[-4:].isalnum():
            return number[-4:]
    return NO_ACCOUNT


def _reason(line: Element) -> str:
    reason = _text(line, "RtrInf", "Rsn", "Cd") or _text(line, "RtrInf", "Rsn", "Prtry") or NO_REASON
    return reason[:40]


def _fen(number: int, amount: Element | None) -> int:
    if amount is None or amount.attributes.get("Ccy") != "CNY":
        raise _wrong(number, "没有人民币金额。", "It holds no amount in CNY.")
    text = amount.text.strip()
    whole, _, part = text.partition(".")
    try:
        # ISO 20022 allows more digits than a fen has, as long as they are zeros.
        return fen_of_yuan(f"{whole}.{part[:2]}" if part and not part[2:].strip("0") else text)
    except ValueError as error:
        raise _wrong(number, f"金额“{text}”不是元。", f"{text!r} is no amount in yuan.") from error


def _check_totals(statement: Element, entries: list[Element]) -> None:
    count = _text(statement, "TxsSummry", "TtlNtries", "NbOfNtries")
    total = _text(statement, "TxsSummry", "TtlNtries", "Sum")
    if not count and not total:
        return
    found = sum(_fen(number, _at(entry, "Amt")) for number, entry in enumerate(entries, 1))
    if (count and count != str(len(entries))) or (total and fen_of_yuan(total) != found):
        raise ControlTotalWrong(said=f"{count or '—'} / {total or '—'}", found=f"{len(entries)} / {yuan(found)}")


def _at(element: Element, *path: str) -> Element | None:
    found: Element | None = element
    for name in path:
        children = found.all(element.namespace, name) if found is not None else []
        found = children[0] if children else None
    return found


def _text(element: Element, *path: str) -> str:
    found = _at(element, *path)
    return found.text.strip() if found is not None else ""


def _code(status: Element | None) -> str:
    """``Sts`` is a code itself, or holds one since version 8."""
    return "" if status is None else (status.text.strip() or _text(status, "Cd"))


def _day(number: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(number, f"记账日期“{text}”有误。", f"{text!r} is no booking date.") from error


def _wrong(number: int, fault_zh: str, fault_en: str) -> StatementUnreadable:
    return StatementUnreadable(line=number, fault_zh=fault_zh, fault_en=fault_en)
