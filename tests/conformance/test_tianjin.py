"""Tianjin's own words: messages in XML, the laboratory directory, and sentences in which the word decides."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from adapters.conformance import Subject, subject
from adapters.contract import BadAnswer, Event, Inbound
from adapters.discovery import discover
from adapters.events import (
    FactsChanged,
    LineDisputed,
    OrderReceived,
    OrderStateReported,
    PaymentReported,
    RedemptionReceived,
    StatementAcknowledged,
)
from adapters.markup import read_xml, values_of, write_xml
from adapters.reading import NativeRefused
from adapters.tianjin import policy
from adapters.tianjin.translate import LAB_HEADER, NAMESPACE, read_labs

AT = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
HEAD = {"MessageNo": "m-1", "OccurredAt": "2024-03-05T10:00:00+08:00"}
BATCH = {"BatchNo": "B-1"}
PAID = {**BATCH, "PayNo": "P-1", "Amount": "4549.50", "ValueDate": "2024-04-15"}
MESSAGES: list[tuple[str, dict[str, Any], Event | None]] = [
    ("订单提交", {"OrderNo": "IV201701", "BuyerCode": "u", "ProductNo": "V09", "ContractAmount": "9099.00"},
     OrderReceived("m-1", AT, "IV201701", "u", "V09", 909_900)),
    ("订单状态", {"OrderNo": "IV201701", "Status": "服务中"}, OrderStateReported("m-1", AT, "IV201701", "IN_SERVICE")),
    ("订单状态", {"OrderNo": "IV201701", "Status": "再议", "Reason": "缺页"},
     OrderStateReported("m-1", AT, "IV201701", "UNKNOWN", "缺页")),
    ("兑现申请", {"RedemptionNo": "D-1", "OrderNo": "IV201701", "Amount": "450.00"},
     RedemptionReceived("m-1", AT, "D-1", "IV201701", 45_000)),
    ("对账单确认", {**BATCH, "Digest": "ab"}, StatementAcknowledged("m-1", AT, "B-1", "ab")),
    ("对账单异议", {**BATCH, "LineNo": "L1", "Reason": "金额不符"}, LineDisputed("m-1", AT, "B-1", "L1", "金额不符")),
    ("兑现结果", {**PAID, "Status": "已兑现"},
     PaymentReported("m-1", AT, "B-1", "P-1", 454_950, "PAID", date(2024, 4, 15))),
    ("兑现结果", {**PAID, "Status": "已退汇", "ReturnCode": "R03"},
     PaymentReported("m-1", AT, "B-1", "P-1", 454_950, "RETURNED", date(2024, 4, 15), "R03")),
    ("兑现结果", {**PAID, "Status": "在途"},
     PaymentReported("m-1", AT, "B-1", "P-1", 454_950, "UNKNOWN", date(2024, 4, 15))),
    ("企业信息变更", {"CreditCode": "u"}, FactsChanged("m-1", AT, "u")),
    ("系统公告", {"Text": "春节放假"}, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def region() -> Iterator[Subject]:
    """The adapter at its simulator."""
    with subject(discover()["tianjin"]) as found:
        yield found


def signed(region: Subject, content: bytes) -> Inbound:
    """A message as the platform sends it."""
    return Inbound("events", {"x-tj-signature": region.platform.bench.signer.sign(content)}, content)


@pytest.mark.parametrize(("kind", "content", "event"), MESSAGES)
def test_a_message_says_what_it_says(region: Subject, kind: str, content: dict[str, Any], event: Event | None) -> None:
    message = write_xml("Message", NAMESPACE, {**HEAD, "Kind": kind, "Content": content})
    assert region.adapter.read_inbound(signed(region, message)) == ((event,) if event else ())


@pytest.mark.parametrize(
    "message",
    [
        write_xml("Message", "urn:other", {**HEAD, "Kind": "企业信息变更", "Content": {"CreditCode": "u"}}),
        write_xml("Note", NAMESPACE, {**HEAD, "Kind": "企业信息变更", "Content": {"CreditCode": "u"}}),
        write_xml("Message", NAMESPACE, {**HEAD, "Kind": "企业信息变更", "Content": "u"}),
        write_xml("Message", NAMESPACE, {**HEAD, "Kind": "企业信息变更"}),
        write_xml("Message", NAMESPACE, {**HEAD, "Kind": "兑现结果", "Content": {**PAID, "Amount": "1.005"}}),
        write_xml("Message", NAMESPACE, {"MessageNo": "m", "OccurredAt": "2024-03-05T10:00:00", "Kind": "x"}),
        b"<!DOCTYPE Message []>" + write_xml("Message", NAMESPACE, HEAD),
        b"not xml",
        b"",
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_read_is_refused_though_it_is_signed(region: Subject, message: bytes) -> None:
    with pytest.raises(BadAnswer):
        region.adapter.read_inbound(signed(region, message))


def test_the_directory_comes_page_by_page_with_the_days_of_coming_and_leaving(region: Subject) -> None:
    first = region.adapter.list_catalog(None, None)
    second = region.adapter.list_catalog(None, first.next)
    labs = [*first.labs, *second.labs]
    assert first.next and second.next is None
    assert [lab["lab_no"] for lab in labs] == [f"JJJ-000{n}" for n in range(1, 6)]
    assert {lab["division"] for lab in labs} == {"110000", "120000", "130000"}
    assert labs[1]["owner_uscc"] == "121300009JG209000G" and labs[1]["left_on"] is None
    assert labs[3]["left_on"] == date(2024, 6, 30)
    assert not any("contact" in key or "phone" in key for lab in labs for key in lab)
    changed = region.adapter.list_catalog(datetime(2019, 1, 1, tzinfo=UTC), None)
    assert [lab["lab_no"] for lab in changed.labs] == ["JJJ-0004", "JJJ-0005"]


@pytest.mark.parametrize(
    "row",
    ["1,北京,a,b,,c,1,2017-06-01", "1,上海,a,b,,c,1,2017-06-01,", "1,北京,,b,,c,1,2017-06-01,",
     "1,北京,a,b,,c,一,2017-06-01,", "1,北京,a,b,,c,1,2017/06/01,", "1,北京,a,b,,c,1,2017-06-01,,x"],
)  # fmt: skip
def test_one_row_that_cannot_be_read_refuses_the_page(row: str) -> None:
    with pytest.raises(BadAnswer):
        read_labs(f"{','.join(LAB_HEADER)}\r\n{row}\r\n".encode(), None)


def test_the_platform_hands_over_the_document_that_the_hub_was_given(region: Subject) -> None:
    document = region.adapter.fetch_policy()
    draft, loss = region.adapter.normalize(document)
    assert (draft.policy_id, document.type, len(document.sha256)) == ("tj-city", "application/toml", 64)
    assert all(entry.path.startswith("sentences/rule-T") for entry in loss.errors)
    with requests.get(f"{region.address}/services/policy.toml", timeout=30) as stranger:
        assert stranger.status_code == 401


DOCUMENT = """sentences = [ {{ at = "x", "来源" = "示例", text = "{text}" }} ]
[document]
policy = "p"
parents = ["q"]
programme = "p"
area = "a"
level = "county"
dialect = "tianjin"
title = "t"
effective_from = 2017-01-01
"""


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("合同扫描件: 小于5M, 限PDF格式", ("lt", 5 * 1024**2)),
        ("合同扫描件: 不超过5M, 限PDF格式", ("le", 5 * 1024**2)),
        ("合同扫描件: 限PDF格式, 最大500KB", ("le", 500 * 1024)),
    ],
)
def test_the_word_decides_whether_the_size_itself_is_allowed(text: str, limit: tuple[str, int]) -> None:
    whole = DOCUMENT.format(text=text).replace('parents = ["q"]\n', "")
    with pytest.raises(NativeRefused, match="no sentence states"):
        policy.normalize(whole.encode())
    from tests.policy.test_reading import read

    sentences = [one for one in read("tianjin/policy/2017.toml")["sentences"] if "合同扫描件" not in one["text"]]
    lines = [f'{{ cite = "{one.get("cite", "")}", at = "{one["at"]}", text = "{one["text"]}" }}' for one in sentences]
    added = f'{{ at = "合同", text = "{text}" }}'
    full = f"sentences = [{', '.join([*lines, added])}]\n" + whole.partition("\n")[2]
    draft, _ = policy.normalize(full.encode())
    (contract,) = [slot for slot in draft.materials if slot.code == "contract"]
    assert (contract.size_op, contract.max_bytes) == limit


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("合同扫描件: 小于5M", "size or format is missing"),
        ("合同扫描件: 约5M, 限PDF格式", "size or format is missing"),
        ("科技创新活动描述: 若干字", "no length is stated"),
        ("填写发票代码、发票颜色", "not among"),
        ("最多补贴合同金额 0.00001%", "not a percentage"),
        ("兑现按良心计算", "not among"),
    ],
)
def test_a_known_sentence_with_an_unknown_figure_is_refused(text: str, says: str) -> None:
    with pytest.raises(NativeRefused, match=says):
        policy.normalize(DOCUMENT.format(text=text).encode())


def test_what_no_pattern_knows_is_reported_phrase_by_phrase() -> None:
    _, loss = policy.normalize(DOCUMENT.format(text="注册在本区的企业, 另行奖励三成").encode())
    assert [entry.path for entry in loss.errors] == ["sentences/x/text/另行奖励三成"]


def test_what_is_written_reads_back() -> None:
    body = {"A": "1 < 2 & 3", "B": [{"C": "x"}, {"C": "y"}], "D": {"E": ""}}
    assert values_of(read_xml(write_xml("R", "urn:x", body)), "urn:x") == body
