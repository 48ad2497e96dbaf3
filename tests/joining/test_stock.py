"""What a joining area brings: tried, applied by a second person, once, and taken back while nothing depends on it."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from stdnum.cn import uscc as gb32100

from hub import audit, integrity, ledger, orders, vouchers
from hub.identity import actor_of_username, find_organization_by_uscc
from hub.identity.models import Invitation
from hub.joining import StockImport, stock, stock_files
from hub.joining.stock_kinds import KINDS
from hub.joining.stock_tables import StockRow
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from schemas.terms import InstrumentState, OrderState
from tests.conftest import rolled_back
from tests.orders.world import at
from tests.web.sample import sample_hub

AREA = "maanshan"
HOLDER, SELLER = "91340500MA9QY11013", "91330402MA9JG202X5"
BALANCE = "券号,企业统一社会信用代码,计划代码,兑付模式,年度,发放金额（元）,已使用金额（元）"
ORDER = "原订单号,券号,服务机构统一社会信用代码,服务名称,合同金额（元）,占用额度（元）,下单日期"
PAPER = "票据种类,发票代码,发票号码或合同编号,购买方代码（合同）,服务方代码（合同）,计划代码,使用日期"
UNIT = "统一社会信用代码,单位名称,行政区划代码,身份"
PERSON = "单位统一社会信用代码,姓名,手机号,角色"
V1 = f"2021TXMAS0001,{HOLDER},delta,通兑,2021,300000.00,120000.50"
O1 = f"OLD-1,2021TXMAS0001,{SELLER},材料检测,20000.00,10000.00,2021-02-20"


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample people."""
    with sample_hub() as app:
        yield app


@pytest.fixture(autouse=True)
def inside(hub_app: Flask) -> Iterator[None]:
    """The sample world in March 2021, undone afterwards."""
    with rolled_back(hub_app):
        at(2021, 3, 4)
        yield


def tried(kind: str, header: str, *lines: str) -> StockImport:
    """A CSV that an administrator of the area tries."""
    content = "\n".join([header, *lines]).encode()
    return stock.try_stock(area=AREA, kind=kind, content=content, file_name="a.csv", by=actor_of_username("mas_admin"))


def applied(kind: str, header: str, *lines: str) -> StockImport:
    """A file that a second person has applied."""
    found = tried(kind, header, *lines)
    stock.apply_stock(found=found, by=actor_of_username("mas_policy2"))
    return found


def undo(found: StockImport) -> None:
    """Take a file back."""
    stock.undo_stock(found=found, reason="导错了", by=actor_of_username("mas_policy2"))


def code_of(act: object, *given: object, **named: object) -> str:
    """The code of the refusal."""
    with pytest.raises(HubError) as refused:
        act(*given, **named)  # type: ignore[operator]
    return refused.value.code


def outcomes(found: StockImport) -> list[str]:
    """What became of each row."""
    return [row["outcome"] for row in stock.rows_of(found)]


def invariants() -> list[str]:
    """What the ledger finds wrong."""
    return [f"{one.invariant} {one.sentence}" for one in ledger.verify()]


def test_an_opening_balance_keeps_every_invariant_and_can_be_spent_to_the_fen() -> None:
    found = applied("balances", BALANCE, V1)
    voucher = vouchers.get_instrument("2021TXMAS0001")
    left = ledger.balances(voucher.id)
    assert (left.granted_fen, left.used_fen, left.available_fen) == (300_000_00, 120_000_50, 179_999_50)
    assert invariants() == []
    assert ledger.granted_in_year(voucher.holder_id, "delta", 2021) == 300_000_00
    undo(found)
    gone = ledger.balances(voucher.id)
    assert (gone.granted_fen, gone.used_fen, gone.available_fen) == (0, 0, 0)
    assert ledger.granted_in_year(voucher.holder_id, "delta", 2021) == 0
    assert vouchers.get_instrument("2021TXMAS0001").state is InstrumentState.CLOSED and invariants() == []


