"""Printed forms: a sheet becomes a PDF/A-2b with a QR code and its own mark, and an upload is asked whose mark it bears.

sheet = Sheet(title="…", subtitle="…", number="SQ-…", printed_on=today, parts=(Part("单位信息", rows=(("名称", "…"),)),),
              declaration="…", signatures=("单位（盖章）",), address="https://hub/…")
pdf: bytes = write_pdf(sheet)
compare(chunks_of_the_upload, sheet) -> Comparison.SAME | OTHER | UNREADABLE
"""

from hub.kernel.sheets.errors import SheetOfOtherContent, SheetUnprintable
from hub.kernel.sheets.marks import Comparison, compare
from hub.kernel.sheets.sheet import Part, Sheet
from hub.kernel.sheets.writing import write_pdf

__all__ = ["Comparison", "Part", "Sheet", "SheetOfOtherContent", "SheetUnprintable", "compare", "write_pdf"]
