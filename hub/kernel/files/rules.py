"""What a file must be, and what it is by its content: no database, no store."""

import re
from dataclasses import dataclass
from typing import Literal

import filetype

from hub.kernel.files.errors import FileActive, FileKindWrong, FileTooLarge

SNIFF_BYTES = 8192
MEGABYTE = 1_048_576
_SAME = {"jpeg": "jpg", "tiff": "tif"}
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_OVERLAP = 64


@dataclass(frozen=True)
class FileRule:
    """Kinds ("pdf", "jpg", "docx", …) and size: "le" is inclusive (不超过, 最大), "lt" is not (小于); 1M = 1048576."""

    kinds: tuple[str, ...]
    max_bytes: int
    size_op: Literal["le", "lt"] = "le"

    @property
    def largest(self) -> int:
        """The largest size in bytes that is accepted."""
        return self.max_bytes if self.size_op == "le" else self.max_bytes - 1

    def check_size(self, name: str, size: int) -> None:
        """Refuse what is too large.

        Raises:
            FileTooLarge: it is.
        """
        if size > self.largest:
            limit = size_text(self.max_bytes)
            zh, en = ("不超过", "at most") if self.size_op == "le" else ("小于", "smaller than")
            raise FileTooLarge(name=name, rule_zh=f"{zh} {limit}", rule_en=f"{en} {limit}")

    def check_kind(self, name: str, head: bytes) -> str:
        """The kind of the content that begins with ``head``.

        Raises:
            FileKindWrong: the rule does not allow that kind.
        """
        kind = kind_of(head)
        if kind not in {_SAME.get(allowed.lower(), allowed.lower()) for allowed in self.kinds}:
            found = (f"是 {kind}", kind) if kind else ("无法识别", "not recognised")
            raise FileKindWrong(name=name, found_zh=found[0], found_en=found[1], wanted="/".join(self.kinds))
        return kind


def size_text(size: int) -> str:
    """A limit as people write it: 50M, 500K, or bytes."""
    for unit, letter in ((MEGABYTE, "M"), (1024, "K")):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return f"{size} B"


def kind_of(head: bytes) -> str:
    """What the content is, judged by its first bytes; "" when that is not known."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_OLE2):
        return _ole2_kind(head)
    if head.startswith(_ZIP):
        return _zip_kind(head)
    guess = filetype.guess(head)
    # filetype looks for %PDF behind a byte order mark too; a PDF begins at offset 0.
    if guess is None or guess.extension == "pdf":
        return ""
    return _SAME.get(guess.extension, guess.extension)


def _ole2_kind(head: bytes) -> str:
    """An old Office file: Word, unless its first bytes already name an Excel workbook."""
    return "xls" if "Workbook".encode("utf-16-le") in head or "Book\0".encode("utf-16-le") in head else "doc"


def _zip_kind(head: bytes) -> str:
    """A container by the names of its first members; a plain zip is opaque."""
    for name, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"OFD.xml", "ofd")):
        if name in head:
            return kind
    guess = filetype.guess(head)
    return guess.extension if guess and guess.extension in ("docx", "xlsx", "pptx") else "zip"


class ActiveContentScan:
    """Looks through a PDF while it passes by for what would run or unpack something."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece.

        Raises:
            FileActive: there is a script, a launch action or an embedded file.
        """
        window = self._tail + chunk
        if b"#" in window:
            window = _HEX_NAME.sub(lambda found: bytes([int(found[1], 16)]), window)
        if _ACTIVE.search(window):
            raise FileActive(name=self._name)
        self._tail = (self._tail + chunk)[-_OVERLAP:]
