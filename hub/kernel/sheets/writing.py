"""From a sheet to PDF/A-2b by typst: the same content gives the same bytes, a missing glyph is an error."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

from hub.kernel.sheets.errors import SheetUnprintable
from hub.kernel.sheets.sheet import Sheet

TEMPLATE = Path(__file__).with_name("sheet.typ")


def write_pdf(sheet: Sheet) -> bytes:
    """The form as one PDF/A-2b file.

    Raises:
        SheetUnprintable: something in it cannot be set, above all a character the font does not know.
    """
    with TemporaryDirectory() as folder:
        # The template may read files of its own folder only, so the QR code is put beside a copy of it.
        page = Path(folder) / TEMPLATE.name
        page.write_bytes(TEMPLATE.read_bytes())
        segno.make(_address(sheet), error="m").save(str(page.with_name("code.svg")), border=0)
        try:
            written, warnings = typst.compile_with_warnings(
                str(page),
                font_paths=[str(sans_path().parent)],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(_told(sheet), ensure_ascii=False)},
                pdf_standards=["a-2b"],
            )
        except typst.TypstError as error:
            raise SheetUnprintable(why=str(error).splitlines()[0]) from error
    if warnings:
        raise SheetUnprintable(why=str(warnings[0]).splitlines()[0])
    return bytes(written)


def _address(sheet: Sheet) -> str:
    joint = "&" if "?" in sheet.address else "?"
    return f"{sheet.address}{joint}code={sheet.check_code}"


def _told(sheet: Sheet) -> dict[str, object]:
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "number": sheet.number,
        "day": [sheet.printed_on.year, sheet.printed_on.month, sheet.printed_on.day],
        "parts": [
            {"heading": part.heading, "rows": part.rows, "head": part.head, "lines": part.lines} for part in sheet.parts
        ],
        "declaration": sheet.declaration,
        "signatures": sheet.signatures,
        "code": sheet.check_code,
        "hash": sheet.content_sha256,
        "mark": sheet.mark,
    }
