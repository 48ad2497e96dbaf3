"""What must hold before a version is published: known facts, exact tables, every value stated and with a source."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import product
from typing import Any

from hub.policy.evaluate import row_applies
from hub.policy.participants import faults_of_participants
from hub.policy.windows import faults_of_windows
from schemas.conditions import Condition, check_condition
from schemas.facts import FACTS, FactOfWrongType, FactType, UnknownFact, check_value
from schemas.policy import PHASES, Basis, PolicyDraft, Range, Row, Table
from schemas.terms import Origin, RedemptionBasis, VoucherMode

ANCHORS = frozenset({"application", "order", "voucher", "submission"})
OTHER = "\0other"
MAX_CELLS = 20_000
RATE_MAX_PPM = 1_000_000


def faults_of(policy: PolicyDraft) -> list[str]:
    """Why a resolved policy cannot be published, one sentence each; empty when it can."""
    faults = [f"{name} is not stated" for name in _wanted(policy) if getattr(policy, name) is None]
    faults += _conditions(policy)
    faults += _doubles(policy)
    faults += _figures(policy)
    faults += _steps(policy)
    faults += faults_of_windows(policy.windows)
    faults += faults_of_participants(policy.participants)
    faults += [f"{path}: no source is given" for path, basis in bases(policy) if not (basis.cite or basis.note)]
    faults += [
        f"{path}: {cite.rule} is not among the sources"
        for path, basis in bases(policy)
        for cite in basis.cite
        if not cite.quote
    ]
    return faults


def _wanted(policy: PolicyDraft) -> list[str]:
    wanted = ["modes", "caps", "subsidy", "validity", "approvals", "invoices", "anchors", "stacking"]
    return wanted if (policy.channels or {}).get("application") == "region" else [*wanted, "quota"]


def origin_of(policy: PolicyDraft) -> Origin:
    """The weakest origin of any value: one sample value makes a sample policy."""
    found = {basis.origin for _, basis in bases(policy)}
    weakest_first = (Origin.SAMPLE, Origin.SEED_INFERRED, Origin.SEED, Origin.AUTHORITY)
    return next(origin for origin in weakest_first if origin in found)


def bases(thing: Any, path: str = "") -> Iterator[tuple[str, Basis]]:
    """Every basis inside a policy with the path of the value it belongs to."""
    if isinstance(thing, Basis):
        yield path, thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for one in fields(thing):
            yield from bases(getattr(thing, one.name), f"{path}.{one.name}" if path else one.name)
    elif isinstance(thing, tuple):
        for item in thing:
            name = getattr(item, "id", None) or getattr(item, "code", None) or getattr(item, "step", None) or ""
            yield from bases(item, f"{path}.{name}")


def _conditions(policy: PolicyDraft) -> list[str]:
    faults = []
    for path, condition in _all_conditions(policy):
        try:
            check_condition(condition)
        except (UnknownFact, FactOfWrongType, ValueError) as error:
            faults.append(f"{path}: {error}")
    return faults


def _all_conditions(policy: PolicyDraft) -> Iterator[tuple[str, Condition]]:
    for rule in policy.rules:
        yield f"rules.{rule.id}", rule.cond
    guarded = [(f"rules.{x.id}", x.when) for x in policy.rules]
    guarded += [(f"approvals.{x.phase}.{x.step}", x.when) for x in policy.approvals or ()]
    guarded += [(f"materials.{x.code}", x.when) for x in policy.materials]
    guarded += [(f"voids.{x.id}", x.when) for x in (policy.voids.rows if policy.voids else ())]
    yield from ((path, when) for path, when in guarded if when is not None)


def _doubles(policy: PolicyDraft) -> list[str]:
    names = [f"rules.{rule.id}" for rule in policy.rules]
    names += [f"materials.{x.phase}.{x.code}" for x in policy.materials]
    names += [f"texts.{x.phase}.{x.code}" for x in policy.texts]
    names += [f"approvals.{x.phase}.{x.step}" for x in policy.approvals or ()]
    names += [f"modes.{x.code}.{x.basis}" for x in policy.modes or ()]
    names += [f"windows.{x.id}" for x in policy.windows]
    names += [f"participants.{x.id}" for x in policy.participants]
    names += [f"deadlines.{x.name}" for x in policy.deadlines]
    names += [f"voids.{x.id}" for x in (policy.voids.rows if policy.voids else ())]
    return [f"{name} is defined twice" for name in sorted({name for name in names if names.count(name) > 1})]


def _figures(policy: PolicyDraft) -> list[str]:
    faults = []
    if policy.quota:
        faults += [f"quota: {fault}" for fault in table_faults(policy.quota.table)]
    if policy.subsidy and policy.subsidy.table is None:
        faults.append("subsidy: the rate is not stated")
    elif policy.subsidy and policy.subsidy.table:
        faults += [f"subsidy: {fault}" for fault in table_faults(policy.subsidy.table)]
        rows = [*policy.subsidy.table.rows, *filter(None, [policy.subsidy.table.otherwise])]
        faults += [f"subsidy.{x.id}: {x.then} ppm is no rate" for x in rows if not 0 < x.then <= RATE_MAX_PPM]
        if not policy.subsidy.order_min_of or not policy.subsidy.redemption_min_of:
            faults.append("subsidy: what the rate is taken of is not stated")
        for name in (*policy.subsidy.order_min_of, *policy.subsidy.redemption_min_of):
            if name not in FACTS or FACTS[name].type is not FactType.MONEY:
                faults.append(f"subsidy: {name} is not a money fact")
    for slot in policy.materials:
        if slot.max_bytes <= 0 or not slot.types:
            faults.append(f"materials.{slot.code}: size and types must be stated")
    return faults


def _steps(policy: PolicyDraft) -> list[str]:
    faults = [
        f"approvals.{x.phase}.{x.step}: the working days of the public notice are not stated (G-38)"
        for x in policy.approvals or ()
        if x.step == "publicity" and not x.publicity_working_days
    ]
    faults += [f"approvals.{x.step}: nobody reviews it" for x in policy.approvals or () if x.stage and not x.role]
    for phase in PHASES:
        names = (policy.anchors or {}).get(phase, ())
        if policy.anchors is not None and (not names or not set(names) <= ANCHORS):
            faults.append(f"anchors.{phase}: {names!r} is not among {sorted(ANCHORS)}")
    if policy.modes is not None and not any(mode.code is not VoucherMode.NONE for mode in policy.modes):
        faults.append("modes: no way of redeeming is offered")
    for mode in policy.modes or ():
        if (mode.basis is None) != (mode.code is VoucherMode.NONE) or (
            mode.basis is RedemptionBasis.DIRECT and mode.code is not VoucherMode.HOLDER_REDEEMS
        ):
            faults.append(f"modes.{mode.code}: {mode.basis} does not belong to it")
    return faults


def table_faults(table: Table) -> list[str]:
    """Cases that no row or several rows of a table cover; tried cell by cell over all values that make a difference."""
    try:
        cells = _cells(table.rows)
    except (UnknownFact, FactOfWrongType) as error:
        return [str(error)]
    if cells is None:
        return ["the table is too large to check"]
    faults = []
    for cell in cells:
        hits = [row.id for row in table.rows if row_applies(row, cell)]
        if len(hits) > 1:
            faults.append(f"rows {' and '.join(hits)} overlap at {cell}")
        elif not hits and table.otherwise is None:
            faults.append(f"no row covers {cell}")
    return faults[:5]


def _cells(rows: tuple[Row, ...]) -> list[dict[str, Any]] | None:
    wanted: dict[str, list[Any]] = {}
    for row in rows:
        for name, values in row.when.items():
            wanted.setdefault(name, []).append(values)
    axes = {name: _axis(name, values) for name, values in wanted.items()}
    size = 1
    for axis in axes.values():
        size *= len(axis)
    if size > MAX_CELLS:
        return None
    return [dict(zip(axes, combination, strict=True)) for combination in product(*axes.values())]


def _axis(name: str, values: list[Any]) -> list[Any]:
    registered = FACTS.get(name)
    if registered is None:
        raise UnknownFact(f"unknown fact {name!r}")
    if any(isinstance(value, Range) for value in values):
        if registered.type not in (FactType.MONEY, FactType.INTEGER):
            raise FactOfWrongType(f"{name} has no ranges")
        edges = {edge for value in values for edge in (value.start, value.end) if edge is not None}
        return sorted({0} | edges | {edge - 1 for edge in edges if edge > 0})
    if registered.type not in (FactType.ENUM, FactType.CODE):
        raise FactOfWrongType(f"{name} has no codes")
    codes = {code for value in values for code in value}
    for code in codes:
        check_value(name, code)
    return sorted(registered.codes) if registered.codes else [*sorted(codes), OTHER]
