"""Opening a stranger's workbook: its parts are measured before they are unpacked, and nothing in it is run.

A document type or entity in its XML is refused; formulas come as formulas, so that a reader can refuse their cells.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hub.kernel.errors import Invalid

MAX_UNPACKED = 64 * 1_048_576
MAX_PARTS = 200
_DANGER = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class WorkbookRefused(Invalid):
    """The workbook as a whole cannot be read."""

    code = "workbook.refused"
    zh = "工作簿无法导入：{why}"
    en = "The workbook cannot be imported: {why_en}"


def refused(zh: str, en: str) -> WorkbookRefused:
    """The refusal of a whole workbook, with its reason in both languages."""
    return WorkbookRefused(field="file", why=zh, why_en=en)


@contextmanager
def opened_workbook(stream: IO[bytes]) -> Iterator[Workbook]:
    """The workbook, read only, its formulas as text.

    Raises:
        WorkbookRefused: it is none, unpacks to too much, or holds a document type.
    """
    check_parts(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise refused("文件损坏或不是 xlsx 工作簿。", "it is damaged or no xlsx workbook.") from error
    try:
        yield book
    finally:
        book.close()


def check_parts(stream: IO[bytes]) -> None:
    """Refuse what would unpack to too much or holds a document type, before anything is parsed.

    Raises:
        WorkbookRefused: it does.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise refused("解压后内容过大。", "it unpacks to too much.")
            left = MAX_UNPACKED
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    left -= _scan(packed, part, left)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise refused("文件损坏或不是 xlsx 工作簿。", "it is damaged or no xlsx workbook.") from error
    stream.seek(0)


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    read, tail = 0, b""
    with packed.open(part) as content:
        while piece := content.read(262_144):
            read += len(piece)
            if read > left:  # the size in the directory was a lie
                raise refused("解压后内容过大。", "it unpacks to too much.")
            if _DANGER.search(tail + piece):
                raise refused("文件含有不允许的内容（DTD）。", "it holds a document type, which is not allowed.")
            tail = piece[-16:]
    return read


def text_of_cell(value: Any) -> str:
    """A cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:2100]


def is_formula(cell: Any) -> bool:
    """Whether a cell holds a formula, or text that a workbook would run as one."""
    return cell.data_type == "f" or text_of_cell(cell.value).startswith("=")
