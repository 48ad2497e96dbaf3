"""A printed form bears its mark, and an upload is recognised by it."""

from dataclasses import replace
from datetime import date

import pytest

from hub.kernel.sheets import Comparison, Part, Sheet, SheetUnprintable, compare, write_pdf

SHEET = Sheet(
    title="申领信息表",
    subtitle="示例计划",
    number="SQ-20240305-00001",
    printed_on=date(2024, 3, 5),
    parts=(
        Part("单位信息", rows=(("单位名称", "宁溪生物科技(南京)有限公司"), ("上年度营业收入（元）", "120,000,000.00"))),
        Part("明细", head=("编号", "金额（元）"), lines=(("1", "15,000.00"), ("2", "300.00"))),
    ),
    declaration="本单位承诺所填内容真实、完整。",
    signatures=("单位（盖章）",),
    address="https://hub.example/enterprise/applications/SQ-20240305-00001",
)


def _chunks(content: bytes, size: int = 97) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def test_the_pdf_is_archivable_and_the_same_content_gives_the_same_bytes():
    written = write_pdf(SHEET)
    assert written.startswith(b"%PDF-")
    assert b"<pdfaid:part>2" in written
    assert b"<pdfaid:conformance>B" in written
    assert written == write_pdf(SHEET)


def test_an_upload_is_the_printed_form_or_another_or_cannot_be_told():
    printed = write_pdf(SHEET)
    edited = replace(SHEET, parts=(Part("单位信息", rows=(("单位名称", "改过的名称"),)),))
    assert compare(_chunks(printed), SHEET) is Comparison.SAME
    assert compare(_chunks(printed + b"\n% an electronic stamp added behind"), SHEET) is Comparison.SAME
    assert compare(_chunks(printed), edited) is Comparison.OTHER
    assert compare(_chunks(printed), replace(SHEET, number="SQ-20240305-00002")) is Comparison.OTHER
    assert compare([b"\xff\xd8\xff a photograph"], SHEET) is Comparison.UNREADABLE


def test_the_day_of_printing_does_not_change_what_is_signed():
    assert replace(SHEET, printed_on=date(2024, 4, 1)).content_sha256 == SHEET.content_sha256


def test_a_character_without_a_shape_is_refused_and_named():
    with pytest.raises(SheetUnprintable):
        write_pdf(replace(SHEET, title="申领\U0001f9ea信息表"))
