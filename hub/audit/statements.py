"""What exactly is hashed and signed: the text of a row, the line of a row in its seal, the statement of a seal.

The text of a row is PostgreSQL's ``jsonb`` of its sealed columns, times in UTC. A verifier needs no PostgreSQL: the
text itself stands in an export.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from hub.kernel.canonical import canonical
from hub.kernel.sealed import Sealing, sealed_tables

PURPOSE = "seal"
BEGINNING = "0" * 64
# Texts of rows hold times: always in UTC. What is sealed and proved at once may take longer than a request.
SETTINGS = "SET LOCAL timezone = 'UTC'; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'"
# A line of a seal's root, of a row ``r`` of sealed_row.
LINE = "r.seq || ' ' || r.source || ' ' || r.key || ' ' || r.xid || ' ' || encode(r.sha256, 'hex')"


def key_sql(sealing: Sealing) -> str:
    """SQL for the key of a row ``t`` as text."""
    return " || '|' || ".join(f"t.{column}::text" for column in sealing.key)


def text_sql(sealing: Sealing) -> str:
    """SQL for the text of a row ``t`` that is hashed."""
    return "jsonb_build_object(" + ", ".join(f"'{c}', t.\"{c}\"" for c in sealing.columns) + ")::text"


def hash_sql(sealing: Sealing) -> str:
    """SQL for the hash of a row ``t``, 32 bytes."""
    return f"sha256(convert_to({text_sql(sealing)}, 'UTF8'))"


def where_it_lies(table: str) -> Iterator[str]:
    """The table, and the one into which its rows may have gone."""
    yield table
    moved_to = sealed_tables()[table].moved_to
    if moved_to:
        yield moved_to


def statement_of(
    *, n: int, previous: str, first_seq: int, rows: int, horizon: int, root: str, sealed_at: datetime
) -> bytes:
    """What a seal says and is signed over: canonical JSON."""
    return canonical(
        {
            "form": "voucher-hub-seal/1", "n": n, "previous": previous, "first_seq": first_seq, "rows": rows,
            "horizon": horizon, "root": root, "sealed_at": sealed_at.astimezone(UTC).isoformat(),
        }
    )  # fmt: skip


def sha256_of(content: bytes) -> str:
    """The hash in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
