"""The year's checklist and statement: granted = reserved + used + expired + available, before and after the turn."""

import csv
import io

import pytest

from hub import ledger, settlement
from hub.identity import Organization
from hub.kernel.db import db
from hub.settlement.year_end import HolderYear, statement_csv
from hub.vouchers import Instrument
from schemas.terms import InstrumentState, Mastership, VoucherMode, yuan
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import Case, batch_of, budget, settle, unit


def voucher_row(voucher: Voucher, holder_id: object) -> None:
    """The instrument behind a voucher that was made in the ledger alone."""
    db.session.add(
        Instrument(
            id=voucher.id, no=f"2021QMAS{voucher.id.hex[:8].upper()}", programme="delta", area="maanshan",
            holder_id=holder_id, mode=VoucherMode.INSTITUTION_REDEEMS, year=2021, amount_fen=voucher.amount_fen,
            valid_from=f"{2021}-01-01", valid_until="2021-12-31", state=InstrumentState.ACTIVE, master=Mastership.HUB,
            version_label="test", granted_at=db.func.now(),
        )
    )  # fmt: skip
    db.session.flush()


@pytest.fixture
def year(books: None) -> Voucher:
    """A voucher of 10,000.00: 3,000.00 awarded, 400.00 submitted, 250.00 reserved."""
    holder = unit("I05")
    voucher = Voucher(10_000_00)
    voucher_row(voucher, holder.id)
    Case(voucher).owed(unit("I02").id, 3_000_00)
    voucher.submitted(400_00)
    voucher.reserve(250_00)
    at("2021-11-20T10:00:00+08:00")
    return voucher


def figures(rows: list[HolderYear]) -> list[list[str]]:
    return [[yuan(row.total(name)) for name in settlement.COLUMNS] for row in rows]


def test_the_checklist_of_november_says_what_lapses_and_what_carries_over(year: Voucher) -> None:
    found = settlement.year_end_of("maanshan", 2021)
    assert (found.expiring.count, yuan(found.expiring.amount_fen)) == (1, "6350.00")
    assert (found.reserved.count, yuan(found.reserved.amount_fen)) == (1, "250.00")
    assert (found.submitted.count, yuan(found.submitted.amount_fen)) == (1, "400.00")
    assert (found.owed.count, yuan(found.owed.amount_fen)) == (1, "3000.00")
    assert (found.open_batches, found.blocked_lines, found.budget_set) == ([], 0, False)
    batch = batch_of(settle())
    budget("maanshan", 2022, None, hard=False)
    later = settlement.year_end_of("maanshan", 2021)
    assert (later.owed.count, later.open_batches, later.budget_set) == (0, [batch.no], True)
    assert settlement.year_end_of("wujiang", 2021).owed.count == 0


@pytest.mark.parametrize(
    ("day", "row"),
    [
        ("2021-12-31T23:59:59+08:00", ["10000.00", "3000.00", "650.00", "0.00", "6350.00"]),
        ("2022-01-01T00:00:00+08:00", ["10000.00", "3000.00", "400.00", "6600.00", "0.00"]),
    ],
)
def test_the_statement_turns_with_the_year_and_always_adds_up(year: Voucher, day: str, row: list[str]) -> None:
    at(day)
    rows = settlement.statement_of_year("maanshan", 2021)
    assert figures(rows) == [row]
    table = list(csv.reader(io.StringIO(statement_csv(rows))))
    assert table[1][3:] == table[-1][3:] == row
    granted, *parts = (round(float(cell) * 100) for cell in row)
    assert granted == sum(parts)
    assert ledger.verify() == []


def test_no_name_begins_a_formula(year: Voucher) -> None:
    db.session.query(Organization).filter_by(division="340500").update({"name": "=1+1"})
    table = statement_csv(settlement.statement_of_year("maanshan", 2021))
    assert list(csv.reader(io.StringIO(table)))[1][1] == "'=1+1"
