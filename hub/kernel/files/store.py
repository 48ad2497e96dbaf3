"""Write and read files: one pass over the stream hashes, counts, checks and stores."""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID

import obstore
from flask import current_app
from obstore.store import LocalStore, from_url
from sqlalchemy import delete, select, update

from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.files.errors import FileEmpty, FileTooManyPixels, storing
from hub.kernel.files.images import has_too_many_pixels
from hub.kernel.files.partial_tables import PartialUpload
from hub.kernel.files.rules import SNIFF_BYTES, ActiveContentScan, FileRule
from hub.kernel.files.tables import StoredFile
from hub.kernel.ids import new_id
from hub.kernel.jobs import scheduled

READ_BYTES = 262_144
PART_BYTES = 5_242_880  # S3 takes no smaller parts
ORPHAN_AGE = timedelta(hours=24)
PREFIX, PARTS = "files", "parts"
# Owns what was uploaded before anybody knew for whom, until it is adopted.
NOBODYS = UUID(int=0)


class _Store:
    """The object store of an application and the gate before its writes: each write holds a part in memory."""

    def __init__(self, location: str, folder: Any, concurrent_writes: int) -> None:
        self.gate = threading.BoundedSemaphore(concurrent_writes)
        if location:
            self.objects: Any = from_url(location)
        else:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.objects = LocalStore(folder)


def object_store() -> _Store:
    made: _Store | None = current_app.extensions.get("object_store")
    if made is None:
        settings = current_app.config["HUB"]
        made = _Store(settings.files.store, settings.var / "objects", settings.files.concurrent_writes)
        current_app.extensions["object_store"] = made
    return made


class _Passing:
    """The upload on its way into the store."""

    def __init__(self, stream: IO[bytes], name: str, rule: FileRule) -> None:
        self._stream, self._name, self._rule = stream, name, rule
        self.sha256 = hashlib.sha256()
        self.size_bytes = 0
        self._head = self._read_head()
        self.kind = rule.check_kind(name, self._head[:SNIFF_BYTES])
        if has_too_many_pixels(self._head):
            raise FileTooManyPixels(name=name)
        self._scan = ActiveContentScan(name) if self.kind == "pdf" else None

    def _read_head(self) -> bytes:
        head = b""
        while len(head) < SNIFF_BYTES and (piece := self._stream.read(READ_BYTES)):
            head += piece
        if not head:
            raise FileEmpty(name=self._name)
        return head

    def __iter__(self) -> Iterator[bytes]:
        piece = self._head
        while piece:
            self.size_bytes += len(piece)
            self._rule.check_size(self._name, self.size_bytes)
            self.sha256.update(piece)
            if self._scan:
                self._scan.feed(piece)
            yield piece
            piece = self._stream.read(READ_BYTES)


def store_file(stream: IO[bytes], *, name: str, organization_id: UUID, rule: FileRule, by: Actor) -> StoredFile:
    """Store an upload as it is, if ``rule`` allows it.

    Raises:
        FileRefused: it is empty, too large, of another kind, or a PDF with active content.
    """
    shown = clean_name(name)
    passing = _Passing(stream, shown, rule)
    file_id = new_id()
    key = f"{PREFIX}/{file_id.hex[-2:]}/{new_id().hex}{file_id.hex[-12:]}"
    store = object_store()
    with store.gate, storing(shown):
        obstore.put(store.objects, key, iter(passing), use_multipart=True, chunk_size=PART_BYTES, max_concurrency=1)
    stored = StoredFile(
        id=file_id,
        organization_id=organization_id,
        sha256=passing.sha256.hexdigest(),
        size_bytes=passing.size_bytes,
        kind=passing.kind,
        name=shown,
        storage_key=key,
        uploaded_by=by.account_id,
        uploaded_at=utc_now(),
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def clean_name(name: str) -> str:
    """The name for people to see; it never becomes a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[:200] or "file"


def read_file(stored: StoredFile) -> Iterator[bytes]:
    """The content, in pieces."""
    for piece in obstore.get(object_store().objects, stored.storage_key).stream(min_chunk_size=READ_BYTES):
        yield bytes(piece)


def find_attached(file_id: UUID) -> StoredFile | None:
    """A file attached to something the caller has already been allowed to see, whoever uploaded it."""
    with scope.everything():
        return db.session.execute(select(StoredFile).where(StoredFile.id == file_id)).scalar_one_or_none()


def adopt_file(file_id: UUID, organization_id: UUID) -> None:
    """Give an upload of ``NOBODYS`` to the organization that it turned out to belong to; no other file moves."""
    with scope.everything():
        db.session.execute(
            update(StoredFile)
            .where(StoredFile.id == file_id, StoredFile.organization_id == NOBODYS)
            .values(organization_id=organization_id)
            .execution_options(synchronize_session=False)
        )


def stored_files(file_ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """Like ``find_attached``, for many."""
    with scope.everything():
        rows = db.session.execute(select(StoredFile).where(StoredFile.id.in_(list(file_ids)))).scalars()
        return {row.id: row for row in rows}


@scheduled("files.sweep", cron="0 4 * * *", catch_up="latest", clock="real")
def sweep(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001
    """Remove uploads that nobody claimed within a day, and objects without a row; young ones may still get theirs."""
    with unit_of_work(), scope.everything():
        unclaimed = StoredFile.organization_id == NOBODYS
        db.session.execute(delete(StoredFile).where(unclaimed, StoredFile.uploaded_at < utc_now() - ORPHAN_AGE))
        db.session.execute(delete(PartialUpload).where(PartialUpload.touched_at < utc_now() - ORPHAN_AGE))
    objects = object_store().objects
    for batch in obstore.list(objects, prefix=PREFIX):
        old = [found["path"] for found in batch if utc_now() - found["last_modified"] > ORPHAN_AGE]
        known = set(db.session.execute(select(StoredFile.storage_key).where(StoredFile.storage_key.in_(old))).scalars())
        orphans = [path for path in old if path not in known]
        if orphans:
            obstore.delete(objects, orphans)
    _sweep_pieces(objects)


def _sweep_pieces(objects: Any) -> None:
    """Pieces of uploads that were finished or given up; those under way keep theirs."""
    with scope.everything():
        under_way = {upload_id.hex for upload_id in db.session.execute(select(PartialUpload.id)).scalars()}
    for batch in obstore.list(objects, prefix=PARTS):
        left = [found["path"] for found in batch if found["path"].split("/")[1] not in under_way]
        if left:
            obstore.delete(objects, left)
