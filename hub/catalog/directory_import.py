"""Bringing a directory of laboratories up to date: a file is tried first, with what each row would do, then taken."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import IO, Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, select, update

from hub import audit
from hub.catalog.directory import keepers_of
from hub.catalog.directory_errors import DirectoryImportUnknown, NothingToImport, NotTheKeeper
from hub.catalog.directory_models import DirectoryImport, ImportState, LaboratoryEntry
from hub.catalog.directory_rows import HEADER, MAX_BYTES, Row, read_rows
from hub.catalog.words import index_words
from hub.federation import directory as places
from hub.identity import divisions
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import move, record_birth
from schemas.terms import Role

FILE_COLUMNS = tuple(HEADER)
COLUMNS = (
    "division", "name", "owner_name", "owner_uscc", "kind", "subject_field", "round", "listed_on", "left_on",
)  # fmt: skip


def try_import(*, programme: str, area: str, stream: IO[bytes], file_name: str, by: Actor) -> DirectoryImport:
    """Read a file and keep what it would do; the directory is not changed.

    Raises:
        NotTheKeeper: another area keeps this directory.
        DirectoryFileUnreadable, DirectoryFileTooLarge: nothing of the file can be used.
    """
    by.require(Role.AREA_ADMIN, area=area)
    if area not in keepers_of(programme):
        raise NotTheKeeper(programme=places.get_programme(programme).names.zh)
    content = stream.read(MAX_BYTES + 1)
    rows, faults = read_rows(content, _division_of)
    known = _known(programme, rows)
    trial = DirectoryImport(
        programme=programme,
        area=area,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[row.plain() for row in rows],
        faults=[asdict(fault) for fault in faults],
        counts=_counts(rows, known, len(faults)),
        state=ImportState.TRIED,
        tried_by=by.account_id,
        tried_at=business_now(),
    )
    db.session.add(trial)
    db.session.flush()
    record_birth(trial, by=by)
    return trial


def take_import(*, trial: DirectoryImport, by: Actor) -> DirectoryImport:
    """Take the good rows of a tried file into the directory; rows with faults are left out.

    Raises:
        NothingToImport: no row is good.
    """
    by.require(Role.AREA_ADMIN, area=trial.area)
    rows = [Row.of_plain(plain) for plain in trial.rows]
    if not rows:
        raise NothingToImport()
    move(trial, ImportState.TAKEN, by=by, taken_at=business_now())
    counts = take_in(programme=trial.programme, rows=rows)
    audit.record(
        "data.corrected",
        by=by,
        subject="directory",
        subject_id=trial.id,
        areas=(trial.area,),
        after={"programme": trial.programme, **counts, "faults": len(trial.faults), "sha256": trial.sha256},
        reason=trial.file_name,
    )
    return trial


def take_file(*, programme: str, content: bytes) -> dict[str, int]:
    """Take the good rows of a file at once: for what comes with the program or from a region's platform."""
    rows, _ = read_rows(content, _division_of)
    return take_in(programme=programme, rows=rows)


def take_from_region(region: str, labs: Sequence[Mapping[str, Any]]) -> None:
    """Take what a region's platform lists into the directories of the programmes it owns."""
    rows = [
        Row(
            no=lab["lab_no"],
            division=lab["division"],
            name=lab["name"],
            owner_name=lab["owner_name"],
            owner_uscc=lab["owner_uscc"],
            kind=lab["kind"],
            subject_field="",
            round=lab["round"],
            listed_on=lab["listed_on"],
            left_on=lab["left_on"],
        )
        for lab in labs
    ]
    for programme in places.list_programmes():
        if rows and programme.owner == region:
            take_in(programme=programme.code, rows=rows)


def take_in(*, programme: str, rows: Sequence[Row]) -> dict[str, int]:
    """Write rows into the directory by their numbers; the counts say how many were new, changed and as before."""
    known = _known(programme, rows)
    counts = _counts(rows, known, 0)
    for row in rows:
        entry = known.get(row.no)
        if entry is None:
            entry = LaboratoryEntry(programme=programme, no=row.no, words="")
            db.session.add(entry)
        elif not _differs(entry, row):
            continue
        for name in COLUMNS:
            setattr(entry, name, getattr(row, name))
        db.session.flush()
        _index(entry)
    return counts


def get_import(import_id: UUID) -> DirectoryImport:
    """The tried file with this id.

    Raises:
        DirectoryImportUnknown: there is none, or it is another area's.
    """
    found = db.session.execute(select(DirectoryImport).where(DirectoryImport.id == import_id)).scalar_one_or_none()
    if found is None:
        raise DirectoryImportUnknown()
    return found


def list_imports(limit: int = 20) -> Sequence[DirectoryImport]:
    """The files tried last."""
    found = select(DirectoryImport).order_by(DirectoryImport.tried_at.desc()).limit(limit)
    return db.session.execute(found).scalars().all()


def _known(programme: str, rows: Iterable[Row]) -> dict[str, LaboratoryEntry]:
    wanted = [row.no for row in rows]
    found = select(LaboratoryEntry).where(LaboratoryEntry.programme == programme, LaboratoryEntry.no.in_(wanted))
    return {entry.no: entry for entry in db.session.execute(found).scalars()}


def _counts(rows: Sequence[Row], known: Mapping[str, LaboratoryEntry], faults: int) -> dict[str, Any]:
    new = sum(row.no not in known for row in rows)
    changed = sum(row.no in known and _differs(known[row.no], row) for row in rows)
    left = sum(row.left_on is not None for row in rows)
    return {"new": new, "changed": changed, "same": len(rows) - new - changed, "left": left, "faults": faults}


def _differs(entry: LaboratoryEntry, row: Row) -> bool:
    return any(getattr(entry, name) != getattr(row, name) for name in COLUMNS)


def _index(entry: LaboratoryEntry) -> None:
    texts = (entry.no, entry.name, entry.owner_name, entry.kind, entry.subject_field)
    lexemes = func.array_to_tsvector(cast(index_words(*texts), ARRAY(Text)))
    db.session.execute(update(LaboratoryEntry).where(LaboratoryEntry.id == entry.id).values(words=lexemes))


def _division_of(name: str) -> str | None:
    """The code of a province by its full or short name."""
    plain = name.strip()
    if len(plain) < 2:
        return None
    return next((code for code, full in divisions.list_provinces() if full.startswith(plain)), None)
