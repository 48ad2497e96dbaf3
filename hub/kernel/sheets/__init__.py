"""Printed forms: a sheet becomes a PDF/A-2b with a QR code and its own mark, by which an upload is recognised.

facts = Part("单位信息", rows=(("单位名称", "…"),))
sheet = Sheet(title="…", subtitle="…", number="SQ-…", printed_on=today, parts=(facts,), declaration="…",
              signatures=("单位（盖章）",), address="https://…")
pdf: bytes = write_pdf(sheet)
compare(chunks_of_the_upload, sheet) -> Comparison.SAME | OTHER | UNREADABLE
"""

from hub.kernel.sheets.errors import SheetOfOtherContent, SheetUnprintable
from hub.kernel.sheets.marks import Comparison, compare
from hub.kernel.sheets.sheet import Part, Sheet
from hub.kernel.sheets.writing import write_pdf

__all__ = ["Comparison", "Part", "Sheet", "SheetOfOtherContent", "SheetUnprintable", "compare", "write_pdf"]
