"""Nobody reads a row outside their scope, whatever way the statement is written."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import exists, func, select, union_all, update
from sqlalchemy.orm import aliased

from hub.app import import_capabilities
from hub.audit import AuditEvent, record
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import ClockOffset, utc_now
from hub.kernel.db import db
from hub.kernel.files import StoredFile

import_capabilities()
SCOPED = sorted(scope.scoped_tables().items())
MINE, THEIRS = uuid4(), uuid4()


def _forms(table):
    """Ways to read a table that no view should be able to use without a scope."""
    other = aliased(table)
    key = next(iter(table.__mapper__.primary_key)).name
    column, other_column = getattr(table, key), getattr(other, key)
    yield "entity", select(table)
    yield "column", select(column)
    yield "alias", select(other_column)
    yield "count", select(func.count()).select_from(table)
    yield "exists", select(exists().where(column.is_not(None)))
    yield "where exists", select(ClockOffset.id).where(exists().where(column.is_not(None)))
    yield "subquery", select(select(column).subquery())
    yield "cte", select(select(column).cte("c"))
    yield "scalar", select(ClockOffset.id, select(func.count(column)).scalar_subquery())
    yield "join", select(ClockOffset.id).join(table, column.is_not(None))
    yield "union", union_all(select(column), select(column))
    yield "table", select(table.__table__)


def test_there_are_scoped_tables():
    assert {"stored_file", "audit_event", "message"} <= {name for name, _ in SCOPED}


@pytest.mark.parametrize("table", [table for _, table in SCOPED], ids=[name for name, _ in SCOPED])
def test_reading_a_table_with_an_owner_needs_a_scope(session, table):
    for kind, names in table.__scope__.items():
        assert kind in ("areas", "organizations")
        assert names and all(hasattr(table, name) for name in names)
    assert table.__scope__, "a Scoped table says which columns hold its owners"
    for form, statement in _forms(table):
        with scope.seen_by(None), pytest.raises(scope.ScopeMissing):  # type: ignore[arg-type]
            pytest.fail(f"{form} answered {db.session.execute(statement).all()}")


def _file(owner: UUID) -> StoredFile:
    stored = StoredFile(
        organization_id=owner,
        sha256="0" * 64,
        size_bytes=1,
        kind="pdf",
        name="a.pdf",
        storage_key=uuid4().hex,
        uploaded_at=utc_now(),
    )
    db.session.add(stored)
    db.session.flush()
    return stored


@pytest.mark.parametrize("form", ["entity", "column", "alias", "subquery", "cte", "union"])
def test_rows_of_others_are_left_out(session, form):
    mine, theirs = _file(MINE).id, _file(THEIRS).id
    statement = dict(_forms(StoredFile))[form]
    with scope.seen_by(scope.Scope(organizations=frozenset({MINE}))):
        seen = {getattr(row[0], "id", row[0]) for row in db.session.execute(statement)}
    assert mine in seen
    assert theirs not in seen


def test_counts_and_joins_and_subqueries_see_own_rows_only(session):
    _file(MINE), _file(THEIRS)
    db.session.add(ClockOffset(id=1, offset=func.make_interval()))
    db.session.flush()
    forms = dict(_forms(StoredFile))
    with scope.seen_by(scope.Scope(organizations=frozenset({uuid4()}))):
        assert db.session.execute(forms["count"]).scalar_one() == 0
        assert db.session.execute(forms["where exists"]).all() == []
        assert db.session.execute(forms["join"]).all() == []
        assert db.session.execute(forms["scalar"]).one()[1] == 0


@pytest.mark.parametrize("form", ["exists", "table"])
def test_what_cannot_be_narrowed_is_refused(session, form):
    with (
        scope.seen_by(scope.Scope(organizations=frozenset({MINE}))),
        pytest.raises(scope.ScopeMissing, match="narrowed"),
    ):
        db.session.execute(dict(_forms(StoredFile))[form])


def test_get_and_update_do_not_reach_the_rows_of_others(session):
    theirs = _file(THEIRS).id
    db.session.expunge_all()
    with scope.seen_by(scope.Scope(organizations=frozenset({MINE}))):
        assert db.session.get(StoredFile, theirs) is None
        db.session.execute(update(StoredFile).values(name="mine now"))
    db.session.expire_all()
    assert db.session.get(StoredFile, theirs).name == "a.pdf"


def test_an_empty_scope_sees_nothing(session):
    _file(MINE)
    with scope.seen_by(scope.Scope()):
        assert db.session.execute(select(StoredFile)).all() == []


def test_a_row_of_several_areas_is_seen_by_each_of_them(session):
    record("region.opened", by=THE_HUB, subject="region", subject_id=uuid4(), areas=["one", "two"])
    for area, expected in (("one", 1), ("two", 1), ("three", 0)):
        with scope.seen_by(scope.Scope(areas=frozenset({area}))):
            count = select(func.count(AuditEvent.id)).where(AuditEvent.event == "region.opened")
            assert db.session.execute(count).scalar_one() == expected, area