def test_an_open_order_goes_on_with_its_amount_held() -> None:
    balance = applied("balances", BALANCE, V1)
    found = applied("orders", ORDER, O1)
    order = orders.get_order("OLD-1")
    assert (order.state, order.contract_fen, order.planned_fen) == (OrderState.IN_SERVICE, 20_000_00, 10_000_00)
    assert ledger.balances(vouchers.get_instrument("2021TXMAS0001").id).available_fen == 169_999_50
    assert invariants() == []
    assert code_of(undo, balance) == "ledger.opening_in_use"
    db.session.refresh(balance)
    undo(found)
    assert orders.get_order("OLD-1").state is OrderState.TERMINATED
    undo(balance)
    assert invariants() == []


def test_an_order_that_went_on_stays() -> None:
    applied("balances", BALANCE, V1)
    found = applied("orders", ORDER, O1)
    orders.get_order("OLD-1").redemption_id = new_id()
    db.session.flush()
    assert code_of(undo, found) == "order.went_on"


def test_more_than_is_left_is_refused_row_by_row_and_the_others_are_taken() -> None:
    applied("balances", BALANCE, V1)
    second = O1.replace("OLD-1", "OLD-2").replace("20000.00,10000.00", "900000.00,170000.00")
    found = applied("orders", ORDER, O1, second)
    assert outcomes(found) == ["taken", "refused"] and found.taken == 1
    assert "额度" in stock.rows_of(found)[1]["errors"][""][0]
    assert code_of(orders.get_order, "OLD-2") == "order.unknown" and invariants() == []


def test_an_imported_invoice_blocks_its_second_use_with_region_and_day() -> None:
    found = applied("papers", PAPER, "发票,3200223130,12345678,,,delta,2019-05-28",
                    f"合同,,HT-2019-7,{HOLDER},{SELLER},delta,2019-05-28")  # fmt: skip
    assert outcomes(found) == ["taken", "taken"], stock.rows_of(found)
    again = {"redemption_id": new_id(), "region": "jiangsu", "area": "wujiang", "on": date(2021, 3, 4)}
    invoice = integrity.InvoiceEntry(new_id(), " 3200223130 ", "1234 5678")
    with pytest.raises(HubError) as refused:
        integrity.register_invoices(invoices=[invoice], **again)
    said = refused.value.text("zh")
    assert refused.value.code == "invoice.already_used" and "安徽" in said and "2019-05-28" in said
    contract = integrity.ContractEntry(HOLDER, (SELLER,), "ht-2019-7")
    named = {"contracts": [contract], "programme": "delta"}
    assert code_of(integrity.register_contracts, **named, **again) == "contract.already_used"
    undo(found)
    integrity.register_invoices(invoices=[invoice], **again)


def test_units_and_people_come_over_people_by_invitation() -> None:
    body = "91340500MA9QY1201"
    unit = body + gb32100.calc_check_digit(body)
    found = applied("units", UNIT, f"{unit},雨山示例科技有限公司,340500,企业和机构")
    made = find_organization_by_uscc(unit)
    assert made is not None and (made.area, made.is_holder, made.is_institution) == (AREA, True, True)
    assert code_of(undo, found) == "stock.units_stay"
    people = applied("people", PERSON, f"{unit},测试甲,199-0000-4001,经办人")
    invited = db.session.scalars(select(Invitation).where(Invitation.organization_id == made.id)).one()
    assert invited.name == "测试甲" and invited.revoked_at is None
    undo(people)
    db.session.refresh(invited)
    assert invited.revoked_at is not None


def test_whoever_tries_a_file_does_not_apply_it() -> None:
    found = tried("balances", BALANCE, V1)
    assert code_of(stock.apply_stock, found=found, by=actor_of_username("mas_admin")) == "stock.own"
    assert code_of(stock.apply_stock, found=found, by=actor_of_username("wj_admin")) == "forbidden"
    assert db.session.scalar(select(func.count()).select_from(StockRow)) == 0


def test_the_same_row_twice_is_taken_over_once() -> None:
    applied("balances", BALANCE, V1)
    second = tried("balances", BALANCE, V1, V1.replace("120000.50", "0.00"))
    assert outcomes(second) == ["known", "wrong"] and second.good == 0
    assert code_of(stock.apply_stock, found=second, by=actor_of_username("mas_policy2")) == "stock.nothing"
    changed = tried("balances", BALANCE, V1.replace("120000.50", "0.00"))
    assert "内容不同" in stock.rows_of(changed)[0]["errors"][""][0]


