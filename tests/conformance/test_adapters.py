"""Every dialect keeps the same promises, each against its own simulator over real HTTP (style.md §5.5)."""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
import requests

from adapters.carried import BANK_HEADER
from adapters.conformance import (
    ACCOUNT,
    CALLS,
    EFFECTS,
    Subject,
    instruction,
    order_notice,
    said,
    statement,
    subject,
)
from adapters.contract import (
    NOT_SEEN,
    AdapterError,
    BadAnswer,
    Capability,
    File,
    Inbound,
    NotSupported,
    OutcomeStatus,
    Query,
    RegionRefused,
    RegionUnavailable,
    Release,
    Reserve,
    Result,
)
from adapters.discovery import discover
from adapters.protocols.kept import DOCUMENTS
from schemas.terms import Uscc

SPECS = discover()


@pytest.fixture(scope="module", params=sorted(SPECS))
def opened(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """One dialect at its simulator."""
    DOCUMENTS.throttle_seconds = 0.0
    with subject(SPECS[request.param]) as found:
        yield found


@pytest.fixture
def region(opened: Subject) -> Subject:
    """The same, clean."""
    opened.reset()
    return opened


def test_every_capability_is_declared(region: Subject) -> None:
    assert set(region.spec.support) == set(Capability)


@pytest.mark.parametrize("verb", sorted(CALLS))
def test_what_is_not_supported_says_so_and_nothing_else_does(region: Subject, verb: str) -> None:
    capability, arguments = CALLS[verb]
    if region.can(capability):
        # Refusing is the platform's own affair: it has no such voucher, or the message is not signed.
        with suppress(RegionRefused, BadAnswer):
            getattr(region.adapter, verb)(*arguments)
    else:
        with pytest.raises(NotSupported):
            getattr(region.adapter, verb)(*arguments)


@pytest.mark.parametrize("verb", sorted(EFFECTS))
def test_our_key_and_our_signature_go_with_every_effect(region: Subject, verb: str) -> None:
    outcome = getattr(region.adapter, verb)(EFFECTS[verb][1](f"key-of-{verb}"))
    assert outcome.status is OutcomeStatus.DONE and outcome.ref
    call = next(call for call in region.seen() if call["key"] == f"key-of-{verb}")
    assert call["signature"] == "test..signature"


@pytest.mark.parametrize("verb", sorted(EFFECTS))
def test_the_same_key_twice_has_one_effect_and_one_answer(region: Subject, verb: str) -> None:
    request = EFFECTS[verb][1]("key-1")
    first = getattr(region.adapter, verb)(request)
    assert getattr(region.adapter, verb)(request) == first
    assert effects(region) == 1


@pytest.mark.parametrize("verb", sorted(EFFECTS))
def test_a_request_that_the_network_doubles_has_one_effect(region: Subject, verb: str) -> None:
    region.fault("duplicate", times=1)
    getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert effects(region) == 1


def test_the_same_key_with_another_body_is_refused_for_good(region: Subject) -> None:
    region.adapter.send_order(order_notice("key-1"))
    with pytest.raises(RegionRefused) as refused:
        region.adapter.send_order(replace(order_notice("key-1"), contract_fen=1))
    assert refused.value.decided and not refused.value.retryable and refused.value.reason_code == "other_body"


@pytest.mark.parametrize("verb", sorted(EFFECTS))
def test_after_silence_the_platform_is_asked_under_the_same_key(region: Subject, verb: str) -> None:
    assert region.adapter.query(Query("key-1", verb)) is NOT_SEEN
    region.fault("drop-before", times=1)
    with pytest.raises(RegionUnavailable):
        getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert region.adapter.query(Query("key-1", verb)) is NOT_SEEN
    region.fault("drop-after", times=1)
    with pytest.raises(RegionUnavailable) as silence:
        getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert silence.value.retryable and silence.value.arrived
    found = region.adapter.query(Query("key-1", verb))
    assert found is not NOT_SEEN and found.status is OutcomeStatus.DONE
    assert effects(region) == 1


@pytest.mark.parametrize("fault", ["500", "drop-before", "down"])
def test_no_answer_is_retryable(region: Subject, fault: str) -> None:
    region.fault(fault)
    with pytest.raises(RegionUnavailable) as silence:
        region.adapter.send_order(order_notice())
    assert silence.value.retryable


@pytest.mark.parametrize("fault", ["wrong-signature", "stale-key", "no-signature", "html"])
def test_an_answer_that_is_not_the_platforms_own_counts_as_none(region: Subject, fault: str) -> None:
    region.fault(fault)
    with pytest.raises(BadAnswer):
        region.adapter.send_payment(instruction())


def test_a_word_we_do_not_know_is_not_progress(region: Subject) -> None:
    region.fault("unknown-word", times=1)
    assert region.adapter.send_order(order_notice()).status is OutcomeStatus.UNKNOWN


def test_wrong_control_totals_are_refused_with_the_platforms_reason(region: Subject) -> None:
    wrong = replace(instruction(), total_fen=1)
    outcome = region.adapter.send_payment(wrong)
    assert outcome.status is OutcomeStatus.REFUSED and outcome.reason_code == "control_totals"


def test_a_reversal_in_a_statement_is_counted_as_negative(region: Subject) -> None:
    assert region.adapter.send_statement(statement()).status is OutcomeStatus.DONE
    assert region.platform.treasury.statements["B-1"]["total_fen"] == 275_000


def test_vouchers_mastered_there_are_reserved_released_and_never_overdrawn(region: Subject) -> None:
    if not region.can(Capability.QUOTA):
        pytest.skip("the dialect has no quota of its own")
    holder = next(iter(region.platform.book._grants))
    (voucher,) = region.adapter.list_vouchers(Uscc(holder), 2024)
    assert type(voucher.amount_fen) is int and voucher.state == "ACTIVE" and voucher.valid_until.year == 2024
    held = region.adapter.reserve(Reserve("r-1", voucher.voucher_no, 150_000, "CSJ-1"))
    assert region.adapter.reserve(Reserve("r-1", voucher.voucher_no, 150_000, "CSJ-1")) == held
    (after,) = region.adapter.list_vouchers(Uscc(holder), 2024)
    assert after.available_fen == voucher.available_fen - 150_000
    over = region.adapter.reserve(Reserve("r-2", voucher.voucher_no, after.available_fen + 1, "CSJ-2"))
    assert over.status is OutcomeStatus.REFUSED and over.reason_code == "insufficient"
    assert held.ref is not None
    region.adapter.release(Release("r-3", held.ref))
    assert region.adapter.list_vouchers(Uscc(holder), 2024) == (voucher,)
    region.fault("unknown-word", times=1)
    assert region.adapter.list_vouchers(Uscc(holder), 2024)[0].state == "UNKNOWN"


def test_facts_are_dated_and_an_unknown_enterprise_has_none(region: Subject) -> None:
    known = region.adapter.find_enterprise(Uscc(next(iter(region.platform.people.values())).uscc))
    assert known.facts and all(fact.authority and fact.as_of.year > 2000 for fact in known.facts)
    assert region.adapter.find_enterprise(Uscc("91110108MA9QY11798")).facts == ()


def test_no_token_phone_or_account_number_is_logged_or_told(region: Subject, caplog: pytest.LogCaptureFixture) -> None:
    secret_words = [ACCOUNT, *region.platform.seed["enterprises"][0]["phone"].split("|")]
    secret_words += [value for name, value in vars(region.adapter).items() if "secret" in name]
    with caplog.at_level(logging.DEBUG):
        region.adapter.send_payment(instruction("key-1"))
        for fault in ("500", "drop-after", "wrong-signature"):
            region.fault(fault, times=1)
            with pytest.raises(AdapterError) as told:
                region.adapter.send_payment(instruction(f"key-{fault}"))
            assert not any(word in str(told.value) + repr(told.value) for word in secret_words)
    assert not any(word in caplog.text for word in [*secret_words, "Bearer", "sample"])
    assert ACCOUNT not in repr(instruction())


def test_an_unsigned_message_is_refused_and_answered_so(region: Subject) -> None:
    with pytest.raises(BadAnswer):
        region.adapter.read_inbound(Inbound("events", {}, b'{"id": "1"}'))
    statuses = {status: region.adapter.answer(Result(status)).status for status in ("accepted", "duplicate", "refused")}
    assert statuses == {"accepted": 202, "duplicate": 200, "refused": 400}
    assert region.adapter.answer(Result("unavailable")).status == 503


def test_the_bank_statement_of_a_paid_batch_reads_back_to_the_fen(region: Subject) -> None:
    region.adapter.send_payment(instruction())
    region_answer = region.platform.treasury.statement_csv("B-1").encode()
    (line,) = region.adapter.read_bank_file(File("bank.csv", "text/csv", region_answer))
    assert (line.ext_ref, line.amount_fen, line.account_last4, line.return_code) == ("P-1", 275_000, ACCOUNT[-4:], None)


def test_a_payment_file_that_people_carry_is_paid_and_reads_back(region: Subject) -> None:
    file = region.adapter.write_file(instruction())
    assert file.name == "payment-B-1.csv" and "#total,1,B-1," in file.content.decode("utf-8-sig")
    answer = requests.post(f"{region.address}/_sim/payment-file", data=file.content, timeout=30)
    (line,) = region.adapter.read_bank_file(File("bank.csv", "text/csv", answer.content))
    assert (line.ext_ref, line.amount_fen) == ("P-1", 275_000)
    region.fault("return", payee=instruction().lines[0].payee_name)
    requests.post(f"{region.address}/_sim/payment-file", data=file.content, timeout=30)
    statement_now = region.platform.treasury.statement_csv("B-1").encode()
    assert [line.return_code for line in region.adapter.read_bank_file(File("b", "text/csv", statement_now))] == [
        None,
        "R03",
    ]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(region: Subject) -> None:
    (line,) = instruction().lines
    evil = replace(instruction(), lines=(replace(line, payee_name="=HYPERLINK(1)"),))
    assert "'=HYPERLINK(1)" in region.adapter.write_file(evil).content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "content",
    [
        b"date,ext_ref,payee,amount\n2024-04-15,P-1,x,1.00\n",
        f"{','.join(BANK_HEADER)}\n2024-04-15,P-1,x,0123,1.005,\n".encode(),
        f"{','.join(BANK_HEADER)}\n2024-04-15,P-1,x,0123\n".encode(),
        f"{','.join(BANK_HEADER)}\n15/04/2024,P-1,x,0123,1.00,\n".encode(),
        f"{','.join(BANK_HEADER)}\n2024-04-15,,x,0123,1.00,\n".encode(),
        b"\xff\xfe",
    ],
)
def test_a_bank_statement_that_cannot_be_read_is_refused_whole(region: Subject, content: bytes) -> None:
    with pytest.raises(BadAnswer):
        region.adapter.read_bank_file(File("bank.csv", "text/csv", content))


def test_fixtures_hold_fictional_people_only(region: Subject) -> None:
    text = (files(f"adapters.{region.spec.dialect}") / "fixtures" / "seed.toml").read_text(encoding="utf-8")
    for row in region.platform.seed["enterprises"]:
        assert row["phone"].startswith("199-0000-") and "测试" in row["person"]
        assert "MA9QY" in row["uscc"]
    assert "@" not in text


def effects(region: Subject) -> int:
    """How many things have happened at the platform."""
    platform: Any = region.platform
    return len(platform.notices) + len(platform.treasury.payments) + len(platform.treasury.statements)


@pytest.mark.parametrize("verb", sorted(EFFECTS))
def test_what_is_said_on_the_wire_is_what_was_recorded(region: Subject, verb: str) -> None:
    file = files(f"adapters.{region.spec.dialect}") / "fixtures" / "recorded.json"
    recorded = next(call for call in json.loads(file.read_text(encoding="utf-8")) if call["verb"] == verb)
    getattr(region.adapter, verb)(EFFECTS[verb][1](f"k-{verb}"))
    wire = region.wires[0]
    assert (wire.path, said(wire.sent)) == (recorded["path"], recorded["sent"])
    assert said(wire.received).keys() == recorded["received"].keys()
