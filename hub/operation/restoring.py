"""Put a backup into an empty database and an empty store, and prove that it is what was taken."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.pool import NullPool

from hub import audit, ledger
from hub.kernel.db import db
from hub.kernel.files.objects import list_objects, put_file, stream_object
from hub.kernel.revisions import needed
from hub.kernel.schema import ensure_application_role, grant_to_application
from hub.operation.backup import OBJECTS, sha256_of_file
from hub.operation.manifest import DATABASE, FILES, BackupUnusable, Manifest, read_files
from hub.operation.programs import find_program, run_program

# Rows of something under way that a restored hub cannot take up: pieces of uploads, workers that are not its own.
UNDER_WAY = ("DELETE FROM partial_upload", "DELETE FROM procrastinate_workers")


def check_whole(folder: Path, manifest: Manifest) -> list[str]:
    """A sentence for everything in the backup that is not as it was written."""
    faults = [
        f"{name} was changed or is damaged."
        for name, sha256 in ((DATABASE, manifest.database_sha256), (FILES, manifest.files_sha256))
        if not (folder / name).exists() or sha256_of_file(folder / name) != sha256
    ]
    return faults or list(_damaged_files(folder))


def _damaged_files(folder: Path) -> Iterator[str]:
    for entry in read_files(folder):
        place = folder / OBJECTS / entry.path
        if not place.exists():
            yield f"{entry.path} is missing."
        elif sha256_of_file(place) != entry.sha256:
            yield f"{entry.path} was changed or is damaged."


def restore_database(folder: Path, manifest: Manifest, *, url: URL) -> None:
    """Fill the empty database at ``url`` (of its owner), all or nothing.

    Raises:
        BackupUnusable: the database is not empty, or this version does not know the backup's tables.
        ProgramFailed: it could not be filled; nothing is left in it.
    """
    if tuple(manifest.revision) != needed():
        raise BackupUnusable(
            f"The backup has the tables of revision {', '.join(manifest.revision)} and this version those of"
            f" {', '.join(needed())}: restore it with the version that wrote it, then upgrade."
        )
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        _refuse_used_database(connection)
        ensure_application_role(connection)
        major = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000
    program = find_program("pg_restore", major=max(major, manifest.server_major))
    run_program([program, "--no-owner", "--exit-on-error", "--single-transaction", str(folder / DATABASE)], url=url)
    with engine.begin() as connection:
        for statement in UNDER_WAY:
            connection.execute(text(statement))
        grant_to_application(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _refuse_used_database(connection: Connection) -> None:
    found = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' LIMIT 1")).scalar()
    if found is not None:
        raise BackupUnusable(
            f"The database {connection.engine.url.database} holds tables ({found}):"
            " a backup goes into an empty one only."
        )


def refuse_used_store() -> None:
    """Files are put into an empty store only.

    Raises:
        BackupUnusable: something lies there.
    """
    found = [*list_objects("files")[:1], *list_objects("audit")[:1]]
    if found:
        raise BackupUnusable(f"The object store holds {found[0]}: a backup goes into an empty one only.")


def restore_files(folder: Path) -> None:
    """Put every file and anchor into the store."""
    for entry in read_files(folder):
        put_file(entry.path, folder / OBJECTS / entry.path)


def verify_restored(folder: Path, manifest: Manifest) -> list[str]:
    """What is not as it was: rows, seals, books, files. Called for the restored hub, with everything visible.

    What had been finished and not yet been sealed is sealed first, because transaction numbers begin anew.
    """
    faults = list(_against_manifest(manifest)) + list(_missing_files(folder))
    audit.seal_pending()
    faults += [finding.sentence for finding in audit.verify_record().findings]
    faults += [f"{found.invariant} {found.subject}: {found.sentence}" for found in ledger.verify()]
    return faults


def _against_manifest(manifest: Manifest) -> Iterator[str]:
    seal = db.session.execute(text("SELECT sha256 FROM seal WHERE n = :n"), {"n": manifest.seal["n"]}).scalar()
    if manifest.seal["n"] and seal != manifest.seal["sha256"]:
        yield f"Seal {manifest.seal['n']} is not the newest that the backup was taken with."
    for table, rows in manifest.rows.items():
        found = db.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608 - signed names
        if found != rows and table != "partial_upload":
            yield f"{table} has {found} rows and the backup was taken with {rows}."
    db.session.rollback()


def _missing_files(folder: Path) -> Iterator[str]:
    known = {entry.path: entry.sha256 for entry in read_files(folder)}
    for path, sha256 in db.session.execute(text("SELECT storage_key, sha256 FROM stored_file")).all():
        if path not in known:
            yield f"{path} belongs to a row and is not in the backup."
            continue
        digest = hashlib.sha256()
        for piece in stream_object(path):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            yield f"{path} in the store is not what was uploaded."
    db.session.rollback()
