"""Seal what is finished: every row of a sealed table below the safe horizon gets a place, a hash and a signed seal.

The horizon is the lowest transaction number still running. Whatever is below it is committed or gone, so nothing that
commits later can belong there, and nobody who writes waits for anybody (ledger.md C5).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.audit.seal_tables import Seal, SealProgress
from hub.audit.statements import BEGINNING, LINE, PURPOSE, SETTINGS, hash_sql, key_sql, sha256_of, statement_of
from hub.kernel.crypto import sign
from hub.kernel.db import append, db, unit_of_work
from hub.kernel.failpoints import failpoint
from hub.kernel.sealed import sealed_tables

STEP_ROWS = 200_000  # of one table in one transaction, unless a single business transaction has written more
SEAL_ROWS = 20_000  # under one signature
QUIET = "1 hour"  # after which a seal of nothing shows that the chain goes on
NO_HORIZON = 9_223_372_036_854_775_807


@dataclass(frozen=True)
class _Last:
    """Where the chain stands."""

    n: int = 0
    seq: int = 0
    horizon: int = 0
    sha256: str = BEGINNING


def seal_pending() -> int:
    """Seal everything below the horizon, in transactions of its own; answers how many rows.

    Somebody else who is sealing at this moment is left alone. Killed anywhere and started again it goes on.
    """
    sealed = 0
    while True:
        with unit_of_work():
            if not _take_turn():
                return sealed
            db.session.execute(text(SETTINGS))
            rows, is_done = _seal_step()
        failpoint("audit.sealed")
        sealed += rows
        if is_done:
            return sealed


def _take_turn() -> bool:
    if not db.session.execute(select(SealProgress.id)).scalar():
        db.session.execute(insert(SealProgress).values(id=1).on_conflict_do_nothing())
    mine = select(SealProgress.id).where(SealProgress.id == 1).with_for_update(skip_locked=True)
    return db.session.execute(mine).scalar() is not None


def _seal_step() -> tuple[int, bool]:
    """One transaction's worth; whether that was all."""
    last = _last()
    horizon, next_xid, now = db.session.execute(text(_NOW)).one()
    below, known = _reach(last, horizon)
    rows = _place(last, since=known, below=below)
    failpoint("audit.sealing")
    # After a restore from a dump the numbers of transactions begin again; then everything unsealed was taken.
    reached = min(below, horizon)
    if rows or _is_quiet():
        _write_seals(last, rows, horizon=reached, at=now)
    is_done = reached == horizon
    if is_done:
        _note_progress(horizon=horizon, next_xid=next_xid, now=now)
    return rows, is_done


_NOW = """
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint, clock_timestamp()
FROM pg_current_snapshot() s
"""


def _last() -> _Last:
    seal = db.session.execute(select(Seal).order_by(Seal.n.desc()).limit(1)).scalar()
    if seal is None:
        return _Last()
    return _Last(seal.n, seal.first_seq + seal.rows_count - 1, seal.horizon_xid, seal.sha256)


def _reach(last: _Last, horizon: int) -> tuple[int, int]:
    """Below which transaction to seal in this step, and from which on there can be rows that are not sealed."""
    if horizon < last.horizon:
        return NO_HORIZON, 0
    below = horizon
    for table in sealed_tables():
        beyond = text(
            f"SELECT seal_xid FROM {table} WHERE seal_xid >= :since AND seal_xid < :below"  # noqa: S608
            " ORDER BY seal_xid OFFSET :rows LIMIT 1"
        )
        found = db.session.execute(beyond, {"since": last.horizon, "below": below, "rows": STEP_ROWS}).scalar()
        if found is not None:
            below = found + 1
    return below, last.horizon


def _place(last: _Last, *, since: int, below: int) -> int:
    """Give every unsealed row in reach the next places, with its hash; answers how many."""
    parts = [
        f"SELECT '{table}' AS source, {key_sql(sealing)} AS key, t.seal_xid AS xid, {hash_sql(sealing)} AS sha256"  # noqa: S608
        f" FROM {table} t WHERE t.seal_xid >= :since AND t.seal_xid < :below"
        f" AND NOT EXISTS (SELECT FROM sealed_row r WHERE r.source = '{table}' AND r.key = {key_sql(sealing)})"
        for table, sealing in sealed_tables().items()
    ]
    placed = db.session.execute(
        text(
            "INSERT INTO sealed_row (seq, source, key, xid, sha256)"  # noqa: S608
            ' SELECT CAST(:last AS bigint) + row_number() OVER (ORDER BY xid, source, key COLLATE "C"),'
            " source, key, xid, sha256"
            f" FROM ({' UNION ALL '.join(parts)}) fresh"
        ),
        {"since": since, "below": below, "last": last.seq},
    )
    return int(placed.rowcount)  # type: ignore[attr-defined]


ROOT = f"""
SELECT encode(sha256(convert_to(coalesce(string_agg({LINE}, E'\\n' ORDER BY r.seq), ''), 'UTF8')), 'hex')
FROM sealed_row r WHERE r.seq >= :first AND r.seq < CAST(:first AS bigint) + :rows
"""  # noqa: S608 - constants only


def _write_seals(last: _Last, rows: int, *, horizon: int, at: datetime) -> None:
    """One seal for each part of the new rows; all but the last stop short of the horizon."""
    n, previous, first = last.n, last.sha256, last.seq + 1
    end = first + rows
    while True:
        part = min(SEAL_ROWS, end - first)
        n += 1
        root = db.session.execute(text(ROOT), {"first": first, "rows": part}).scalar_one()
        reached = horizon if first + part == end else last.horizon
        statement = statement_of(
            n=n, previous=previous, first_seq=first, rows=part, horizon=reached, root=root, sealed_at=at
        )
        append(
            Seal, n=n, first_seq=first, rows_count=part, horizon_xid=reached, root_sha256=root,
            previous_sha256=previous, sealed_at=at, sha256=sha256_of(statement),
            signature=sign(statement, purpose=PURPOSE),
        )  # fmt: skip
        previous, first = sha256_of(statement), first + part
        if first == end:
            return


def _is_quiet() -> bool:
    quiet = text(f"SELECT coalesce(max(sealed_at) < clock_timestamp() - interval '{QUIET}', true) FROM seal")  # noqa: S608
    return bool(db.session.execute(quiet).scalar_one())


def _note_progress(*, horizon: int, next_xid: int, now: datetime) -> None:
    progress = db.session.execute(select(SealProgress).where(SealProgress.id == 1)).scalar_one()
    values: dict[str, object] = {}
    if horizon >= next_xid:
        values = {"sealed_until": now, "waiting_xid": None, "waiting_since": None}
    elif progress.waiting_xid is None or not horizon < progress.waiting_xid <= next_xid:
        if progress.waiting_xid is not None and horizon >= progress.waiting_xid:
            values["sealed_until"] = progress.waiting_since
        values |= {"waiting_xid": next_xid, "waiting_since": now}
    if values:
        db.session.execute(update(SealProgress).where(SealProgress.id == 1).values(**values))
