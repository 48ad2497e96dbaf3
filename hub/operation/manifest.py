"""What a backup says of itself: what is in it, how far the books and the record had come, which keys it needs.

The keys themselves are never in a backup: without them its personal columns are unreadable, which is the point.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from hub.kernel.canonical import canonical
from hub.kernel.crypto import provider, sign, verify

FORM = "voucher-hub-backup/1"
PURPOSE = "backup"
MANIFEST, SIGNATURE, DATABASE, FILES = "manifest.json", "manifest.sig", "database.dump", "files.jsonl"


class BackupUnusable(RuntimeError):
    """It is not what the hub wrote, or cannot be used here; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """``heads``: the newest seal, and the rows of every table, all seen in the one moment that the dump shows."""

    form: str
    taken_at: str
    environment: str
    revision: list[str]
    server_major: int
    database_sha256: str
    files_sha256: str
    files: int
    anchors: int
    seal: dict[str, object]
    rows: dict[str, int]
    keys: dict[str, list[str]]


@dataclass(frozen=True)
class FileEntry:
    """An object of the store as the backup holds it; ``sha256`` is None for the anchors, which prove themselves."""

    path: str
    size_bytes: int
    sha256: str | None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write and sign it: the last step of a backup, so that one that was broken off has none."""
    content = canonical(asdict(manifest))
    (folder / SIGNATURE).write_text(sign(content, purpose=PURPOSE))
    (folder / MANIFEST).write_bytes(content)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup that this hub wrote.

    Raises:
        BackupUnusable: there is none, it was changed, or another hub signed it.
    """
    try:
        content, signature = (folder / MANIFEST).read_bytes(), (folder / SIGNATURE).read_text()
    except FileNotFoundError as missing:
        raise BackupUnusable(f"{folder} holds no finished backup: {missing.filename} is missing.") from None
    if not verify(content, signature, purpose=PURPOSE):
        raise BackupUnusable(
            f"{folder / MANIFEST} is not what this hub signed: it was changed, or HUB_SECRETS_SIGNING_SEED lacks the"
            " seed that was in use then."
        )
    read = json.loads(content)
    if read.get("form") != FORM:
        raise BackupUnusable(f"{folder} is of the form {read.get('form')}; this version reads {FORM}.")
    return Manifest(**read)


def read_files(folder: Path) -> list[FileEntry]:
    """The list of files."""
    return [FileEntry(**json.loads(line)) for line in (folder / FILES).read_text().splitlines()]


def refuse_other_keys(manifest: Manifest) -> None:
    """The keys that the backup was written under must be among ours.

    Raises:
        BackupUnusable: one is missing; the message names it.
    """
    ours = provider().key_ids()
    names = {"data": "HUB_SECRETS_DATA_KEY", "index": "HUB_SECRETS_INDEX_KEY", "signing": "HUB_SECRETS_SIGNING_SEED"}
    for use, variable in names.items():
        missing = [kid for kid in manifest.keys[use] if kid not in ours[use]]
        if missing:
            raise BackupUnusable(f"The backup needs the {use} key {missing[0]}, which {variable} does not hold.")
