"""What is shown of an uploaded image: pixels written anew, none of its bytes, nothing that would fill the memory."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from hub.kernel.files.preview import LONGEST_SIDE, MOST_DECODED, reencoded

SCRIPT = b"<script>alert(1)</script>"


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode in ("P", "1", "L") else "red").save(out, form, **more)
    return out.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # a phone held upright
    exif[0x010E] = "199-0000-0001"
    return picture("JPEG", exif=exif)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("made", "form", "size"),
    [
        (lambda: picture("PNG"), "PNG", (40, 30)),
        (lambda: picture("PNG", mode="RGBA"), "PNG", (40, 30)),
        (lambda: picture("PNG", mode="P"), "PNG", (40, 30)),
        (lambda: picture("PNG", mode="1"), "PNG", (40, 30)),
        (lambda: picture("JPEG", mode="CMYK") + SCRIPT, "JPEG", (40, 30)),
        (lambda: picture("PNG") + SCRIPT, "PNG", (40, 30)),
        (turned, "JPEG", (30, 40)),
        (lambda: picture("JPEG", (6000, 4000)), "JPEG", (LONGEST_SIDE, LONGEST_SIDE * 2 // 3)),
        (lambda: picture("PNG", (4000, 1000)), "PNG", (LONGEST_SIDE, LONGEST_SIDE // 4)),
    ],
)
def test_a_picture_is_decoded_and_written_anew(made: Callable[[], bytes], form: str, size: tuple[int, int]) -> None:
    sent = made()
    shown = reencoded(io.BytesIO(sent), form)
    assert shown is not None and shown != sent and SCRIPT not in shown and b"199-0000" not in shown
    with Image.open(io.BytesIO(shown)) as copy:
        assert (copy.format, copy.mode) == ("JPEG", "RGB") and not copy.getexif()
        assert all(abs(got - wanted) <= 1 for got, wanted in zip(copy.size, size, strict=True))


@pytest.mark.parametrize(
    ("sent", "form"),
    [
        (b"", "PNG"),
        (picture("PNG"), "JPEG"),
        (picture("JPEG"), "PNG"),
        (picture("PNG")[:40], "PNG"),
        (b"\x89PNG\r\n\x1a\n" + SCRIPT, "PNG"),
        (claiming(30_000, 30_000), "PNG"),
        (claiming(4_000, MOST_DECODED // 4_000 + 1), "PNG"),
    ],
)
def test_what_is_broken_or_too_large_is_not_shown(sent: bytes, form: str) -> None:
    assert reencoded(io.BytesIO(sent), form) is None
