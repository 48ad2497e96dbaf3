"""Uploads in pieces: what arrived stays, the next piece continues where the last one ended (docs/adr/022).

upload = start_partial(organization_id=…, purpose="…", name="合同.pdf", total_bytes=…, by=actor)
received = append_piece(upload, offset=0, stream=request.stream)
stored = store_file(WholeOf(upload), name=upload.name, …)   # checked and hashed as any other upload
forget(upload)
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from uuid import UUID

import obstore
from sqlalchemy import delete, select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.errors import NotFound, Refused
from hub.kernel.files.errors import storing
from hub.kernel.files.partial_tables import PartialUpload
from hub.kernel.files.store import PARTS, READ_BYTES, clean_name, object_store
from hub.kernel.ids import new_id

PIECE_BYTES = 1_048_576


class PartialUnknown(NotFound):
    """No upload of this number is under way here."""

    code = "file.upload_unknown"
    zh = "没有正在进行的该项上传：可能已完成，或超过 24 小时未继续。请重新选择文件。"
    en = "No such upload is under way: it is finished, or was left for more than a day. Choose the file again."


class OffsetWrong(Refused):
    """The piece does not begin where the last one ended; ``received`` says where that is."""

    code = "file.offset_wrong"
    zh = "已收到 {received} 字节，请从该处继续上传。"
    en = "{received} bytes have arrived: continue from there."


class UploadIncomplete(Refused):
    """It is not whole yet."""

    code = "file.incomplete"
    zh = "文件尚未传完：已收到 {received} 字节，共 {total} 字节。"
    en = "The file is not complete: {received} of {total} bytes have arrived."


def start_partial(*, organization_id: UUID, purpose: str, name: str, total_bytes: int, by: Actor) -> PartialUpload:
    """Begin an upload, or find the one that this person left unfinished for the same purpose, name and size."""
    shown, now = clean_name(name), utc_now()
    own = (
        PartialUpload.organization_id == organization_id,
        PartialUpload.purpose == purpose,
        PartialUpload.name == shown,
        PartialUpload.total_bytes == total_bytes,
        PartialUpload.started_by == by.account_id,
    )
    left = db.session.execute(select(PartialUpload).where(*own).limit(1)).scalar_one_or_none()
    if left is not None:
        return left
    upload = PartialUpload(
        id=new_id(),
        organization_id=organization_id,
        purpose=purpose,
        name=shown,
        total_bytes=total_bytes,
        received_bytes=0,
        started_by=by.account_id,
        started_at=now,
        touched_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def get_partial(upload_id: UUID, *, purpose: str) -> PartialUpload:
    """The upload under way with this id and purpose.

    Raises:
        PartialUnknown: there is none that one may see.
    """
    found = select(PartialUpload).where(PartialUpload.id == upload_id, PartialUpload.purpose == purpose)
    upload = db.session.execute(found.with_for_update()).scalar_one_or_none()
    if upload is None:
        raise PartialUnknown()
    return upload


def append_piece(upload: PartialUpload, *, offset: int, stream: IO[bytes]) -> int:
    """Keep the next piece; answers how many bytes have arrived. The caller holds the row's lock.

    Raises:
        OffsetWrong: it does not begin where the last piece ended, or goes beyond the end.
    """
    if offset != upload.received_bytes:
        raise OffsetWrong(received=upload.received_bytes)
    store = object_store()
    with store.gate, storing(upload.name):
        piece = _read(stream, min(PIECE_BYTES, upload.total_bytes - offset) + 1)
        if not piece or len(piece) > min(PIECE_BYTES, upload.total_bytes - offset):
            raise OffsetWrong(received=upload.received_bytes)
        obstore.put(store.objects, _path(upload.id, offset), piece)
    db.session.execute(
        update(PartialUpload)
        .where(PartialUpload.id == upload.id, PartialUpload.received_bytes == offset)
        .values(received_bytes=offset + len(piece), touched_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(upload)
    return upload.received_bytes


def _read(stream: IO[bytes], most: int) -> bytes:
    pieces, left = [], most
    while left and (piece := stream.read(min(left, READ_BYTES))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _path(upload_id: UUID, offset: int) -> str:
    return f"{PARTS}/{upload_id.hex}/{offset:012d}"


class WholeOf:
    """The pieces of an upload as one stream; one piece is in memory at a time.

    Raises:
        UploadIncomplete: not everything has arrived.
    """

    def __init__(self, upload: PartialUpload) -> None:
        if upload.received_bytes != upload.total_bytes:
            raise UploadIncomplete(received=upload.received_bytes, total=upload.total_bytes)
        self._pieces = self._read_pieces(upload.id, upload.total_bytes)
        self._piece, self._at = b"", 0

    @staticmethod
    def _read_pieces(upload_id: UUID, total_bytes: int) -> Iterator[bytes]:
        at, objects = 0, object_store().objects
        # The store asks for the next bytes from inside its own loop, in which it cannot be asked for others.
        with ThreadPoolExecutor(max_workers=1) as beside:
            while at < total_bytes:
                piece = beside.submit(_read_object, objects, _path(upload_id, at)).result()
                at += len(piece)
                yield piece
                del piece

    def read(self, size: int = READ_BYTES) -> bytes:
        """At most ``size`` bytes; nothing at the end."""
        if self._at >= len(self._piece):
            self._piece, self._at = b"", 0
            self._piece = next(self._pieces, b"")
        part = self._piece[self._at : self._at + size]
        self._at += len(part)
        return part


def _read_object(objects: Any, path: str) -> bytes:
    return bytes(obstore.get(objects, path).bytes())


def forget(upload: PartialUpload) -> None:
    """The upload became a file, or is given up; its pieces go with the next sweep."""
    db.session.execute(delete(PartialUpload).where(PartialUpload.id == upload.id))
    db.session.expunge(upload)
