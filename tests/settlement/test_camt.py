"""A bank statement as camt.053: the same lines as in a CSV, and nothing of a document that does not add up."""

import io
from collections.abc import Callable

import pytest

from hub import settlement
from hub.settlement import Batch, Payout
from hub.settlement.errors import ControlTotalWrong, StatementUnreadable
from schemas.terms import BatchState, PayoutState, yuan
from tests.ledger.makers import at
from tests.settlement.makers import OFFICER, Case, batch_of, instruct, settle, unit


@pytest.fixture
def march(books: None) -> tuple[Batch, Payout, Payout]:
    """An acknowledged batch with two payouts: 4,250.00 and 400.00."""
    case = Case()
    case.owed(unit("I02").id, 4_250_00)
    case.owed(unit("I05").id, 400_00)
    at("2021-04-15T03:00:00+08:00")
    batch = instruct(batch_of(settle()))
    big, small = sorted(settlement.list_payouts(batch), key=lambda payout: -payout.amount_fen)
    return batch, big, small


def entry(payout: Payout, *, direction: str = "DBIT", reason: str = "", status: str = "BOOK", ccy: str = "CNY") -> str:
    """An entry with one transaction, the way version 2 writes it."""
    role = "Cdtr" if direction == "DBIT" else "Dbtr"
    back = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    return (
        f'<Ntry><Amt Ccy="{ccy}">{yuan(payout.amount_fen)}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>{status}</Sts>'
        "<BookgDt><Dt>2021-04-20</Dt></BookgDt><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{payout.ext_ref}</EndToEndId></Refs>"
        f"<RltdPties><{role}><Nm>{payout.payee_name}</Nm></{role}><{role}Acct><Id><Othr><Id>6222{payout.account_last4}"
        f"</Id></Othr></Id></{role}Acct></RltdPties>{back}</TxDtls></NtryDtls></Ntry>"
    )


def document(*entries: str, totals: str = "", version: str = "02") -> bytes:
    """A statement with these entries."""
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    inside = f"<BkToCstmrStmt><Stmt>{totals}{''.join(entries)}</Stmt></BkToCstmrStmt>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}">{inside}</Document>'.encode()


def imported(content: bytes) -> settlement.ImportResult:
    return settlement.import_statement(
        stream=io.BytesIO(content), file_name="statement.xml", payer_area="maanshan", by=OFFICER
    )


def summed(count: int, total: str) -> str:
    return f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries><Sum>{total}</Sum></TtlNtries></TxsSummry>"


def test_a_statement_closes_the_batch_and_again_changes_nothing(march: tuple[Batch, Payout, Payout]) -> None:
    batch, big, small = march
    content = document(entry(big), entry(small), totals=summed(2, "4650.00"))
    assert imported(content).matched == 2
    assert batch_of(batch.id).state is BatchState.CLOSED
    assert imported(content).known == 2


def test_money_that_came_back_is_returned_with_the_banks_reason(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    imported(document(entry(big), entry(small)))
    assert imported(document(entry(big, direction="CRDT", reason="AC04"), version="08")).matched == 1
    assert (big.state, big.return_code) == (PayoutState.RETURNED, "AC04")


def test_what_is_not_booked_yet_is_no_word_of_the_bank(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    assert imported(document(entry(small), entry(big, status="PDNG"))).matched == 1
    assert (big.state, small.state) == (PayoutState.ACCEPTED, PayoutState.PAID)


Damage = Callable[[bytes], bytes]
DAMAGED: dict[str, tuple[Damage, type[Exception]]] = {
    "cut off": (lambda good: good[:-40], StatementUnreadable),
    "an entity": (lambda good: good.replace(b"\n", b'\n<!DOCTYPE d [<!ENTITY x "y">]>\n', 1), StatementUnreadable),
    "another currency": (lambda good: good.replace(b'"CNY"', b'"USD"', 1), StatementUnreadable),
    "a tenth of a fen": (lambda good: good.replace(b"4250.00", b"4250.001", 1), StatementUnreadable),
    "neither debit nor credit": (lambda good: good.replace(b"DBIT", b"NONE", 1), StatementUnreadable),
    "no day": (lambda good: good.replace(b"2021-04-20", b"2021-02-30", 1), StatementUnreadable),
    "a wrong sum": (lambda good: good.replace(b"4650.00", b"4650.01", 1), ControlTotalWrong),
    "a missing entry": (lambda good: good.replace(b"<NbOfNtries>2", b"<NbOfNtries>3", 1), ControlTotalWrong),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_document_is_refused_whole(march: tuple[Batch, Payout, Payout], damage: str) -> None:
    _, big, small = march
    change, refusal = DAMAGED[damage]
    with pytest.raises(refusal, match="Nothing was imported"):
        imported(change(document(entry(big), entry(small), totals=summed(2, "4650.00"))))
    assert {big.state, small.state} == {PayoutState.ACCEPTED}


def test_what_the_bank_leaves_out_waits_for_a_person(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, _ = march
    bare = entry(big).split("<RltdPties>")[0] + "</TxDtls></NtryDtls></Ntry>"
    assert imported(document(bare)).blocked == 1
    assert settlement.list_blocked("maanshan")[0].fault == "account_differs"
