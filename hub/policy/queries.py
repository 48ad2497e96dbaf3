"""Reading the store: which version governs a date, which policies there are, which decision was made.

A transaction reads the list of an area's versions once, so that all its questions are answered by the same list; the
document of a version never changes and is compiled once a process.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Row, and_, bindparam, event, exists, select, true

from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.memory import remembered
from hub.policy.decision import Decision, Question
from hub.policy.errors import AnchorMissing, DecisionNotFound, PolicyNotInForce, VersionNotFound
from hub.policy.loaded import LoadedPolicy, load
from hub.policy.models import PolicyConfirmation, PolicyDecision, PolicyVersion, PolicyWithdrawal
from hub.policy.samples import unconfirmed
from schemas.plain import from_plain
from schemas.policy import Mode, PolicyDraft
from schemas.terms import Origin

_loaded: dict[tuple[str, int, bool], LoadedPolicy] = {}
_drafts: dict[tuple[str, int], PolicyDraft] = {}
_VERSIONS = "policy.versions"
_CONFIRMED = "policy.confirmed"
_COLUMNS: tuple[Any, ...] = (
    PolicyVersion.id,
    PolicyVersion.policy_id,
    PolicyVersion.programme,
    PolicyVersion.area,
    PolicyVersion.version,
    PolicyVersion.effective_from,
    PolicyVersion.status,
    PolicyVersion.origin,
    PolicyVersion.content_hash,
    PolicyVersion.approver,
    PolicyVersion.is_parent,
)


def in_the_book() -> ColumnElement[bool]:
    """Versions that were not taken back before their day."""
    return ~exists().where(PolicyWithdrawal.version_id == PolicyVersion.id)


_OF_AREA = (
    select(*_COLUMNS)
    .where(
        PolicyVersion.programme == bindparam("programme"),
        PolicyVersion.area == bindparam("area"),
        ~PolicyVersion.is_parent,
        in_the_book(),
    )
    .order_by(PolicyVersion.effective_from.desc())
)


@dataclass(frozen=True)
class PolicyInForce:
    """A version as it stands in the store."""

    id: UUID
    policy_id: str
    programme: str
    area: str
    version: int
    label: str
    effective_from: date
    status: str
    origin: Origin
    content_hash: str
    approver: str | None
    draft: PolicyDraft
    confirmed: bool
    is_parent: bool = False

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes the area offers."""
        return self.draft.modes or ()


def policy_in_force(programme: str, area: str, on: date) -> PolicyInForce:
    """The version that governs the date.

    Raises:
        PolicyNotInForce: the date lies before the first version, or the policy has ended.
    """
    row = next((row for row in _versions(programme, area) if row.effective_from <= on), None)
    if row is None or row.status == "ended":
        raise PolicyNotInForce(programme=programme, area=area, on=on.isoformat())
    return _in_force(row)


def list_policies(on: date) -> list[PolicyInForce]:
    """Every policy in force on the date, by programme and area."""
    newest = {row.policy_id: row for row in _rows(and_(PolicyVersion.effective_from <= on, ~PolicyVersion.is_parent))}
    return [_in_force(row) for row in newest.values() if row.status != "ended"]


def list_newest() -> dict[str, PolicyInForce]:
    """Of every policy the version that begins last, also when its day is yet to come."""
    return {row.policy_id: _in_force(row) for row in {row.policy_id: row for row in _rows(true())}.values()}


def list_versions(policy_id: str) -> list[PolicyInForce]:
    """All versions of a policy, oldest first."""
    return [_in_force(row) for row in _rows(PolicyVersion.policy_id == policy_id)]


def has_begun(on: date) -> bool:
    """Whether a version of this date is in force by now (Asia/Shanghai)."""
    return on <= business_today()


def list_parents(on: date) -> list[PolicyInForce]:
    """The policies above others that are in force on the date."""
    newest = {row.policy_id: row for row in _rows(and_(PolicyVersion.effective_from <= on, PolicyVersion.is_parent))}
    return [_in_force(row) for row in newest.values()]


def get_version(version_id: UUID) -> PolicyInForce:
    """One version, whatever has become of it since.

    Raises:
        VersionNotFound: there is none.
    """
    row = db.session.execute(select(*_COLUMNS).where(PolicyVersion.id == version_id)).one_or_none()
    if row is None:
        raise VersionNotFound()
    return _in_force(row)


def own_layer(version_id: UUID) -> PolicyDraft:
    """The version's own layer, before it was resolved over its parents."""
    found = select(PolicyVersion.own, PolicyVersion.document).where(PolicyVersion.id == version_id)
    own, document = db.session.execute(found).one()
    return from_plain(PolicyDraft, own or document)


