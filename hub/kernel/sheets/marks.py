"""Whether an uploaded form is the one that was printed, as far as a program can tell.

A PDF that was stamped or signed electronically still bears the mark of the one downloaded; a photograph or a scan does
not, and is left to whoever compares the printed check code.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from hub.kernel.sheets.sheet import MARK, Sheet

_FOUND = re.compile(rb"%b:([A-Z0-9-]{3,40}):([0-9a-f]{64})" % MARK.encode())
_OVERLAP = 160


class Comparison(StrEnum):
    """What the upload says of itself."""

    SAME = "SAME"
    OTHER = "OTHER"
    UNREADABLE = "UNREADABLE"


def compare(chunks: Iterable[bytes], sheet: Sheet) -> Comparison:
    """Look through an upload for marks of printed forms; memory does not grow with its size."""
    wanted = (sheet.number.encode(), sheet.content_sha256.encode())
    seen: set[tuple[bytes, bytes]] = set()
    tail = b""
    for chunk in chunks:
        window = tail + chunk
        seen.update(_FOUND.findall(window))
        tail = window[-_OVERLAP:]
    if not seen:
        return Comparison.UNREADABLE
    return Comparison.SAME if wanted in seen else Comparison.OTHER
