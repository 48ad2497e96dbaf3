"""The unused part of a voucher for one order returns to the year's allowance, or expires after it (G-25)."""

from sqlalchemy import text

from hub import ledger
from hub.kernel.db import db
from tests.ledger.makers import OFFICER, Voucher, at, award

CAP, YEAR = 10_000_000, 2021


def granted_of(voucher: Voucher) -> int:
    return ledger.granted_in_year(voucher.holder_id, voucher.programme, YEAR)


def give_back(voucher: Voucher, ref: str = "r1") -> int:
    return ledger.return_unused(instrument_id=voucher.id, by=OFFICER, ref=ref, reason="实际兑现低于批准金额")


def test_the_unused_part_can_be_granted_again_in_the_same_year(books: None) -> None:
    voucher = Voucher(454_950, cap_fen=CAP).grant()
    award({voucher.submitted(454_950): 400_000})
    assert (give_back(voucher), give_back(voucher), granted_of(voucher)) == (54_950, 0, 400_000)
    assert voucher.figures() == (400_000, 0, 400_000, 0, 0)


def test_what_an_order_still_holds_does_not_return(books: None) -> None:
    voucher = Voucher(454_950, cap_fen=CAP).grant()
    voucher.reserve(454_950)
    assert (give_back(voucher), granted_of(voucher)) == (0, 454_950)


def test_after_the_year_it_expires_and_nothing_returns(books: None) -> None:
    voucher = Voucher(454_950, cap_fen=CAP).grant()
    order_id = voucher.submitted(454_950)
    at("2022-02-01T10:00:00+08:00")
    award({order_id: 400_000})
    assert (give_back(voucher), granted_of(voucher)) == (0, 454_950)
    assert voucher.figures() == (454_950, 0, 400_000, 54_950, 0)


def test_a_return_that_moved_the_counters_only_is_found(session: None) -> None:
    voucher = Voucher(454_950, cap_fen=CAP).grant()
    db.session.execute(
        text("UPDATE ledger_account SET debit_fen = debit_fen + 100 WHERE owner_id = :id"), {"id": voucher.id}
    )
    assert {"I2", "I5"} <= {violation.invariant for violation in ledger.verify()}
