"""Who may see which rows: region isolation, enforced in the query layer and not in views.

A table that belongs to somebody declares ``__scope__``: which of its columns hold an area code and which an
organisation id. Every ORM statement on such a table is narrowed to the current scope; without one it raises.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, event, false, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import visitors
from sqlalchemy.util import LRUCache


@dataclass(frozen=True)
class Scope:
    """The rows somebody may see: all, or those of some areas and some organisations."""

    everything: bool = False
    areas: frozenset[str] = frozenset()
    organizations: frozenset[UUID] = frozenset()


class ScopeMissing(RuntimeError):
    """A table with an owner was read while nobody had said on whose behalf."""


EVERYTHING = Scope(everything=True)
_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


@contextmanager
def seen_by(scope: Scope) -> Iterator[None]:
    """Run the block with the rows of ``scope`` visible."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everything() -> Iterator[None]:
    """Run the block as the hub itself: jobs, sign-in, and cross-region checks such as the invoice registry."""
    with seen_by(EVERYTHING):
        yield


def current_scope() -> Scope | None:
    """The scope in force, or None."""
    return _current.get()


class Scoped:
    """Mixin of tables that belong to somebody. ``__scope__`` maps "areas" / "organizations" to column names."""

    __scope__: dict[str, tuple[str, ...]] = {}

    def __init_subclass__(cls, **values: Any) -> None:
        super().__init_subclass__(**values)
        scoped_tables.cache_clear()


def _visible(table: type[Any], scope: Scope) -> ColumnElement[bool]:
    """The rows of ``table`` that ``scope`` may see; an array column is visible to each of its members."""
    allowed = {"areas": scope.areas, "organizations": scope.organizations}
    tests = [
        column.overlap(list(values)) if isinstance(column.type, ARRAY) else column.in_(values)
        for kind, values in allowed.items()
        if values
        for column in (getattr(table, name) for name in table.__scope__.get(kind, ()))
    ]
    return or_(*tests) if tests else false()


@lru_cache(maxsize=2048)
def _criteria(table: Any, scope: Scope) -> LoaderCriteriaOption:
    return with_loader_criteria(table, _visible(table, scope), include_aliases=True)


@cache
def scoped_tables() -> dict[str, type[Any]]:
    """Every mapped class that belongs to somebody, by the name of its table."""
    tables: list[Any] = Scoped.__subclasses__()
    return {table.__tablename__: table for table in tables if hasattr(table, "__table__")}


# Statements that are built once are looked through once; those that are built for one call, once for their shape.
_looked_through: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()
_shapes: LRUCache[Any, list[Any]] = LRUCache(2000)


def _owned(state: ORMExecuteState) -> list[Any]:
    found = _looked_through.get(state.statement)
    if found is None:
        found = _looked_through[state.statement] = _owned_by_shape(state)
    return found


def _owned_by_shape(state: ORMExecuteState) -> list[Any]:
    """What ``_look_through`` finds, remembered by the key under which SQLAlchemy keeps the compiled statement.

    The key holds every table and column that is read, and no value; a statement without one is looked through anew.
    """
    generated = cast(Any, state.statement)._generate_cache_key()
    if generated is None:
        return _look_through(state)
    found = _shapes.get(generated.key)
    if found is None:
        found = _shapes[generated.key] = _look_through(state)
    return found


def _look_through(state: ORMExecuteState) -> list[Any]:
    """The classes with an owner that the statement reads anywhere: joined, aliased, in a subquery or a relationship."""
    scoped = scoped_tables()
    names = {
        str(part.name)  # type: ignore[attr-defined]
        for part in visitors.iterate(cast(Any, state.statement))
        if part.__visit_name__ == "table"
    }
    mappers = {mapper for mapper in state.all_mappers}
    mappers |= {scoped[name].__mapper__ for name in names & scoped.keys()}
    reached: set[Any] = set()
    while mappers:
        mapper = mappers.pop()
        reached.add(mapper)
        mappers |= {relation.mapper for relation in mapper.relationships} - reached
    return sorted({m.class_ for m in reached if issubclass(m.class_, Scoped)}, key=lambda table: table.__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Narrow every statement to the scope in force, or refuse it. Raw SQL is not seen: it is for the hub's own work."""
    scope = current_scope()
    if state.is_column_load or state.is_insert or (scope is not None and scope.everything):
        return
    owned = _owned(state)
    if not owned:
        return
    if scope is None:
        raise ScopeMissing(f"{owned[0].__name__} was read without a scope: use seen_by(...) or everything().")
    if not state.is_orm_statement:
        raise ScopeMissing(
            f"{owned[0].__name__} was read by a statement that cannot be narrowed (a table, or exists() alone):"
            " select mapped attributes instead, or check first and use everything()."
        )
    state.statement = state.statement.options(*(_criteria(table, scope) for table in owned))
