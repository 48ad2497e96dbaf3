"""Workbooks of services: checked cell by cell before anything is listed, taken over once, the rest given back."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from flask import Flask

from hub.catalog import workbooks
from hub.kernel.workbooks import MAX_PARTS, MAX_UNPACKED, WorkbookRefused
from hub.stories.page import Page
from hub.stories.samples import Upload
from tests.catalog.test_listings import send
from tests.web.sample import ClientDriver, browser_of

HEAD = ["服务名称", "分类编码", "价格方式", "收费标准（元）", "区域标签", "其他地区可无券下单"]
GOOD = ["盐雾试验", "010102", "一口价", "2000.00", "嘉善、马鞍山", "否"]


def workbook(*rows: Sequence[object], head: Sequence[str] = HEAD, sheet: str = "服务") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in (head, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def handed_in(driver: ClientDriver, content: bytes, name: str = "services.xlsx") -> Page:
    upload = Upload(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content)
    return send(driver, driver.open("/institution/imports/new"), "listing.import", {}, {"file": upload})


def figure(page: Page, name: str) -> str | None:
    assert page.main_object is not None, page.words[:300]
    return page.main_object.figure(name)


def test_good_rows_wait_for_publication_and_the_others_come_back_with_messages_in_their_cells(hub_app: Flask) -> None:
    seller = browser_of(hub_app, "i05")
    rows = [[f"导入试验{n}", *GOOD[1:]] for n in range(4)]
    wrong = [["无价", "010102", "一口价", "", "", ""], ["外星", "999999", "面议", "", "火星", ""], GOOD, GOOD]
    page = handed_in(seller, workbook(*rows, *wrong))
    assert [figure(page, name) for name in ("rows", "good", "wrong")] == ["8", "5", "3"]
    assert "还没有导入任何内容" in page.words and "导入试验0" not in page.words and "火星" in page.words
    page = send(seller, page, "listing.import_apply", {})
    assert page.main_object.attribute("state") == "APPLIED" and "5 项服务已提交" in page.words
    waiting = browser_of(hub_app, "mas_init").open("/area/listings").words
    assert "导入试验3" in waiting and "无价" not in waiting
    no = page.main_object.no
    again = seller.client.get(f"/institution/imports/{no}/errors.xlsx").data
    given = openpyxl.load_workbook(io.BytesIO(again))["服务"]
    assert [row[0].value for row in given.iter_rows(min_row=2)] == ["无价", "外星", "盐雾试验"]
    price = given.cell(2, list(workbooks.HEADINGS).index("收费标准（元）") + 1)
    assert price.comment is not None and "须填写价格" in price.comment.text
    assert given.cell(1, len(workbooks.HEADINGS) + 1).value == "错误"
    mended = workbook(["无价", "010102", "一口价", "99.00", "", ""])
    assert figure(handed_in(seller, mended), "good") == "1"


def test_the_bulk_of_an_import_is_published_in_one_click_each_row_for_itself(hub_app: Flask) -> None:
    seller, office = browser_of(hub_app, "i05"), browser_of(hub_app, "mas_init")
    send(seller, handed_in(seller, workbook(["成批一", *GOOD[1:]], ["成批二", *GOOD[1:]])), "listing.import_apply", {})
    page = office.open("/area/listings")
    numbers = page.tree.xpath("//tr[contains(., '成批')]/@data-no")
    page = send(office, page, "listing.publish_many", {"no": numbers})
    assert "已发布 2 项" in page.words
    assert "成批一" in ClientDriver(hub_app).open("/services?words=成批一").words


@pytest.mark.parametrize(
    ("cell", "column"),
    [("=1+1", "收费标准（元）"), ('=HYPERLINK("http://x")', "服务名称"), ("=cmd|' /C calc'!A0", "区域标签")],
)
def test_a_formula_is_refused_in_its_cell(hub_app: Flask, cell: str, column: str) -> None:
    row = list(GOOD)
    row[HEAD.index(column)] = cell
    page = handed_in(browser_of(hub_app, "i05"), workbook(row))
    assert figure(page, "good") == "0"
    assert any(column in "".join(tr.itertext()) and "公式" in "".join(tr.itertext()) for tr in page.tree.xpath("//tr"))


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 nothing", "不是 xlsx"),
        (packed(**{"[Content_Types].xml": BOMB}), "DTD"),
        (packed(**{"xl__a.xml": b" " * (MAX_UNPACKED + 1)}), "过大"),
        (packed(**{f"xl__{n}.bin": b"" for n in range(MAX_PARTS + 1)}), "过大"),
        (packed(**{"xl__workbook.xml": b"<a/>"}), "不是 xlsx"),
        (workbook(GOOD, head=["名称", "分类"]), "缺少列"),
    ],
    ids=["no zip", "document type", "unpacks to too much", "too many parts", "no workbook", "other columns"],
)
def test_what_is_no_workbook_like_the_template_is_refused_as_a_whole(content: bytes, says: str) -> None:
    with pytest.raises(WorkbookRefused) as refused:
        list(workbooks.read_rows(io.BytesIO(content)))
    assert says in refused.value.text("zh")


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_ROWS", 2)
    with pytest.raises(WorkbookRefused):
        list(workbooks.read_rows(io.BytesIO(workbook(GOOD, GOOD, GOOD))))


def test_the_template_reads_back_empty_and_numbers_typed_as_numbers_are_taken(hub_app: Flask) -> None:
    seller = browser_of(hub_app, "i05")
    content = seller.client.get("/institution/imports/template.xlsx").data
    assert list(workbooks.read_rows(io.BytesIO(content))) == []
    assert {"分类", "区域", "计划"} <= set(openpyxl.load_workbook(io.BytesIO(content)).sheetnames)
    assert figure(handed_in(seller, workbook(["数字价格", "010102", "一口价", 2000, "", ""])), "good") == "1"
    page = handed_in(seller, b"%PDF-1.4 no workbook", "x.xlsx")
    assert page.status in (409, 422) and page.refusals


def test_an_import_is_taken_over_once_and_by_its_institution_only(hub_app: Flask) -> None:
    seller = browser_of(hub_app, "i05")
    page = handed_in(seller, workbook(["只一次", *GOOD[1:]]))
    no = page.main_object.no
    assert browser_of(hub_app, "i02").open(f"/institution/imports/{no}").status == 404
    send(seller, page, "listing.import_apply", {})
    form = page.form("listing.import_apply")
    form.element.xpath(".//input[@name='idempotency_key']")[0].set("value", "another-click")
    again = seller.submit(page, form, {}, {})
    assert [code for code, _ in again.refusals] == ["workbook.applied"]
