"""Taking over what a joining area brings: a file is tried, a second person applies its good rows."""

import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy import select

from hub import audit
from hub.federation import directory
from hub.federation.places import Area
from hub.identity import same_person
from hub.joining.stock_errors import NothingGood, NotUndoable, OwnImport, StockUnknown, UnknownKind
from hub.joining.stock_files import FORMULA, headings_of, read_rows, write_report
from hub.joining.stock_kinds import KINDS, StockKind
from hub.joining.stock_tables import StockImport, StockRow, StockState
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden, HubError
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from schemas.terms import Role

MAY_TRY = (Role.AREA_ADMIN,)
MAY_APPLY = (Role.ASSESSOR, Role.POLICY_APPROVER)
TWICE = "文件中有另一行与本行相同。 / Another row of the file is the same."
DIFFERS = "已导入过同一记录，但内容不同。 / The same was taken over already with another content."


def try_stock(*, area: str, kind: str, content: bytes, file_name: str, by: Actor) -> StockImport:
    """Read and check every row; nothing is taken over yet, everything is kept.

    Raises:
        Forbidden: not an administrator of the area. UnknownKind: there is no such stock.
        WorkbookRefused: the file as a whole cannot be used.
    """
    if not by.has(*MAY_TRY, area=area) or by.account_id is None:
        raise Forbidden()
    place, rows = directory.get_area(area), []
    known, seen = _known(area, kind), set[str]()
    for number, cells, formulas in read_rows(content, file_name, kind_of(kind).schema()):
        rows.append(_checked(kind_of(kind), place, number, cells, formulas, known, seen))
    now = business_now()
    found = StockImport(
        no=f"CL-{now:%Y%m%d}-{next_number('CL', now.date()):06d}", area=area, kind=kind, file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(), original=content.decode("latin-1"), rows=_written(rows),
        good=sum(row["outcome"] == "good" for row in rows), wrong=sum(bool(row["errors"]) for row in rows),
        known=sum(row["outcome"] == "known" for row in rows), state=StockState.TRIED, tried_by_id=by.account_id,
        tried_by=by.name, tried_at=now,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record_birth(found, by=by)
    return found


def apply_stock(*, found: StockImport, by: Actor) -> int:
    """Take the good rows over, each whole or not at all; answers how many. Rows are checked again.

    Raises:
        OwnImport: the person tried the file. NothingGood: no row can be taken.
    """
    if not by.has(*MAY_APPLY, area=found.area) or by.account_id is None:
        raise Forbidden()
    if same_person(found.tried_by_id, by.account_id):
        raise OwnImport()
    if not found.good:
        raise NothingGood()
    now, place, kind = business_now(), directory.get_area(found.area), kind_of(found.kind)
    move(found, StockState.APPLIED, by=by, applied_by=by.name, applied_at=now)
    rows = rows_of(found)
    for row in rows:
        if row["outcome"] == "good":
            _take(found, kind, place, row, by=by)
    found.rows, found.taken = _written(rows), sum(row["outcome"] == "taken" for row in rows)
    db.session.flush()
    _record("stock.applied", found, by=by)
    return found.taken


def undo_stock(*, found: StockImport, reason: str, by: Actor) -> None:
    """Take everything of a file back, or nothing: one row on which something depends keeps all.

    Raises:
        NotUndoable: units stay once they are here.
        OpeningInUse, OrderWentOn, InvitationGone: something depends on a row.
    """
    if not by.has(*MAY_APPLY, area=found.area):
        raise Forbidden()
    kind = kind_of(found.kind)
    if kind.undo is None:
        raise NotUndoable()
    with db.session.begin_nested():
        move(found, StockState.UNDONE, by=by, reason=reason)
        _undo_rows(found, kind, reason, by=by)
    _record("stock.undone", found, by=by, reason=reason)


def _undo_rows(found: StockImport, kind: StockKind, reason: str, *, by: Actor) -> None:
    rows = {row["row"]: row for row in rows_of(found)}
    made = select(StockRow).where(StockRow.import_id == found.id, StockRow.live).order_by(StockRow.number.desc())
    for one in db.session.scalars(made).all():
        assert kind.undo is not None
        kind.undo(load_row(kind.schema(), rows[one.number]), one.id, one.made_id, by, reason)
        one.live = False
        rows[one.number]["outcome"] = "undone"
    found.rows = _written(list(rows.values()))
    db.session.flush()


def kind_of(code: str) -> StockKind:
    """One of the five.

    Raises:
        UnknownKind: it is none of them.
    """
    if code not in KINDS:
        raise UnknownKind(field="kind")
    return KINDS[code]


def rows_of(found: StockImport) -> list[dict[str, Any]]:
    """Every row: its number, cells by field, errors by heading, and its outcome."""
    rows: list[dict[str, Any]] = json.loads(found.rows)
    return rows


def report_of(found: StockImport) -> str:
    """The rows with what became of them, as CSV."""
    return write_report(kind_of(found.kind).schema(), rows_of(found))


def find_stock(no: str) -> StockImport:
    """An import in the scope in force.

    Raises:
        StockUnknown: there is none, or it is another area's.
    """
    found = db.session.scalars(select(StockImport).where(StockImport.no == no)).one_or_none()
    if found is None:
        raise StockUnknown()
    return found


def list_stock(areas: Collection[str]) -> Sequence[StockImport]:
    """The imports of these areas, the newest first."""
    wanted = select(StockImport).where(StockImport.area.in_(areas)).order_by(StockImport.tried_at.desc())
    return db.session.scalars(wanted.limit(100)).all()


def kinds_missing(area: str) -> list[str]:
    """The kinds of stock of which no file of the area was applied."""
    done = select(StockImport.kind).where(StockImport.area == area, StockImport.state == StockState.APPLIED).distinct()
    return [kind for kind in KINDS if kind not in set(db.session.scalars(done))]


def _known(area: str, kind: str) -> dict[str, str]:
    wanted = select(StockRow.key, StockRow.content_sha256)
    wanted = wanted.where(StockRow.area == area, StockRow.kind == kind_of(kind).code, StockRow.live)
    return {key: sha256 for key, sha256 in db.session.execute(wanted)}


def _checked(
    kind: StockKind, area: Area, number: int, cells: dict[str, str], formulas: list[str], known: dict[str, str],
    seen: set[str],
) -> dict[str, Any]:  # fmt: skip
    schema = kind.schema()
    heading = {field: text for text, field in headings_of(schema).items()}
    given = {field: text for field, text in cells.items() if text}
    errors = {heading[field]: [FORMULA] for field in formulas}
    outcome = "good"
    try:
        data = schema.load(given)
    except ValidationError as wrong:
        errors |= {heading[field]: [str(one) for one in texts] for field, texts in wrong.normalized_messages().items()}
    else:
        key, content = _hash(kind.key(data)), _hash(json.dumps(given, sort_keys=True))
        if key in seen:
            errors.setdefault("", []).append(TWICE)
        elif key in known:
            outcome = "known"
            if known[key] != content:
                errors.setdefault("", []).append(DIFFERS)
        else:
            errors |= {heading.get(field, ""): [text] for field, text in kind.faults(data, area).items()}
        seen.add(key)
    return {"row": number, "cells": given, "errors": errors, "outcome": "wrong" if errors else outcome}


def _take(found: StockImport, kind: StockKind, area: Area, row: dict[str, Any], *, by: Actor) -> None:
    """One row in a savepoint: what refuses is written down beside it, and nothing of it stays."""
    data, row_id = load_row(kind.schema(), row), new_id()
    try:
        with db.session.begin_nested():
            made_id = kind.take(data, area, row_id, by)
            db.session.add(
                StockRow(
                    id=row_id, import_id=found.id, area=found.area, kind=found.kind, key=_hash(kind.key(data)),
                    content_sha256=_hash(json.dumps(row["cells"], sort_keys=True)), number=row["row"],
                    made_id=made_id, live=True,
                )
            )  # fmt: skip
            db.session.flush()
    except HubError as refused:
        row["outcome"], row["errors"] = "refused", {"": [f"{refused.text('zh')} / {refused.text('en')}"]}
    else:
        row["outcome"] = "taken"


def load_row(schema: Schema, row: dict[str, Any]) -> Any:
    """What a row says, read again."""
    return schema.load(row["cells"])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _written(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _record(event: str, found: StockImport, *, by: Actor, reason: str | None = None) -> None:
    audit.record(
        event, by=by, subject="stock", subject_id=found.id, subject_no=found.no, areas=(found.area,),
        after={"kind": found.kind, "rows": found.taken, "sha256": found.sha256}, reason=reason,
    )  # fmt: skip
