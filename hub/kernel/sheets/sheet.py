"""What stands on a printed form, and the hash and code that tell one content from another."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

MARK = "voucher-hub-sheet"
_CODE_CHARS = 12


@dataclass(frozen=True)
class Part:
    """One block under a heading: labelled ``rows``, or a table with a ``head`` and ``lines`` of as many cells."""

    heading: str
    rows: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A form about one object; ``address`` is what the QR code leads to, with the check code appended."""

    title: str
    subtitle: str
    number: str
    printed_on: date
    parts: tuple[Part, ...]
    declaration: str
    signatures: tuple[str, ...]
    address: str

    @property
    def content_sha256(self) -> str:
        """The hash of what a person signs for; the day of printing and the address are not part of it."""
        said = [
            self.title,
            self.subtitle,
            self.number,
            [[part.heading, part.rows, part.head, part.lines] for part in self.parts],
            self.declaration,
            self.signatures,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    @property
    def check_code(self) -> str:
        """The hash as people compare it: three groups of four hexadecimal digits."""
        digits = self.content_sha256[:_CODE_CHARS].upper()
        return "-".join(digits[start : start + 4] for start in range(0, _CODE_CHARS, 4))

    @property
    def mark(self) -> str:
        """What the PDF's own description says of it, readable by a program."""
        return f"{MARK}:{self.number}:{self.content_sha256}"
