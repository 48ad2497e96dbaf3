"""Take a backup: one moment of the database, the files that its rows name, and the anchors of the record.

The moment is one snapshot: the dump, the list of files and the counts of the manifest all see it, while people go on
working. Files are never changed once written, so they may be copied afterwards; those that the backup before has are
linked to it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.pool import NullPool

from hub.kernel.clock import utc_now
from hub.kernel.crypto import provider
from hub.kernel.files.objects import list_objects, read_object, stream_object
from hub.kernel.revisions import present
from hub.operation import manifest as described
from hub.operation.manifest import DATABASE, FILES, FORM, FileEntry, Manifest
from hub.operation.programs import find_program, run_program

ANCHORS = "audit"
OBJECTS = "objects"
STAMP = "%Y%m%dT%H%M%SZ"


def take_backup(folder: Path, *, url: URL, environment: str) -> tuple[Path, list[str]]:
    """Write a backup below ``folder``; answers where it is, and a sentence for everything that could not be copied.

    ``url`` is of a role that may read every table. A backup that was broken off has no manifest and counts for nothing.

    Raises:
        ProgramFailed: the database could not be dumped.
    """
    taken_at = utc_now()
    before = newest_backup(folder)
    place = folder / taken_at.strftime(STAMP)
    place.mkdir(parents=True, mode=0o700)
    # Before the snapshot: an anchor that is newer than the dump would say that the end of the chain was cut off.
    entries = list(_copy_anchors(place))
    anchors = len(entries)
    with _snapshot(url) as (connection, snapshot):
        major = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000
        dump = [find_program("pg_dump", major=major), "--format=custom", "--no-owner", f"--snapshot={snapshot}"]
        run_program([*dump, "--file", str(place / DATABASE)], url=url)
        rows, seal, revision = _rows(connection), _seal(connection), list(present(connection))
        wanted = connection.execute(text("SELECT storage_key, size_bytes, sha256 FROM stored_file ORDER BY 1")).all()
    faults = list(_copy_files([FileEntry(*row) for row in wanted], place, before, entries))
    (place / FILES).write_text("".join(json.dumps(asdict(entry)) + "\n" for entry in entries))
    described.write_manifest(
        place,
        Manifest(
            form=FORM, taken_at=taken_at.isoformat(), environment=environment, revision=revision, server_major=major,
            database_sha256=sha256_of_file(place / DATABASE), files_sha256=sha256_of_file(place / FILES),
            files=len(entries) - anchors, anchors=anchors, seal=seal, rows=rows, keys=provider().key_ids(),
        ),
    )  # fmt: skip
    return place, faults


def newest_backup(folder: Path) -> Path | None:
    """The newest finished backup below ``folder``."""
    finished = sorted(path.parent for path in folder.glob(f"*/{described.MANIFEST}"))
    return finished[-1] if finished else None


def taken_at(place: Path) -> datetime:
    """When the backup was taken, by its name."""
    return datetime.strptime(f"{place.name}+0000", f"{STAMP}%z")


def sha256_of_file(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _snapshot(url: URL) -> Iterator[tuple[Connection, str]]:
    """A transaction that sees one moment, and the name under which others can see the same."""
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield connection, connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    engine.dispose()


def _rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has, but for the queue's own, which change while nobody works."""
    tables = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'")
    ).scalars()
    count = "SELECT count(*) FROM {}"
    return {name: connection.execute(text(count.format(f'"{name}"'))).scalar_one() for name in sorted(tables)}


def _seal(connection: Connection) -> dict[str, object]:
    found = connection.execute(text("SELECT n, sha256 FROM seal ORDER BY n DESC LIMIT 1")).one_or_none()
    return {"n": found.n, "sha256": found.sha256} if found else {"n": 0, "sha256": ""}


def _copy_anchors(place: Path) -> Iterator[FileEntry]:
    for path in list_objects(ANCHORS):
        content = read_object(path)
        if content is not None:
            target = place / OBJECTS / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            yield FileEntry(path, len(content), hashlib.sha256(content).hexdigest())


def _copy_files(wanted: list[FileEntry], place: Path, before: Path | None, entries: list[FileEntry]) -> Iterator[str]:
    """Copy each file, hashing it on the way; what is not what its row says is told and left out."""
    for entry in wanted:
        target = place / OBJECTS / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        known = before / OBJECTS / entry.path if before else None
        if known is not None and known.exists() and known.stat().st_size == entry.size_bytes:
            _link(known, target)
            entries.append(entry)
            continue
        fault = _copy(entry, target)
        if fault:
            yield fault
        else:
            entries.append(entry)


def _copy(entry: FileEntry, target: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with open(target, "wb") as out:
            for piece in stream_object(entry.path):
                digest.update(piece)
                out.write(piece)
    except FileNotFoundError:
        target.unlink(missing_ok=True)
        return f"{entry.path} is in the database and not in the store: it was swept away meanwhile, or it is lost."
    if digest.hexdigest() != entry.sha256:
        target.unlink()
        return f"{entry.path} is not what was uploaded: its hash is another."
    return None


def _link(known: Path, target: Path) -> None:
    try:
        os.link(known, target)
    except OSError:
        shutil.copyfile(known, target)  # another file system
