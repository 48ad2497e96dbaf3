"""Prove the record: every seal against the one before and its signature, every row against its seal, the end of the
chain against the anchors. What is found names the first row or seal that is broken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from hub.audit.anchors import Anchor, read_anchors, statement_of_seal
from hub.audit.statements import BEGINNING, LINE, PURPOSE, SETTINGS, hash_sql, key_sql, sha256_of, where_it_lies
from hub.kernel.crypto import verify
from hub.kernel.db import db
from hub.kernel.sealed import Sealing, sealed_tables

BATCH = 500
# Whole tables are compared: one pass over each, whatever the planner guesses of tables that grew since it looked.
WHOLE_TABLES = "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL work_mem = '32MB'"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed. ``row`` is "table key" where one can be named."""

    seal: int
    row: str | None
    sentence: str


@dataclass(frozen=True)
class Proof:
    """What a verification has looked at, and what it found: nothing, when all is as it was."""

    seals: int
    rows: int
    newest_sha256: str
    findings: list[Finding]


def verify_record(anchors: Sequence[Anchor] = ()) -> Proof:
    """Verify everything in one snapshot, while others go on working; ``anchors`` are looked at with the kept ones."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.execute(text(SETTINGS))
        connection.execute(text(WHOLE_TABLES))
        chain = _Chain(connection)
        findings = list(chain.walk())
        findings += _changed_rows(connection)
        findings += _rows_nobody_sealed(connection, chain.horizon)
        findings += _beyond_the_end(connection, chain.next_seq)
        kept = read_anchors(chain.first_sha256) if chain.seals else []
        findings += _against_anchors(connection, chain, [*kept, *anchors])
    return Proof(chain.seals, chain.next_seq - 1, chain.sha256, sorted(findings, key=lambda f: f.seal))


class _Chain:
    """The chain while it is walked; afterwards what it came to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.seals, self.next_seq, self.horizon = 0, 1, 0
        self.sha256, self.first_sha256 = BEGINNING, ""

    def walk(self) -> Iterator[Finding]:
        """Every seal in its order; the first that does not follow ends the walk, for nothing after it is proved."""
        after = 0
        while batch := self._connection.execute(_SEALS, {"after": after, "size": BATCH}).all():
            for seal in batch:
                found = self._fault_of(seal)
                if found:
                    yield found
                    return
                after = seal.n
                self.seals, self.next_seq, self.horizon = seal.n, seal.first_seq + seal.rows_count, seal.horizon_xid
                self.sha256 = seal.sha256
                self.first_sha256 = self.first_sha256 or seal.sha256

    def _fault_of(self, seal: Any) -> Finding | None:
        statement = statement_of_seal(seal)
        if seal.n != self.seals + 1:
            return Finding(self.seals + 1, None, f"Seal {self.seals + 1} is missing: seal {seal.n} comes next.")
        if seal.previous_sha256 != self.sha256 or seal.first_seq != self.next_seq:
            return Finding(seal.n, None, f"Seal {seal.n} does not follow the seal before it.")
        if sha256_of(statement) != seal.sha256 or not verify(statement, seal.signature, purpose=PURPOSE):
            return Finding(seal.n, None, f"Seal {seal.n} is not what was signed.")
        if seal.found_root == seal.root_sha256 and seal.found_rows == seal.rows_count:
            return None
        return self._misplaced(seal)

    def _misplaced(self, seal: Any) -> Finding:
        """Which place in the journal of a seal is not as it was signed, as far as that can be told."""
        row = self._connection.execute(_MISPLACED, {"first": seal.first_seq, "rows": seal.rows_count}).one_or_none()
        place = f"from place {seal.first_seq} to {seal.first_seq + seal.rows_count - 1}"
        if row is None:
            return Finding(seal.n, None, f"The hashes of seal {seal.n} ({place}) do not give what was signed.")
        if row.key is None:
            return Finding(seal.n, None, f"Place {row.place} of seal {seal.n} is gone from the journal.")
        return Finding(
            seal.n, f"{row.source} {row.key}", f"Place {row.place} of seal {seal.n} holds another row than was signed."
        )


_SEALS = text(f"""
SELECT s.n, s.first_seq, s.rows_count, s.horizon_xid, s.root_sha256, s.previous_sha256, s.sealed_at, s.sha256,
       s.signature, found.root AS found_root, found.rows AS found_rows
FROM (SELECT * FROM seal WHERE n > :after ORDER BY n LIMIT :size) s, LATERAL (
  SELECT encode(sha256(convert_to(coalesce(string_agg({LINE}, E'\\n' ORDER BY r.seq), ''), 'UTF8')), 'hex') AS root,
         count(*) AS rows
  FROM sealed_row r WHERE r.seq >= s.first_seq AND r.seq < s.first_seq + s.rows_count) found
ORDER BY s.n
""")  # noqa: S608 - constants only

