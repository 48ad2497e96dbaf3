"""From a draft to a version in the book: submitted with its simulation, approved by a second person who signs the hash.

The version is written at approval and begins on its own date; what stands above others takes them along.
"""

from datetime import date
from typing import Any

from sqlalchemy import text

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import append, db
from hub.kernel.states import move
from hub.policy.amendments.drafting import lock_draft, record, require_editor, writers_of
from hub.policy.amendments.errors import (
    AlreadyInForce,
    AmendmentFaulty,
    BaseMoved,
    DateTaken,
    HashMoved,
    NothingChanged,
    NotSimulated,
    OwnDraft,
)
from hub.policy.amendments.layer import resolve_layer
from hub.policy.amendments.queries import (
    base_of,
    children_of,
    differences_of,
    layer_of,
    newest_version,
    parent_of,
    resolved,
)
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.book import hash_of_policy
from hub.policy.checks import bases
from hub.policy.models import PolicyVersion, PolicyWithdrawal
from hub.policy.queries import PolicyInForce, get_version, own_layer
from schemas.plain import to_plain
from schemas.policy import PolicyDraft
from schemas.terms import Origin, Role

WEAKEST_FIRST = (Origin.SAMPLE, Origin.SEED_INFERRED, Origin.SEED, Origin.AUTHORITY)


def faults_of_amendment(amendment: Amendment) -> list[str]:
    """Why a draft cannot be submitted yet, one sentence each; empty when it can."""
    faults = list(resolved(amendment).faults)
    if amendment.effective_from is None:
        faults.insert(0, "没有填写生效日期 / the date on which it begins is missing")
    excused = set(amendment.excuses)
    faults += [
        f"{loss['path']}: {loss['reason']}"
        for loss in amendment.loss
        if loss["severity"] == "ERROR" and loss["path"] not in excused
    ]
    return faults


def submit_amendment(*, amendment: Amendment, by: Actor) -> None:
    """Hand the draft to a second person, with the hash of what it comes to and the report of its simulation.

    Raises:
        AmendmentFaulty, NothingChanged, NotSimulated, BaseMoved, DateTaken: it is not ready.
    """
    lock_draft(amendment, by=by)
    faults = faults_of_amendment(amendment)
    if faults:
        raise AmendmentFaulty(faults="；".join(faults[:10]))
    if not differences_of(amendment):
        raise NothingChanged()
    _check_place(amendment)
    content_hash = hash_of_policy(resolved(amendment).policy)
    if amendment.simulated_hash != content_hash:
        raise NotSimulated()
    move(
        amendment, AmendmentState.IN_REVIEW, by=by, content_hash=content_hash, submitted_at=business_now()
    )  # fmt: skip
    record("policy.submitted", amendment, by=by, after={"content_hash": content_hash})
    messages.tell(
        "policy.submitted",
        role=_approving_role(base_of(amendment)),
        area=amendment.area,
        subject="policy_amendment",
        subject_no=amendment.no,
        path=f"/area/policies/drafts/{amendment.no}",
    )


def return_amendment(*, amendment: Amendment, reason: str, by: Actor) -> None:
    """Give the draft back to its writers, with the reason; what was signed before does not count any more."""
    base = base_of(amendment)
    if str(by.account_id) not in writers_of(amendment):
        by.require(_approving_role(base), area=amendment.area)
    move(amendment, AmendmentState.DRAFT, by=by, reason=reason, content_hash=None, submitted_at=None)
    record("policy.withdrawn", amendment, by=by, reason=reason)


def approve_amendment(*, amendment: Amendment, content_hash: str, reason: str, by: Actor) -> PolicyVersion:
    """Sign the content hash: the version is in the book from here on, and in force from its date.

    Raises:
        OwnDraft: the approver wrote at it.
        HashMoved: it says something else than the approver read.
        BaseMoved, DateTaken: another version was published meanwhile.
    """
    base = base_of(amendment)
    by.require(_approving_role(base), area=amendment.area)
    if str(by.account_id) in writers_of(amendment):
        raise OwnDraft()
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": amendment.policy_id})
    db.session.refresh(amendment)
    _check_place(amendment)
    policy = resolved(amendment)
    if policy.faults:
        raise AmendmentFaulty(faults="；".join(policy.faults[:10]))
    if not content_hash or hash_of_policy(policy.policy) != content_hash or amendment.content_hash != content_hash:
        raise HashMoved()
    version = _publish(
        layer_of(amendment), policy.policy, base=base, amendment=amendment, author=amendment.author, by=by
    )
    move(
        amendment, AmendmentState.APPROVED, by=by, reason=reason, version_id=version.id,
        approver_id=by.account_id, approver=by.name, approved_at=business_now(),
    )  # fmt: skip
    record("policy.approved", amendment, by=by, reason=reason, after={"content_hash": content_hash})
    if base.is_parent:
        carry_to_children(layer_of(amendment), version, by=by)
    return version


