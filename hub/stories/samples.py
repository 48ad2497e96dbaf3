"""Files a story uploads: of the kind it names, of exactly the bytes it names, and no two alike."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class Upload:
    """A file as a browser would send it."""

    name: str
    content_type: str
    data: bytes


def make_upload(alias: str, kind: str, size: int, mark: str) -> Upload:
    """A file of ``kind`` with exactly ``size`` bytes; ``mark`` makes its content differ from any other's."""
    start, end = _skeleton(kind, mark)
    if size < len(start) + len(end):
        raise ValueError(f"a {kind} needs at least {len(start) + len(end)} bytes, {size} were asked for")
    filling = b" " * (size - len(start) - len(end))
    return Upload(f"{alias}.{kind}", CONTENT_TYPES.get(kind, "application/octet-stream"), start + filling + end)


def read_upload(path: Path) -> Upload:
    """A file that lies beside the story."""
    kind = path.suffix.lstrip(".").lower()
    return Upload(path.name, CONTENT_TYPES.get(kind, "application/octet-stream"), path.read_bytes())


def statement_upload(payouts: list[dict[str, Any]], on: str) -> Upload:
    """The bank statement a treasury's clerk would hand over for these payouts (docs/stories.md)."""
    lines = ["date,ext_ref,payee,account_last4,amount,return_code"]
    lines += [
        f"{on},{p['ext_ref']},{p['payee']},{p['account_last4']},{p['amount']},{p.get('return_code', '')}"
        for p in payouts
    ]
    return Upload("statement.csv", "text/csv", ("\n".join(lines) + "\n").encode())


def _skeleton(kind: str, mark: str) -> tuple[bytes, bytes]:
    note = mark.encode()
    if kind == "pdf":
        return b"%PDF-1.4\n%" + note + b"\n1 0 obj<</Type/Catalog>>endobj\n", b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    if kind == "png":
        return _png(note), b""
    if kind in ("jpg", "jpeg"):
        comment = b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
        return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + comment, b"\xff\xd9"
    if kind in ("zip", "docx"):
        return b"", _archive(kind, note)
    return note + b"\n", b""


def _png(note: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    body = chunk(b"IHDR", header) + chunk(b"tEXt", b"Comment\x00" + note) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _archive(kind: str, note: bytes) -> bytes:
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        if kind == "docx":
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<document/>")
        archive.writestr("note.txt", note)
    return folder.getvalue()