def layers_of(version_id: UUID) -> tuple[dict[str, str], ...]:
    """What a version was resolved from, its own layer first: policy, name and hash of each."""
    found = db.session.execute(select(PolicyVersion.layers).where(PolicyVersion.id == version_id)).scalar_one()
    return tuple(found)


def governing(question: Question) -> tuple[LoadedPolicy, tuple[str, date]]:
    """The version that decides a question, and the date that chose it.

    The first anchor of the phase that the question names decides; the names stand in the policy and never change
    between its versions, so the newest one may be asked for them.
    """
    names = _anchor_names(question)
    for name in names:
        if name in question.anchors:
            on = question.anchors[name]
            return _load(policy_in_force(question.programme, question.area, on)), (name, on)
    raise AnchorMissing(names="、".join(names))


def get_decision(decision_id: UUID) -> Decision:
    """A stored decision.

    Raises:
        DecisionNotFound: there is none with this id.
    """
    row = db.session.get(PolicyDecision, decision_id)
    if row is None:
        raise DecisionNotFound()
    return replace(from_plain(Decision, row.document), id=row.id)


def _anchor_names(question: Question) -> tuple[str, ...]:
    versions = _versions(question.programme, question.area)
    anchors = _compiled(versions[0]).draft.anchors if versions else None
    if not anchors:
        on = next(iter(question.anchors.values()), None)
        raise PolicyNotInForce(programme=question.programme, area=question.area, on=on and on.isoformat())
    return tuple(anchors[question.phase])


def _versions(programme: str, area: str) -> tuple[Row[Any], ...]:
    """The versions of an area's policy, newest first, as this transaction first saw them."""
    known: dict[tuple[str, str], tuple[Row[Any], ...]] = remembered().setdefault(_VERSIONS, {})
    if (programme, area) not in known:
        found = db.session.execute(_OF_AREA, {"programme": programme, "area": area})
        known[programme, area] = tuple(found)
    return known[programme, area]


@event.listens_for(PolicyVersion, "after_insert")
def _forget_versions(*_published: Any) -> None:
    remembered().pop(_VERSIONS, None)


def _rows(which: ColumnElement[bool]) -> list[Row[Any]]:
    """What the store says of these versions without their documents, oldest first."""
    found = select(*_COLUMNS).where(which, in_the_book())
    return list(db.session.execute(found.order_by(PolicyVersion.policy_id, PolicyVersion.effective_from)))


def _in_force(row: Row[Any]) -> PolicyInForce:
    loaded = _compiled(row)
    return PolicyInForce(
        id=row.id,
        policy_id=row.policy_id,
        programme=row.programme,
        area=row.area,
        version=row.version,
        label=loaded.label,
        effective_from=row.effective_from,
        status=row.status,
        origin=Origin(row.origin),
        content_hash=row.content_hash,
        approver=row.approver,
        draft=loaded.draft,
        confirmed=loaded.confirmed,
        is_parent=row.is_parent,
    )


def _load(policy: PolicyInForce) -> LoadedPolicy:
    return _loaded[policy.content_hash, policy.version, policy.confirmed]


def _compiled(row: Row[Any]) -> LoadedPolicy:
    key = (row.content_hash, row.version)
    if key not in _drafts:
        document = db.session.execute(select(PolicyVersion.document).where(PolicyVersion.id == row.id)).scalar_one()
        _drafts[key] = from_plain(PolicyDraft, document)
    confirmed = _confirmed(row, _drafts[key])
    if (*key, confirmed) not in _loaded:
        _loaded[*key, confirmed] = load(
            _drafts[key], version=row.version, content_hash=row.content_hash, confirmed=confirmed
        )
    return _loaded[*key, confirmed]


def confirmed_values(policy_id: str) -> frozenset[tuple[str, str]]:
    """Paths and hashes of the sample values that a person has confirmed, read once a transaction."""
    if _CONFIRMED not in remembered():
        found: dict[str, set[tuple[str, str]]] = {}
        columns = (PolicyConfirmation.policy_id, PolicyConfirmation.path, PolicyConfirmation.value_sha256)
        for policy, path, value in db.session.execute(select(*columns)):
            found.setdefault(policy, set()).add((path, value))
        remembered()[_CONFIRMED] = found
    return frozenset(remembered()[_CONFIRMED].get(policy_id, ()))


def _confirmed(row: Row[Any], policy: PolicyDraft) -> bool:
    if row.origin != Origin.SAMPLE or not current_app.config["HUB"].production:
        return True
    return not unconfirmed(policy, confirmed_values(row.policy_id))


@event.listens_for(PolicyConfirmation, "after_insert")
def _forget_confirmed(*_confirmed: Any) -> None:
    remembered().pop(_CONFIRMED, None)
