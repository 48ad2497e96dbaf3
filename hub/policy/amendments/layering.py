"""What a policy above others means for those that build on it: carried along, taken back, checked anew.

One that would be refused under the new version above keeps what it has; its editors are told and see it on its page.
"""

from dataclasses import dataclass

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.policy.amendments.errors import BuiltUpon
from hub.policy.amendments.layer import resolve_layer
from hub.policy.amendments.queries import children_of, newest_version
from hub.policy.amendments.versions import publish_version, rests_on, take_back
from hub.policy.models import PolicyVersion
from hub.policy.queries import PolicyInForce, list_versions, own_layer
from schemas.policy import PolicyDraft
from schemas.terms import Role


@dataclass(frozen=True)
class LeftBehind:
    """A version above that a policy does not follow yet, and why (empty: a version of its own begins later)."""

    parent: PolicyInForce
    faults: tuple[str, ...]


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
        publish_version(layer, policy.policy, base=child, amendment=None, author=version.author, by=by)


def take_back_from_children(parent: PolicyInForce, *, reason: str, by: Actor) -> None:
    """Take back with a version above what it brought to the policies below.

    Raises:
        BuiltUpon: a later version of one of them rests on it.
    """
    for policy_id in children_of(parent.policy_id):
        on_it = [version for version in list_versions(policy_id) if rests_on(version, parent)]
        if any(version.effective_from > parent.effective_from for version in on_it):
            raise BuiltUpon(label=on_it[-1].label)
        for version in on_it:
            take_back(version, reason=reason, by=by)
            _record_taken_back(version, reason, by=by)


def left_behind(policy: PolicyInForce) -> LeftBehind | None:
    """The newest version above that a policy does not rest on, with what stands against it; None: it follows."""
    newest = newest_version(policy.policy_id)
    layer = own_layer(newest.id)
    for parent_id in layer.parents:
        parent = newest_version(parent_id)
        if not rests_on(newest, parent):
            on = max(parent.effective_from, newest.effective_from)
            return LeftBehind(parent, resolve_layer(layer, own_layer(parent.id), effective_from=on).faults)
    return None


def _record_taken_back(version: PolicyInForce, reason: str, *, by: Actor) -> None:
    audit.record(
        "policy.withdrawn", by=by, subject="policy_version", subject_id=version.id, subject_no=version.label,
        areas=(version.area,), reason=reason,
    )  # fmt: skip


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