def test_after_the_area_has_granted_here_no_balance_comes_over() -> None:
    voucher_application = vouchers.VoucherApplication(
        no="SQ-1", programme="delta", area=AREA, holder_id=new_id(), year=2021, state="GRANTED",
        started_at=db.session.scalar(select(func.now())),
    )  # fmt: skip
    db.session.add(voucher_application)
    db.session.flush()
    assert "已在本平台发放" in stock.rows_of(tried("balances", BALANCE, V1))[0]["errors"]["券号"][0]


@pytest.mark.parametrize(
    ("kind", "header", "line", "heading", "says"),
    [
        ("balances", BALANCE, V1.replace("300000.00", "3e5"), "发放金额（元）", ""),
        ("balances", BALANCE, V1.replace("120000.50", "300000.01"), "已使用金额（元）", "大于发放金额"),
        ("balances", BALANCE, V1.replace(",2021,", ",2020,"), "年度", "本年度"),
        ("balances", BALANCE, V1.replace("delta", "tj-city"), "计划代码", "不在该计划"),
        ("balances", BALANCE, V1.replace(HOLDER, "91320509MA9QY1064N"), "企业统一社会信用代码", "不属于本区域"),
        ("balances", BALANCE, V1.replace(HOLDER, "91340500MA9QY11014"), "企业统一社会信用代码", "校验位"),
        ("balances", BALANCE, V1.replace("2021TXMAS0001", "=1+1"), "券号", "公式"),
        ("balances", BALANCE, V1.replace("2021TXMAS0001", ""), "券号", "必填"),
        ("orders", ORDER, O1, "券号", "请先导入余额"),
        ("orders", ORDER, O1.replace("2021-02-20", "2021-03-05"), "下单日期", "未来"),
        ("orders", ORDER, O1.replace("2021-02-20", "20.2.2021"), "下单日期", "2024-05-20"),
        ("papers", PAPER, "发票,,12345678,,,delta,2019-05-28", "发票代码", ""),
        ("papers", PAPER, "合同,,HT-1,,,delta,2019-05-28", "购买方代码（合同）", "双方"),
        ("people", PERSON, f"{HOLDER},甲,12345,经办人", "手机号", "手机号"),
        ("people", PERSON, f"{HOLDER},甲,199-0000-4002,机构人员", "角色", "没有此角色"),
        ("units", UNIT, f"{HOLDER},甲,320509,企业", "行政区划代码", "不在本区域"),
    ],
)
def test_what_is_wrong_is_said_beside_its_cell(kind: str, header: str, line: str, heading: str, says: str) -> None:
    found = tried(kind, header, line)
    (row,) = stock.rows_of(found)
    assert found.wrong == 1 and says in row["errors"][heading][0], row["errors"]
    report = stock.report_of(found)
    assert heading in report and row["errors"][heading][0].split(" / ")[0][:6] in report
    assert "'=1+1" in report or "=1+1" not in report


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n", b"\xff\xfe\x00\x01", b"", (BALANCE + "\n" + '"unclosed').encode(), b"PK\x03\x04nonsense"],
)
def test_a_file_that_cannot_be_used_is_refused_whole(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(HubError) as refused:
            stock.try_stock(area=AREA, kind="balances", content=content, file_name=name,
                            by=actor_of_username("mas_admin"))  # fmt: skip
        assert refused.value.code == "workbook.refused"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_reads_back_as_an_empty_file(kind: str) -> None:
    schema = KINDS[kind].schema()
    assert stock_files.read_rows(stock_files.write_template(schema), "t.xlsx", schema) == []


def test_what_was_done_is_recorded_without_personal_data() -> None:
    found = applied("balances", BALANCE, V1)
    (event,) = audit.list_events(event="stock.applied", subject_id=found.id)
    assert event.after is not None and event.after["rows"] == 1 and HOLDER not in str(event.after)