# Within one sealing rows stand in the order of transaction, table and key: one that does not was put there later.
_MISPLACED = text("""
SELECT p.place, r.source, r.key
FROM generate_series(CAST(:first AS bigint), CAST(:first AS bigint) + :rows - 1) AS p(place)
LEFT JOIN (SELECT *, lag((xid, source, key COLLATE "C")) OVER (ORDER BY seq) > (xid, source, key COLLATE "C") AS back
           FROM sealed_row WHERE seq >= :first AND seq < CAST(:first AS bigint) + :rows) r ON r.seq = p.place
WHERE r.seq IS NULL OR r.back ORDER BY p.place LIMIT 1
""")


def _changed_rows(connection: Connection) -> Iterator[Finding]:
    """Of each table the first sealed row that is gone or says something else."""
    for table, sealing in sealed_tables().items():
        lying = " UNION ALL ".join(
            f"SELECT {key_sql(sealing)} AS key, {hash_sql(sealing)} AS sha256 FROM {place} t"  # noqa: S608
            for place in where_it_lies(table)
        )
        row = connection.execute(
            text(
                "SELECT r.seq, r.key, t.key AS found, (SELECT n FROM seal WHERE first_seq <= r.seq"  # noqa: S608
                "  ORDER BY first_seq DESC, rows_count DESC LIMIT 1) AS n"
                f" FROM sealed_row r LEFT JOIN ({lying}) t ON t.key = r.key WHERE r.source = :table"
                " AND t.sha256 IS DISTINCT FROM r.sha256 ORDER BY r.seq LIMIT 1"
            ),
            {"table": table},
        ).one_or_none()
        if row is not None:
            what = "was changed after it was sealed" if row.found else "was sealed and is gone"
            yield Finding(row.n or 0, f"{table} {row.key}", f"Row {row.key} of {table} {what} (place {row.seq}).")


def _rows_nobody_sealed(connection: Connection, horizon: int) -> Iterator[Finding]:
    """Of each table the first row that stands where everything was sealed, or carries a number that never was."""
    for table, sealing in sealed_tables().items():
        row = connection.execute(_unsealed(table, sealing), {"horizon": horizon}).first()
        if row is not None:
            sentence = f"Row {row.key} of {table} was put in later: all of its time is sealed and it is not."
            yield Finding(0, f"{table} {row.key}", sentence)


def _unsealed(table: str, sealing: Sealing) -> Any:
    return text(
        f"SELECT {key_sql(sealing)} AS key FROM {table} t WHERE (t.seal_xid < :horizon"  # noqa: S608
        " OR t.seal_xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
        f" AND NOT EXISTS (SELECT FROM sealed_row r WHERE r.source = '{table}' AND r.key = {key_sql(sealing)})"
        " ORDER BY t.seal_xid LIMIT 1"
    )


def _beyond_the_end(connection: Connection, next_seq: int) -> Iterator[Finding]:
    """Sealed rows for which there is no seal."""
    row = connection.execute(
        text("SELECT source, key, seq FROM sealed_row WHERE seq >= :next ORDER BY seq LIMIT 1"), {"next": next_seq}
    ).one_or_none()
    if row is not None:
        sentence = f"Place {row.seq} of the journal has no seal that holds: a seal is broken or was taken away."
        yield Finding(0, f"{row.source} {row.key}", sentence)


def _against_anchors(connection: Connection, chain: _Chain, anchors: Sequence[Anchor]) -> Iterator[Finding]:
    """The first anchor that knows something else than the chain."""
    if chain.seals and not anchors:
        yield Finding(chain.seals, None, "No anchor is kept outside the database: the end of the chain is not proved.")
    for anchor in anchors:
        if not anchor.is_signed:
            yield Finding(anchor.n, None, f"The anchor {anchor.name} was not signed by this hub.")
            return
        if anchor.n > chain.seals:
            sentence = f"The anchor {anchor.name} knows seal {anchor.n}, the chain ends with {chain.seals}: it was cut."
            yield Finding(chain.seals + 1, None, sentence)
            return
        found = connection.execute(text("SELECT sha256 FROM seal WHERE n = :n"), {"n": anchor.n}).scalar()
        if found != anchor.sha256:
            yield Finding(anchor.n, None, f"Seal {anchor.n} is not the one that the anchor {anchor.name} knows.")
            return
