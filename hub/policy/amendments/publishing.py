"""From a draft to a version in the book: submitted with its simulation, approved by a second person who signs the hash.

The version is written at approval and begins on its own date; what stands above others takes them along.
"""

from hub import messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.states import move
from hub.policy.amendments.drafting import lock_draft, record, writers_of
from hub.policy.amendments.errors import (
    AlreadyInForce,
    BaseMoved,
    DateTaken,
    HashMoved,
    NothingChanged,
    NotSimulated,
    OwnDraft,
)
from hub.policy.amendments.faulting import faulty
from hub.policy.amendments.layering import carry_to_children, take_back_from_children
from hub.policy.amendments.queries import (
    base_of,
    children_of,
    layer_of,
    newest_version,
    resolved,
)
from hub.policy.amendments.reading import read_draft
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.amendments.versions import publish_version, standing, take_back
from hub.policy.book import hash_of_policy
from hub.policy.holding import hold_policies
from hub.policy.models import PolicyVersion
from hub.policy.queries import PolicyInForce, get_version
from schemas.terms import Role


def faults_of_amendment(amendment: Amendment) -> list[str]:
    """Why a draft cannot be submitted yet, one sentence each; empty when it can."""
    return read_draft(amendment).faults


def submit_amendment(*, amendment: Amendment, by: Actor) -> None:
    """Hand the draft to a second person, with the hash of what it comes to and the report of its simulation.

    Raises:
        AmendmentFaulty, NothingChanged, NotSimulated, BaseMoved, DateTaken: it is not ready.
    """
    lock_draft(amendment, by=by)
    draft = read_draft(amendment)
    if draft.faults:
        raise faulty(draft.faults)
    if not draft.differences():
        raise NothingChanged()
    _check_place(amendment)
    if not draft.simulated:
        raise NotSimulated()
    content_hash = draft.content_hash
    move(amendment, AmendmentState.IN_REVIEW, by=by, content_hash=content_hash, submitted_at=business_now())
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
    hold_policies(*layer_of(amendment).parents, amendment.policy_id, *children_of(amendment.policy_id))
    db.session.refresh(amendment)
    _check_place(amendment)
    policy = resolved(amendment)
    if policy.faults:
        raise faulty(policy.faults)
    if not content_hash or hash_of_policy(policy.policy) != content_hash or amendment.content_hash != content_hash:
        raise HashMoved()
    version = publish_version(
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
    version = standing(get_version(amendment.version_id))
    if version.effective_from <= business_today():
        raise AlreadyInForce()
    hold_policies(amendment.policy_id, *children_of(amendment.policy_id))
    move(amendment, AmendmentState.WITHDRAWN, by=by, reason=reason)
    take_back(version, reason=reason, by=by)
    record("policy.withdrawn", amendment, by=by, reason=reason, before={"version": version.label})
    if base.is_parent:
        take_back_from_children(version, reason=reason, by=by)


def _check_place(amendment: Amendment) -> None:
    newest = newest_version(amendment.policy_id)
    if newest.id != amendment.base_version_id:
        raise BaseMoved(label=newest.label)
    on = amendment.effective_from
    if on is None or on <= newest.effective_from:
        raise DateTaken(field="effective_from", label=newest.label, on=newest.effective_from.isoformat())


def _approving_role(base: PolicyInForce) -> Role:
    return Role.PROGRAMME_STEWARD if base.is_parent else Role.POLICY_APPROVER
