"""What only Zhejiang's platform does: the claim desk with three caps, messages with JSON inside, catalogue, policy."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from adapters.conformance import Subject
from adapters.contract import (
    BadAnswer,
    FactsChanged,
    Handover,
    Inbound,
    LineDisputed,
    OrderStateReported,
    PaymentReported,
    RedemptionReceived,
    StatementAcknowledged,
    VoucherChanged,
)
from adapters.protocols.signed_form import moment, seal_of, stamp
from adapters.zhejiang import policy
from adapters.zhejiang.policy import CONFIRMATION
from schemas.policy import Unlimited
from schemas.terms import Uscc
from tests.federation.platforms import log_in, login_request

E08, E09 = Uscc("91330421MA9QY1080N"), Uscc("91330421MA9QY1099K")
BACK = "http://127.0.0.1:8000/enterprise/vouchers"
YEAR = datetime.now(UTC).year


@pytest.fixture(scope="module")
def dialect() -> str:
    return "zhejiang"


def desk(region: Subject, uscc: Uscc = E09) -> tuple[requests.Session, str]:
    """A browser at the claim page, logged in there."""
    browser = requests.Session()
    address = region.adapter.application_page(Handover("k-claim", uscc, BACK, "zj-county")).url
    assert 'type="password"' in browser.get(address, timeout=30).text
    page = browser.post(address, data={"username": "e09", "password": "Region-e09-2024"}, timeout=30)
    assert "无需审核，即领即得" in page.text
    return browser, address


def claim(browser: requests.Session, address: str, amount: str, county: str = "330421") -> requests.Response:
    """One claim."""
    return browser.post(address, data={"county": county, "amount": amount}, timeout=30)


@pytest.mark.parametrize(
    ("amounts", "county", "says"),
    [
        (["50000.00"], "330421", ""),
        (["50000.01"], "330421", "单次申领上限"),
        (["50000.00", "30000.00"], "330421", ""),
        (["50000.00", "30000.01"], "330421", "可持有的额度上限"),
        (["0"], "330421", "大于零"),
        (["12.345"], "330421", "大于零"),
        (["100.00"], "330108", "受理地区"),
    ],
)
def test_a_claim_is_granted_at_once_within_the_caps(
    region: Subject, amounts: list[str], county: str, says: str
) -> None:
    browser, address = desk(region)
    *_, answer = [claim(browser, address, amount, county) for amount in amounts]
    assert says in answer.text and (answer.status_code == 422) is bool(says)
    if not says:
        assert BACK in answer.text and "请勿在政务网页面操作" in answer.text
        (voucher,) = region.adapter.list_vouchers(E09, YEAR)
        assert voucher.amount_fen == sum(int(amount.replace(".", "")) for amount in amounts)


def test_what_was_spent_counts_for_the_year_and_is_no_longer_held(region: Subject) -> None:
    browser, address = desk(region)
    for amount in ("50000.00", "30000.00"):
        claim(browser, address, amount)
    (voucher,) = region.platform.book.list(E09, YEAR)
    voucher.used_fen = 7_500_000
    assert claim(browser, address, "50000.00").status_code == 200
    voucher.used_fen = 13_000_000
    assert claim(browser, address, "50000.00").status_code == 200
    voucher.used_fen = 18_000_000
    assert "本年度还可申领" in claim(browser, address, "20000.01").text
    assert claim(browser, address, "20000.00").status_code == 200
    page = browser.get(address, timeout=30).text
    for name, figure in (("申领额度上限", "200000.00"), ("已申领额度", "200000.00"), ("还可申领额度", "0.00")):
        assert f"{name}</th><td>{figure} 元" in page


def test_nobody_claims_for_another_enterprise(region: Subject) -> None:
    browser, _ = desk(region)
    elsewhere = region.adapter.application_page(Handover("k", E08, BACK, "zj-county")).url
    assert 'type="password"' in browser.get(elsewhere, timeout=30).text
    assert claim(browser, elsewhere, "100.00").status_code == 401


def message(region: Subject, kind: str, content: dict[str, Any]) -> Inbound:
    """A message as the platform would post it."""
    written = {"id": "m-1", "xxlx": kind, "xxnr": content, "fssj": "20240305180000"}
    with region.platform.app.test_request_context("/_sim/webhook"):
        body, _ = region.platform.letter("events", json.dumps(written).encode(), "")
    return Inbound("events", {}, body)


AT = moment("20240305180000")
HEAD: dict[str, Any] = {"message_id": "m-1", "at": AT}
MESSAGES = [
    ("qbg", {"tyshxydm": E08, "qbh": "Z1", "nd": 2024, "zt": "02", "je": "20000.00"},
     VoucherChanged(**HEAD, uscc=E08, voucher_no="Z1", year=2024, state="FROZEN", amount_fen=2_000_000)),
    ("qbg", {"tyshxydm": E08, "qbh": "Z1", "nd": 2024, "zt": "99"},
     VoucherChanged(**HEAD, uscc=E08, voucher_no="Z1", year=2024, state="UNKNOWN")),
    ("ddzt", {"ddbh": "O1", "zt": "30", "sm": "完成"},
     OrderStateReported(**HEAD, order_no="O1", state="COMPLETED", reason="完成")),
    ("dfsq", {"dfbh": "D1", "ddbh": "O1", "je": "10.01"},
     RedemptionReceived(**HEAD, redemption_ref="D1", order_no="O1", amount_fen=1001)),
    ("dzqr", {"pcbh": "B1", "zyz": "ab"}, StatementAcknowledged(**HEAD, batch_no="B1", sha256="ab")),
    ("dzyy", {"pcbh": "B1", "hxh": "L1", "sm": "重复"},
     LineDisputed(**HEAD, batch_no="B1", line_ref="L1", reason="重复")),
    ("zfjg", {"pcbh": "B1", "fklsh": "P1", "je": "5.00", "zt": "2", "rzrq": "20240306", "thdm": "R03"},
     PaymentReported(**HEAD, batch_no="B1", ext_ref="P1", amount_fen=500, state="RETURNED",
                     value_date=date(2024, 3, 6), return_code="R03")),
    ("qybg", {"tyshxydm": E08}, FactsChanged(**HEAD, uscc=E08)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content", "event"), MESSAGES)
def test_a_message_of_the_platform_is_one_event(
    region: Subject, kind: str, content: dict[str, Any], event: object
) -> None:
    assert region.adapter.read_inbound(message(region, kind, content)) == (event,)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("qbg", {"tyshxydm": E08}), ("dfsq", {"dfbh": "D1", "ddbh": "O1", "je": "10.001"}), ("dzqr", {"pcbh": 1})],
)
def test_a_message_that_cannot_be_read_is_none(region: Subject, kind: str, content: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        region.adapter.read_inbound(message(region, kind, content))


def test_a_kind_of_message_that_we_do_not_know_is_no_event(region: Subject) -> None:
    assert region.adapter.read_inbound(message(region, "tz", {})) == ()


def test_the_catalogue_comes_page_by_page(region: Subject) -> None:
    first = region.adapter.list_catalog(None, None)
    second = region.adapter.list_catalog(None, first.next)
    assert [row["division"] for page in (first, second) for row in page.institutions] == ["330402", "330108"]
    assert second.next is None
    assert second.services[0]["price_fen"] == 4_000_000 and second.services[0]["pricing"] == "NEGOTIATED"


def test_the_facts_of_an_enterprise_are_renewed(region: Subject) -> None:
    facts = {fact.id: fact.value for fact in region.adapter.find_enterprise(E08).facts}
    assert facts["holder.division"] == "330421" and facts["holder.revenue_fen"] == 3_700_000_000


def test_the_platform_hands_over_the_document_that_the_hub_was_given(region: Subject) -> None:
    document = region.adapter.fetch_policy()
    draft, loss = region.adapter.normalize(document)
    assert (draft.policy_id, loss.errors) == ("zj-county/jiashan", ())
    assert draft.caps and draft.caps.per_year_fen == 20_000_000 and draft.caps.per_order_fen == Unlimited()
    assert (draft.caps.per_claim_fen, draft.caps.holding_fen) == (5_000_000, 8_000_000)


def test_the_two_editions_differ_in_whose_use_the_carrier_confirms(region: Subject) -> None:
    later, earlier = CONFIRMATION
    document = region.adapter.fetch_policy().content.decode()
    steps = [
        policy.normalize(text.encode())[0].approvals[0]  # type: ignore[index]
        for text in (document, document.replace(later, earlier))
    ]
    assert steps[0].when is None and steps[1].when == CONFIRMATION[earlier]


def test_a_seal_ties_every_value_to_its_name() -> None:
    assert seal_of({"a": "1&b=2"}, "s") != seal_of({"a": "1", "b": "2"}, "s")
    assert seal_of({"b": "2", "a": "1", "sign": "x"}, "s") == seal_of({"a": "1", "b": "2"}, "s")
    assert moment(stamp(AT)) == AT


def test_the_window_of_a_login_is_not_widened_by_the_platforms_clock(region: Subject) -> None:
    requests.post(f"{region.address}/_sim/clock", json={"at": "2021-03-04T10:00:00+08:00"}, timeout=30)
    asked = region.adapter.begin_login(login_request())
    found = region.adapter.finish_login(*log_in(asked, "e08", "Region-e08-2024"))
    assert found.auth_time and abs((datetime.now(UTC) - found.auth_time).total_seconds()) < 60
