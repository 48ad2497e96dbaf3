"""Policies with the values of one statement taken away, to see whether the cases notice."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from schemas.policy import Basis, Caps, Invoices, PolicyDraft, Quota, Row, Subsidy, Table, Voids


def without(draft: PolicyDraft, rule: str) -> Iterator[tuple[str, PolicyDraft]]:
    """Every value that cites the statement, with the policy that lacks it or states half of it."""
    for one in fields(draft):
        value = getattr(draft, one.name)
        if isinstance(value, tuple):
            for item in value:
                if _cites(_basis(item), rule):
                    rest: dict[str, Any] = {one.name: tuple(other for other in value if other is not item)}
                    yield f"{one.name}.{_name(item)}", replace(draft, **rest)
        else:
            for name, other in _changed(value, rule):
                changes: dict[str, Any] = {one.name: other}
                yield f"{one.name}.{name}", replace(draft, **changes)


def cited_by(draft: PolicyDraft, rule: str) -> bool:
    """Whether any value of a policy cites the statement; a validity, which knows one word only, does not count."""
    return next(without(draft, rule), None) is not None


def _changed(value: Any, rule: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Quota | Subsidy):
        yield from ((name, replace(value, table=table)) for name, table in _tables(value.table, rule))
    if isinstance(value, Voids):
        rows = [row for row in value.rows if _cites(row.basis, rule)]
        yield from ((one.id, replace(value, rows=tuple(row for row in value.rows if row is not one))) for one in rows)
    change = CHANGES.get(type(value))
    if change is not None and _cites(_basis(value), rule):
        yield from change(value)


def _limits(caps: Caps) -> Iterator[tuple[str, Any]]:
    for one in fields(caps):
        limit = getattr(caps, one.name)
        if type(limit) in (int, bool):
            change: dict[str, Any] = {one.name: limit // 2 if type(limit) is int else not limit}
            yield one.name, replace(caps, **change)


def _bases_of_rate(subsidy: Subsidy) -> Iterator[tuple[str, Any]]:
    yield "order_min_of", replace(subsidy, order_min_of=subsidy.order_min_of[1:])
    yield "redemption_min_of", replace(subsidy, redemption_min_of=subsidy.redemption_min_of[1:])


def _invoice_rules(invoices: Invoices) -> Iterator[tuple[str, Any]]:
    yield "fields", replace(invoices, fields=invoices.fields[:-1])
    yield "max_bytes", replace(invoices, max_bytes=invoices.max_bytes - 1)


def _immutable(voids: Voids) -> Iterator[tuple[str, Any]]:
    yield "immutable", replace(voids, immutable=not voids.immutable)


CHANGES: dict[type, Callable[[Any], Iterator[tuple[str, Any]]]] = {
    Caps: _limits,
    Subsidy: _bases_of_rate,
    Invoices: _invoice_rules,
    Voids: _immutable,
}


def _tables(table: Table | None, rule: str) -> Iterator[tuple[str, Table]]:
    if table is None:
        return
    for row in table.rows:
        if _cites(row.basis, rule):
            yield row.id, replace(table, rows=tuple(_half(one) if one is row else one for one in table.rows))
    if table.otherwise and _cites(table.otherwise.basis, rule):
        yield table.otherwise.id, replace(table, otherwise=_half(table.otherwise))


def _half(row: Row) -> Row:
    return replace(row, then=row.then // 2)


def _basis(item: Any) -> Basis | None:
    found = getattr(item, "basis", None)
    return found if isinstance(found, Basis) else getattr(item, "origin", None)


def _cites(basis: Basis | None, rule: str) -> bool:
    return isinstance(basis, Basis) and any(one.rule == rule for one in basis.cite)


def _name(item: Any) -> str:
    return next(str(getattr(item, key)) for key in ("id", "code", "step", "name") if hasattr(item, key))
