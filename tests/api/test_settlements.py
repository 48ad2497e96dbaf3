"""A region's program reads, acknowledges and disputes what concerns its own treasury and units, and nothing else."""

from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask

from hub import settlement
from hub.kernel.db import db
from hub.settlement import Batch
from schemas.terms import BatchState, ExchangeState
from tests.api.conftest import Program, client_token
from tests.api.test_access import code_of
from tests.settlement.conftest import books as books
from tests.settlement.test_sending import sent as sent

SCOPES = ("settlement.read", "settlement.ack", "bank.write")


@pytest.fixture
def regions(app: Flask, sent: Batch) -> dict[str, Program]:
    """The payer's program, the one of a region that was sent an advice, and one that has nothing to do with it."""
    db.session.commit()
    return {
        region: Program(app.test_client(), client_token(app, *SCOPES, region=region))
        for region in ("jiangsu", "shanghai", "tianjin")
    }


def test_each_region_sees_the_lines_that_are_its_own(regions: dict[str, Program], sent: Batch) -> None:
    lines = {
        region: [
            line["amount_fen"] for line in program.get(f"/settlements/{sent.no}/lines").get_json().get("items", [])
        ]
        for region, program in regions.items()
    }
    assert {region: sorted(found) for region, found in lines.items()} == {
        "jiangsu": [400_00, 1_000_00], "shanghai": [1_000_00], "tianjin": [],
    }  # fmt: skip
    listed = {region: len(program.get("/settlements").get_json()["items"]) for region, program in regions.items()}
    assert listed == {"jiangsu": 1, "shanghai": 1, "tianjin": 0}
    assert code_of(regions["tianjin"].get(f"/settlements/{sent.no}")) == "settlement.not_found"
    shown = regions["shanghai"].get(f"/settlements/{sent.no}").get_json()
    assert (shown["advice"], shown["advised_fen"], shown["state"]) == ("SENT", 1_000_00, "SENT")


def test_treasury_and_payees_region_acknowledge_the_lines_that_they_read(
    regions: dict[str, Program], sent: Batch
) -> None:
    path, read = f"/settlements/{sent.no}/acknowledge", {"sha256": sent.root_sha256}
    assert code_of(regions["shanghai"].post(path, {"sha256": "0" * 64})) == "settlement.lines_differ"
    assert code_of(regions["tianjin"].post(path, read)) == "settlement.not_found"
    assert regions["jiangsu"].post(path, read).get_json()["state"] == BatchState.PART_ACKED
    assert regions["shanghai"].post(path, read).get_json()["advice"] == ExchangeState.ACKED
    assert regions["jiangsu"].get(f"/settlements/{sent.no}").get_json()["state"] == BatchState.ACKED
    again = regions["shanghai"].post(path, read)
    assert (again.status_code, again.get_json()["state"]) == (200, BatchState.ACKED)


def test_a_region_disputes_a_line_of_its_own_advice_only(regions: dict[str, Program], sent: Batch) -> None:
    lines = regions["jiangsu"].get(f"/settlements/{sent.no}/lines").get_json()["items"]
    mine, other = (next(line["line"] for line in lines if line["amount_fen"] == fen) for fen in (1_000_00, 400_00))
    path = f"/settlements/{sent.no}/dispute"
    for line in (other, str(uuid4())):
        refused = regions["shanghai"].post(path, {"line": line, "reason": "收款单位有误"})
        assert code_of(refused) == "settlement.line_unknown"
    assert code_of(regions["jiangsu"].post(path, {"line": mine, "reason": "收款单位有误"})) == "settlement.not_advised"
    disputed = regions["shanghai"].post(path, {"line": mine, "reason": "收款单位有误"})
    assert disputed.get_json()["advice"] == ExchangeState.REFUSED
    assert settlement.list_advices(sent)[0].dispute_reason == "收款单位有误"


def test_a_bank_statement_is_taken_for_the_regions_own_treasury_only(regions: dict[str, Program], sent: Batch) -> None:
    payouts = settlement.list_payouts(sent)
    rows = [f"2021-04-20,{p.ext_ref},{p.payee_name},{p.account_last4},{p.amount_fen // 100}.00," for p in payouts]
    text = "date,ext_ref,payee,account_last4,amount,return_code\n" + "\n".join(rows) + "\n"

    def send(region: str):
        program = regions[region]
        headers = program.headers() | {"Idempotency-Key": str(uuid4())}
        form = {"payer_area": "jiangsu", "file": (BytesIO(text.encode()), "s.csv")}
        return program.client.post("/api/v1/bank-statements", data=form, headers=headers)

    assert code_of(send("shanghai")) == "settlement.not_found"
    regions["jiangsu"].post(f"/settlements/{sent.no}/acknowledge", {"sha256": sent.root_sha256})
    taken = send("jiangsu")
    assert taken.status_code == 201 and taken.get_json()["matched"] == len(payouts), taken.text
    assert send("jiangsu").get_json()["known"] == len(payouts)
