"""Looking at an uploaded image: a fresh copy of its pixels is shown, never the bytes that somebody sent (docs/adr/034).

Memory is bounded: one image at a time in a process, and none with more pixels than ``MOST_DECODED`` (about 60 MB).
"""

import io
import tempfile
import threading
from typing import IO

from PIL import Image, ImageOps

from hub.kernel.files.store import read_file
from hub.kernel.files.tables import StoredFile

FORMATS = {"png": "PNG", "jpg": "JPEG"}
# Pillow takes four bytes a pixel, and a second copy where there is transparency; A4 scanned at 300 dpi has 8.7 million.
MOST_DECODED = 9_000_000
MOST_WITH_COPY = 4_500_000
LONGEST_SIDE = 1600
JPEG_QUALITY = 85
_one_at_a_time = threading.Lock()


def copy_of_image(stored: StoredFile) -> bytes | None:
    """A JPEG of at most ``LONGEST_SIDE`` pixels a side, without metadata; None where it cannot be shown safely."""
    if stored.kind not in FORMATS:
        return None
    with tempfile.TemporaryFile() as copy:
        for piece in read_file(stored):
            copy.write(piece)
        copy.seek(0)
        return reencoded(copy, FORMATS[stored.kind])


def reencoded(image: IO[bytes], form: str) -> bytes | None:
    """The picture decoded and written anew; None when it is no such picture, is broken or too large."""
    try:
        with _one_at_a_time, Image.open(image, formats=(form,)) as opened:
            # A JPEG is decoded at an eighth, a quarter or half of its size, so that large scans stay small in memory.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            copied = opened.mode == "P" or "A" in opened.getbands()
            if opened.width * opened.height > (MOST_WITH_COPY if copied else MOST_DECODED):
                return None
            shown = opened.convert("RGBA") if opened.mode == "P" else opened
            shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=1.0)
            return _written(_on_white(ImageOps.exif_transpose(shown)))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
