"""Anchors: the newest seal, kept outside the database, so that cutting off the end of the chain shows.

They lie in the object store below ``audit/<chain>/``: ``newest.json`` after every sealing, and one file for each hour.
A chain is named by its first seal. What is to survive the loss of the store is copied off the host from there.
"""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select

from hub.audit.seal_tables import Seal
from hub.audit.statements import PURPOSE, sha256_of, statement_of
from hub.kernel.canonical import canonical
from hub.kernel.crypto import verify
from hub.kernel.db import db
from hub.kernel.files.objects import list_objects, read_object, write_object

LOOKED_AT = 48  # hourly anchors that a verification reads; any older one can be named


@dataclass(frozen=True)
class Anchor:
    """A seal as it was seen once; ``name`` is the file it was read from."""

    name: str
    n: int
    sha256: str
    is_signed: bool


def statement_of_seal(seal: Any) -> bytes:
    """What a row of the table ``seal`` says."""
    return statement_of(
        n=seal.n, previous=seal.previous_sha256, first_seq=seal.first_seq, rows=seal.rows_count,
        horizon=seal.horizon_xid, root=seal.root_sha256, sealed_at=seal.sealed_at,
    )  # fmt: skip


def write_anchor() -> None:
    """Keep the newest seal outside; called with no transaction open."""
    seal = db.session.execute(select(Seal).order_by(Seal.n.desc()).limit(1)).scalar()
    first = db.session.execute(select(Seal.sha256).where(Seal.n == 1)).scalar()
    db.session.rollback()
    if seal is None or first is None:
        return
    content = canonical({"statement": statement_of_seal(seal).decode(), "signature": seal.signature})
    folder = _folder(first)
    known = read_object(f"{folder}/newest.json")
    if known == content:
        return
    write_object(f"{folder}/newest.json", content)
    write_object(f"{folder}/{seal.sealed_at.astimezone(UTC):%Y-%m-%dT%HZ}.json", content)


def read_anchors(first_sha256: str) -> list[Anchor]:
    """The newest anchor and those of the last hours of the chain that begins with this seal."""
    folder = _folder(first_sha256)
    names = [name for name in list_objects(folder) if not name.endswith("newest.json")][-LOOKED_AT:]
    found = [(name, read_object(name)) for name in [*names, f"{folder}/newest.json"]]
    return [read_anchor(name, content) for name, content in found if content is not None]


def read_anchor(name: str, content: bytes) -> Anchor:
    """An anchor out of its file; one that cannot be read or was signed by nobody of ours says so."""
    try:
        document = json.loads(content)
        statement = document["statement"].encode()
        is_signed = verify(statement, document["signature"], purpose=PURPOSE)
        return Anchor(name, int(json.loads(statement)["n"]), sha256_of(statement), is_signed)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Anchor(name, 0, "", False)


def _folder(first_sha256: str) -> str:
    return f"audit/{first_sha256[:16]}"
