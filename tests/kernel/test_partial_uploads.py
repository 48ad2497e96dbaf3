"""Uploads in pieces: what arrived stays, a cut connection costs one piece, nothing is whole before its end."""

import errno
import io
import os
import struct
from pathlib import Path
from uuid import UUID, uuid4

import obstore
import pytest
from flask import Flask

from hub.kernel import files
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.errors import HubError
from hub.kernel.files import FileRule, PartialUpload, store
from hub.kernel.files.partial import PartialUnknown
from hub.kernel.files.store import ORPHAN_AGE

pytestmark = pytest.mark.usefixtures("session")
OWNER = uuid4()
PIECE = files.PIECE_BYTES
PDF = FileRule(("pdf",), 52_428_800)


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path):
    """The store of this test, in a folder of its own."""
    app.extensions["object_store"] = store._Store("", tmp_path, 2)
    yield tmp_path
    app.extensions.pop("object_store", None)


def content(size: int) -> bytes:
    return b"%PDF-1.7\n%" + os.urandom(size - 10)


def started(total: int, purpose: str = "redemption:1:attachment") -> PartialUpload:
    return files.start_partial(organization_id=OWNER, purpose=purpose, name="合同.pdf", total_bytes=total, by=THE_HUB)


def send(upload: PartialUpload, whole: bytes, *, until: int | None = None) -> None:
    while upload.received_bytes < (until or len(whole)):
        at = upload.received_bytes
        files.append_piece(upload, offset=at, stream=io.BytesIO(whole[at : at + PIECE]))


def test_a_file_that_came_in_pieces_is_kept_byte_for_byte():
    whole = content(2 * PIECE + 12_345)
    upload = started(len(whole))
    send(upload, whole)
    stored = files.store_file(files.WholeOf(upload), name=upload.name, organization_id=OWNER, rule=PDF, by=THE_HUB)
    assert b"".join(files.read_file(stored)) == whole and stored.kind == "pdf"


def test_what_arrived_before_the_connection_was_cut_need_not_be_sent_again():
    whole = content(10 * PIECE)
    upload = started(len(whole))
    send(upload, whole, until=9 * PIECE)
    again = started(len(whole))
    assert (again.id, again.received_bytes) == (upload.id, 9 * PIECE)
    with pytest.raises(files.UploadIncomplete):
        files.WholeOf(again)
    send(again, whole)
    files.store_file(files.WholeOf(again), name="a", organization_id=OWNER, rule=PDF, by=THE_HUB)


@pytest.mark.parametrize(("offset", "size"), [(0, 10), (5, 10), (PIECE + 1, 10), (PIECE, PIECE + 1), (PIECE, 0)])
def test_a_piece_twice_out_of_turn_or_too_large_is_refused_with_what_has_arrived(offset: int, size: int):
    whole = content(3 * PIECE)
    upload = started(len(whole))
    send(upload, whole, until=PIECE)
    with pytest.raises(files.OffsetWrong) as refused:
        files.append_piece(upload, offset=offset, stream=io.BytesIO(b"x" * size))
    assert refused.value.values["received"] == PIECE and upload.received_bytes == PIECE


def test_an_upload_for_something_else_is_another():
    upload = started(10)
    assert started(10, "redemption:2:attachment").id != upload.id
    with pytest.raises(PartialUnknown):
        files.get_partial(upload.id, purpose="redemption:2:attachment")
    with pytest.raises(PartialUnknown):
        files.get_partial(UUID(int=7), purpose=upload.purpose)


def test_pieces_go_when_the_upload_is_finished_or_left_for_a_day(folder: Path):
    done, left, under_way = started(20), started(20, "left"), started(20, "under way")
    for upload in (done, left, under_way):
        files.append_piece(upload, offset=0, stream=io.BytesIO(content(15)))
    left.touched_at = utc_now() - 2 * ORPHAN_AGE
    kept = under_way.id.hex
    files.forget(done)
    store.sweep(fire_at=utc_now(), key=None)
    assert {path.parent.name for path in (folder / "parts").rglob("*") if path.is_file()} == {kept}


def test_a_full_disk_is_said_in_a_sentence_and_keeps_nothing(monkeypatch: pytest.MonkeyPatch):
    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    upload = started(100)
    monkeypatch.setattr(obstore, "put", full)
    for act in (
        lambda: files.store_file(io.BytesIO(content(90)), name="a", organization_id=OWNER, rule=PDF, by=THE_HUB),
        lambda: files.append_piece(upload, offset=0, stream=io.BytesIO(content(90))),
    ):
        with pytest.raises(files.FileNotStored) as refused:
            act()
        assert refused.value.status == 503 and "稍后重试" in refused.value.text("zh")
    assert upload.received_bytes == 0


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + b"\x03" * 10
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 9 + frame


@pytest.mark.parametrize(
    ("image", "taken"),
    [
        (png(10_000, 10_000), True),
        (png(10_001, 10_000), False),
        (png(2**31 - 1, 2**31 - 1), False),
        (jpeg(9_000, 9_000), True),
        (jpeg(65_000, 65_000), False),
    ],
)
def test_an_image_bomb_is_refused_by_its_header(image: bytes, taken: bool):
    rule = FileRule(("png", "jpg"), 512_000)
    if taken:
        assert files.store_file(io.BytesIO(image), name="a", organization_id=OWNER, rule=rule, by=THE_HUB)
        return
    with pytest.raises(HubError) as refused:
        files.store_file(io.BytesIO(image), name="a", organization_id=OWNER, rule=rule, by=THE_HUB)
    assert refused.value.code == "file.too_many_pixels"