def withdraw_version(*, amendment: Amendment, reason: str, by: Actor) -> None:
    """Take an approved version back before its day; from its day on only a further version replaces it.

    Raises:
        AlreadyInForce: its day has come.
    """
    base = base_of(amendment)
    by.require(_approving_role(base), area=amendment.area)
    assert amendment.version_id is not None
    version = get_version(amendment.version_id)
    if version.effective_from <= business_today():
        raise AlreadyInForce()
    move(amendment, AmendmentState.WITHDRAWN, by=by, reason=reason)
    append(
        PolicyWithdrawal, version_id=version.id, account_id=by.account_id, name=by.name, reason=reason,
        withdrawn_at=business_now(),
    )  # fmt: skip
    record("policy.withdrawn", amendment, by=by, reason=reason, before={"version": version.label})


def carry_to_children(parent: PolicyDraft, version: PolicyVersion, *, by: Actor) -> None:
    """Resolve every policy below anew from the day on which the one above changes.

    One that would now be refused keeps what it has, and its editors are told: nothing is cut silently.
    """
    for policy_id in children_of(parent.policy_id):
        child = newest_version(policy_id)
        layer = own_layer(child.id)
        policy = resolve_layer(layer, parent, effective_from=version.effective_from)
        if policy.faults or child.effective_from >= version.effective_from:
            _tell_refused(child, policy.faults, by=by)
            continue
        _publish(layer, policy.policy, base=child, amendment=None, author=version.author, by=by)


def _check_place(amendment: Amendment) -> None:
    newest = newest_version(amendment.policy_id)
    if newest.id != amendment.base_version_id:
        raise BaseMoved(label=newest.label)
    on = amendment.effective_from
    if on is None or on <= newest.effective_from:
        raise DateTaken(field="effective_from", label=newest.label, on=newest.effective_from.isoformat())


def _publish(
    layer: PolicyDraft, policy: PolicyDraft, *, base: PolicyInForce, amendment: Amendment | None, author: str, by: Actor
) -> PolicyVersion:
    version = PolicyVersion(
        policy_id=base.policy_id,
        programme=base.programme,
        area=base.area,
        version=_next_number(base.policy_id),
        effective_from=policy.effective_from,
        status=policy.status,
        origin=next((o for o in WEAKEST_FIRST if o in {b.origin for _, b in bases(policy)}), Origin.AUTHORITY).value,
        document=to_plain(policy),
        content_hash=hash_of_policy(policy),
        layers=_layers(layer, policy.effective_from),
        loss=amendment.loss if amendment else [],
        own=to_plain(layer),
        is_parent=base.is_parent,
        amendment_id=amendment.id if amendment else None,
        author=author,
        approver=by.name,
        recorded_at=business_now(),
    )
    db.session.add(version)
    db.session.flush()
    audit.record(
        "policy.published", by=by, subject="policy_version", subject_id=version.id,
        subject_no=f"{version.policy_id} v{version.version}", areas=(version.area,),
        after={"effective_from": version.effective_from.isoformat(), "content_hash": version.content_hash},
    )  # fmt: skip
    return version


def _layers(layer: PolicyDraft, on: date) -> list[dict[str, Any]]:
    found = [{"policy": layer.policy_id, "name": layer.title, "sha256": hash_of_policy(layer)}]
    parent = parent_of(layer, on)
    if parent is not None:
        found.append({"policy": parent.policy_id, "name": parent.title, "sha256": hash_of_policy(parent)})
    return found


def _next_number(policy_id: str) -> int:
    # Numbers of versions that were taken back are not given out again.
    found = db.session.execute(
        text("SELECT max(version) FROM policy_version WHERE policy_id = :policy_id"), {"policy_id": policy_id}
    )
    return int(found.scalar_one() or 0) + 1


def _tell_refused(child: PolicyInForce, faults: tuple[str, ...], *, by: Actor) -> None:
    audit.record(
        "policy.withdrawn", by=by, subject="policy_version", subject_id=child.id, subject_no=child.label,
        areas=(child.area,), reason="；".join(faults) or "a later version of its own begins already",
    )  # fmt: skip
    messages.tell(
        "policy.withdrawn",
        role=Role.POLICY_EDITOR,
        area=child.area,
        subject="policy_version",
        subject_no=child.label,
        path=f"/area/policies/{child.programme}/{child.area}",
    )


def _approving_role(base: PolicyInForce) -> Role:
    return Role.PROGRAMME_STEWARD if base.is_parent else Role.POLICY_APPROVER


__all__ = [
    "approve_amendment",
    "carry_to_children",
    "faults_of_amendment",
    "require_editor",
    "return_amendment",
    "submit_amendment",
    "withdraw_version",
]
