"""Hand the sealed record to an auditor: a zip, written while it is sent, with a verifier that needs no hub.

It holds whole seals. Rows of areas that the reader has no right to are there with their hash alone, so that the chain
can still be verified; nothing else of them is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, text

from hub.audit.anchors import statement_of_seal
from hub.audit.models import AuditEvent
from hub.audit.seal_tables import Seal
from hub.audit.service import record
from hub.audit.statements import BEGINNING, SETTINGS, text_sql, where_it_lies
from hub.kernel.actor import Actor
from hub.kernel.canonical import canonical
from hub.kernel.clock import SHANGHAI, utc_now
from hub.kernel.db import db
from hub.kernel.errors import HubError, Invalid
from hub.kernel.ids import new_id
from hub.kernel.sealed import sealed_tables
from hub.kernel.signed_zip import SignedZip

PURPOSE = "audit-export"
ROWS_AT_ONCE = 1_000
EXPORTS_AN_HOUR = 10
VERIFIER = Path(__file__).parent / "offline" / "verify.py"


class NothingSealed(Invalid):
    """No seal was made in that time."""

    code = "audit.nothing_sealed"
    zh = "{since} 至 {until} 之间没有封存记录，请另选日期。"
    en = "Nothing was sealed from {since} to {until}: choose other dates."


class TooManyExports(HubError):
    """One person takes no more than a few exports in an hour."""

    status = 429
    code = "audit.too_many_exports"
    zh = "一小时内最多导出 {limit} 次，请稍后再试。"
    en = "No more than {limit} exports in an hour: try again later."


@dataclass(frozen=True)
class Export:
    """An export about to be written: seals ``first`` to ``last``; ``areas`` None means every row."""

    id: UUID
    since: date
    until: date
    first: int
    last: int
    areas: frozenset[str] | None
    by: str


def begin_export(*, since: date, until: date, by: Actor, areas: frozenset[str] | None) -> Export:
    """Find what was sealed on these days (both included, Asia/Shanghai) and record that it is taken.

    Raises:
        NothingSealed: there is none.
        TooManyExports: this person has taken enough for now.
    """
    recent = select(func.count()).where(
        AuditEvent.event == "data.exported", AuditEvent.account_id == by.account_id, AuditEvent.subject == "data",
        AuditEvent.recorded_at > func.clock_timestamp() - timedelta(hours=1),
    )  # fmt: skip
    if by.account_id is not None and db.session.execute(recent).scalar_one() >= EXPORTS_AN_HOUR:
        raise TooManyExports(limit=EXPORTS_AN_HOUR)
    begin, end = (datetime.combine(day, datetime.min.time(), SHANGHAI) for day in (since, until + timedelta(days=1)))
    made = Seal.sealed_at >= begin, Seal.sealed_at < end
    first, last, rows = db.session.execute(
        select(func.min(Seal.n), func.max(Seal.n), func.sum(Seal.rows_count)).where(*made)
    ).one()
    if first is None:
        raise NothingSealed(since=since.isoformat(), until=until.isoformat())
    export = Export(new_id(), since, until, first, last, areas, by.name)
    taken = {"since": since, "until": until, "seals": f"{first}-{last}", "rows": int(rows)}
    record(
        "data.exported", by=by, subject="data", subject_id=export.id, areas=areas or (),
        after=taken | {"areas": sorted(areas) if areas is not None else None},
    )  # fmt: skip
    return export


def write_export(export: Export) -> Iterator[bytes]:
    """The bytes of the zip, a piece at a time, from one snapshot on a connection of its own."""
    archive = SignedZip(purpose=PURPOSE)
    with (
        db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        connection.begin(),
    ):
        connection.execute(text(SETTINGS))
        for name, lines in (("seals.jsonl", _seals(connection, export)), ("rows.jsonl", _rows(connection, export))):
            yield from archive.add(name, (line + b"\n" for line in lines))
        yield from archive.add("verify.py", [VERIFIER.read_bytes()])
        yield archive.close(_manifest(connection, export))


def _seals(connection: Connection, export: Export) -> Iterable[bytes]:
    wanted = select(Seal.__table__).where(Seal.n.between(export.first, export.last)).order_by(Seal.n)
    for seal in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted):
        yield canonical({"statement": statement_of_seal(seal).decode(), "signature": seal.signature})


def _rows(connection: Connection, export: Export) -> Iterable[bytes]:
    """The places in their order, with the text of each row that may be read."""
    first, last = connection.execute(_PLACES, {"first": export.first, "last": export.last}).one()
    fetch = text(_rows_sql(export.areas is not None))
    areas = sorted(export.areas or ())
    for begin in range(first, last, ROWS_AT_ONCE):
        values: dict[str, Any] = {"begin": begin, "end": min(begin + ROWS_AT_ONCE, last)}
        if export.areas is not None:
            values["areas"] = areas
        for row in connection.execute(fetch, values):
            yield canonical(dict(row._mapping))


_PLACES = text(
    "SELECT (SELECT first_seq FROM seal WHERE n = :first), (SELECT first_seq + rows_count FROM seal WHERE n = :last)"
)


def _rows_sql(narrowed: bool) -> str:
    """Places from ``:begin`` to before ``:end``; ``narrowed`` to the texts of rows of ``:areas``."""
    parts = []
    for table, sealing in sealed_tables().items():
        mine = f" AND ({sealing.areas}) && CAST(:areas AS text[])" if narrowed else ""
        # A key is read as ids of this table only where it is one of this table.
        found = "".join(
            f" AND t.{column} = CASE WHEN r.source = '{table}' THEN split_part(r.key, '|', {number})::uuid END"
            for number, column in enumerate(sealing.key, 1)
        )
        parts += [
            f"SELECT r.seq AS place, {text_sql(sealing)} AS text FROM wanted r"  # noqa: S608
            f" JOIN {place} t ON r.source = '{table}'{found}{mine}"
            for place in where_it_lies(table)
        ]
    return (
        "WITH wanted AS MATERIALIZED (SELECT * FROM sealed_row WHERE seq >= :begin AND seq < :end)"  # noqa: S608
        " SELECT w.seq, w.source, w.key, w.xid, encode(w.sha256, 'hex') AS sha256, x.text FROM wanted w"
        f" LEFT JOIN ({' UNION ALL '.join(parts)}) x ON x.place = w.seq ORDER BY w.seq"
    )


def _manifest(connection: Connection, export: Export) -> dict[str, Any]:
    def seal(n: int) -> Any:
        return connection.execute(select(Seal.__table__).where(Seal.n == n)).one_or_none()

    before, newest = seal(export.first - 1), seal(export.last)
    return {
        "form": "voucher-hub-audit-export/1", "id": str(export.id), "taken_by": export.by,
        "taken_at": utc_now().isoformat(), "since": export.since.isoformat(), "until": export.until.isoformat(),
        "areas": sorted(export.areas) if export.areas is not None else None,
        "after": {
            "n": export.first - 1, "sha256": before.sha256 if before else BEGINNING,
            "seq": before.first_seq + before.rows_count - 1 if before else 0,
        },
        "newest": {"n": newest.n, "sha256": newest.sha256},
    }  # fmt: skip
