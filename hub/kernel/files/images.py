"""How large an image says it is, from its first bytes: nothing is decoded."""

import struct

# A page of A3 scanned at 600 dpi has 70 million; a bomb of a few kilobytes claims billions.
MOST_PIXELS = 100_000_000
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from the first bytes of a PNG or JPEG; None when they are not there."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    return _jpeg_size(head) if head.startswith(b"\xff\xd8") else None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", head[at + 2 : at + 4])[0])
    return None


def has_too_many_pixels(head: bytes) -> bool:
    """Whether showing it would take more memory than any scan of a page needs."""
    size = size_of(head)
    return size is not None and size[0] * size[1] > MOST_PIXELS
