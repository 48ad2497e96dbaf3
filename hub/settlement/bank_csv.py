"""Reading a bank statement: CSV date, ext_ref, payee, account_last4, amount, return_code; all of it or nothing."""

import csv
import io
from datetime import date, datetime

from hub.settlement.errors import ControlTotalWrong, StatementUnreadable
from hub.settlement.statement_row import StatementRow
from schemas.terms import fen_of_yuan, yuan

COLUMNS = ("date", "ext_ref", "payee", "account_last4", "amount", "return_code")
TOTAL = "#total"


def read_csv(content: bytes) -> list[StatementRow]:
    """The lines of a statement; a last row ``#total,<lines>,<sum>`` is checked when it is there.

    Raises:
        StatementUnreadable: a line cannot be read, with its number.
        ControlTotalWrong: the bank's own total differs.
    """
    rows: list[StatementRow] = []
    said: tuple[str, str] | None = None
    for number, cells in enumerate(csv.reader(io.StringIO(_decoded(content))), start=1):
        if not any(cell.strip() for cell in cells) or (number == 1 and cells[0].strip().lower() == COLUMNS[0]):
            continue
        if said is not None:
            raise StatementUnreadable(line=number, fault_zh="合计行之后还有内容。", fault_en="It follows the total.")
        if cells[0].strip() == TOTAL:
            said = _total(number, cells)
            continue
        rows.append(_row(number, [cell.strip() for cell in cells]))
    _check_total(rows, said)
    if not rows:
        raise StatementUnreadable(line=1, fault_zh="文件中没有明细。", fault_en="The file has no lines.")
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementUnreadable(line=1, fault_zh="不是文本文件。", fault_en="It is no text file.")


def _row(number: int, cells: list[str]) -> StatementRow:
    if len(cells) == len(COLUMNS) - 1:
        cells = [*cells, ""]
    if len(cells) != len(COLUMNS):
        raise StatementUnreadable(
            line=number, fault_zh=f"应为 {len(COLUMNS)} 列，实为 {len(cells)} 列。",
            fault_en=f"It has {len(cells)} columns instead of {len(COLUMNS)}.",
        )  # fmt: skip
    on, ext_ref, payee, last4, amount, code = cells
    try:
        amount_fen = fen_of_yuan(amount)
    except ValueError as error:
        raise StatementUnreadable(
            line=number, fault_zh=f"金额“{amount}”不是元。", fault_en=f"{amount!r} is no amount in yuan."
        ) from error
    if len(last4) != 4 or not last4.isalnum() or not ext_ref or len(ext_ref) > 80:
        raise StatementUnreadable(
            line=number, fault_zh="业务编号或账号后四位有误。", fault_en="Its reference or last four digits are wrong."
        )
    return StatementRow(number, _day(number, on), ext_ref, payee, last4, amount_fen, code or None)


def _day(number: int, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no time zone
    except ValueError as error:
        raise StatementUnreadable(
            line=number,
            fault_zh=f"日期“{text}”应为 2021-04-20 的形式。",
            fault_en=f"{text!r} is no date.",
        ) from error


def _total(number: int, cells: list[str]) -> tuple[str, str]:
    filled = [cell.strip() for cell in cells[1:] if cell.strip()]
    if len(filled) != 2:
        raise StatementUnreadable(
            line=number, fault_zh="合计行应为 #total,笔数,金额。", fault_en="The total row is #total,lines,sum."
        )
    return filled[0], filled[1]


def _check_total(rows: list[StatementRow], said: tuple[str, str] | None) -> None:
    found = (str(len(rows)), yuan(sum(row.amount_fen for row in rows)))
    if said is not None and (said[0], said[1].replace(",", "")) != found:
        raise ControlTotalWrong(said=" / ".join(said), found=" / ".join(found))
