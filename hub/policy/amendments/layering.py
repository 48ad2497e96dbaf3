"""What a policy above others means for those that build on it: carried along, taken back, checked anew.

One that would be refused under the new version above keeps what it has; its editors are told, see it on its page and
take the change in with a draft that is ready-made.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.policy.amendments.difference import differences
from hub.policy.amendments.drafting import open_draft, set_date
from hub.policy.amendments.errors import BuiltUpon, NothingChanged
from hub.policy.amendments.layer import resolve_layer
from hub.policy.amendments.queries import children_of, newest_version, parent_of
from hub.policy.amendments.tables import Amendment
from hub.policy.amendments.versions import (
    author_of,
    is_drafted,
    publish_version,
    rests_on,
    take_back,
    taken_back_for,
)
from hub.policy.models import PolicyVersion
from hub.policy.queries import PolicyInForce, has_begun, list_versions, own_layer
from schemas.policy import PolicyDraft
from schemas.terms import Role


@dataclass(frozen=True)
class LeftBehind:
    """A version above that a policy does not follow yet, and why (empty: a version of its own is in force by then)."""

    parent: PolicyInForce
    faults: tuple[str, ...]


def carry_to_children(parent: PolicyDraft, version: PolicyVersion, *, by: Actor) -> None:
    """Resolve every policy below anew from the day on which the one above changes, its later versions too.

    One that would now be refused keeps what it has, and its editors are told: nothing is cut silently.
    """
    for policy_id in children_of(parent.policy_id):
        carried = _carried(policy_id, parent, version.effective_from)
        if carried is None:
            _tell_left_behind(newest_version(policy_id), by=by)
            continue
        for old, policy in carried:
            if old.effective_from == policy.effective_from:
                take_back(old, reason=_replaced_by(version), by=by)
            publish_version(own_layer(old.id), policy, base=old, amendment=None, author=version.author, by=by)


def _carried(policy_id: str, parent: PolicyDraft, on: date) -> list[tuple[PolicyInForce, PolicyDraft]] | None:
    """Every version below that stands on that day or begins later, with what it comes to under the one above.

    None where one of them would be refused, or would be replaced on a day that has come.
    """
    versions = list_versions(policy_id)
    past, later = [v for v in versions if v.effective_from <= on], [v for v in versions if v.effective_from > on]
    found = []
    for old in (*past[-1:], *later):
        outcome = resolve_layer(own_layer(old.id), parent, effective_from=max(old.effective_from, on))
        if outcome.faults or (old.effective_from >= on and has_begun(old.effective_from)):
            return None
        found.append((old, outcome.policy))
    return found


def take_back_from_children(parent: PolicyInForce, *, reason: str, by: Actor) -> None:
    """Take back with a version above what it brought to the policies below; what it replaced there stands again.

    Raises:
        BuiltUpon: a later version of one of them was drafted upon it.
    """
    for policy_id in children_of(parent.policy_id):
        on_it = [version for version in list_versions(policy_id) if rests_on(version, parent)]
        drafted = [version for version in on_it if is_drafted(version)]
        if drafted:
            raise BuiltUpon(label=drafted[-1].label)
        replaced = {old.effective_from: old for old in taken_back_for(policy_id, _replaced_by(parent))}
        for version in on_it:
            take_back(version, reason=reason, by=by)
            _record_taken_back(version, reason, by=by)
            if version.effective_from in replaced:
                _publish_again(replaced[version.effective_from], by=by)


def _publish_again(old: PolicyInForce, *, by: Actor) -> None:
    layer = own_layer(old.id)
    policy = resolve_layer(layer, parent_of(layer, old.effective_from), effective_from=old.effective_from).policy
    publish_version(layer, policy, base=old, amendment=None, author=author_of(old), by=by)


def left_behind(policy: PolicyInForce) -> LeftBehind | None:
    """The newest version above that would change a policy and that it does not rest on; None: it follows."""
    newest = newest_version(policy.policy_id)
    layer = own_layer(newest.id)
    for parent_id in layer.parents:
        parent = newest_version(parent_id)
        if rests_on(newest, parent):
            continue
        on = max(parent.effective_from, newest.effective_from)
        outcome = resolve_layer(layer, own_layer(parent.id), effective_from=on)
        if outcome.faults or differences(newest.draft, outcome.policy):
            return LeftBehind(parent, outcome.faults)
    return None


def follow(*, policy: PolicyInForce, by: Actor) -> Amendment:
    """The draft with which a policy takes in what changed above it, dated: it remains to simulate and to submit it.

    Raises:
        NothingChanged: it follows already.
        AmendmentUnderWay: the policy is being changed already.
    """
    behind = left_behind(policy)
    if behind is None:
        raise NothingChanged()
    newest = newest_version(policy.policy_id)
    title = f"跟进上级政策 {behind.parent.label}"
    amendment = open_draft(base=newest, layer=own_layer(newest.id), title=title, source="follow", by=by)
    tomorrow = max(business_today(), newest.effective_from) + timedelta(days=1)
    set_date(amendment=amendment, effective_from=max(behind.parent.effective_from, tomorrow), by=by)
    return amendment


def _replaced_by(above: PolicyInForce | PolicyVersion) -> str:
    return f"随上级政策 {above.policy_id} v{above.version} 重新生成 / made anew under it"


def _record_taken_back(version: PolicyInForce, reason: str, *, by: Actor) -> None:
    audit.record(
        "policy.withdrawn", by=by, subject="policy_version", subject_id=version.id, subject_no=version.label,
        areas=(version.area,), reason=reason,
    )  # fmt: skip


def _tell_left_behind(child: PolicyInForce, *, by: Actor) -> None:
    audit.record(
        "policy.left_behind", by=by, subject="policy_version", subject_id=child.id, subject_no=child.label,
        areas=(child.area,),
    )  # fmt: skip
    messages.tell(
        "policy.left_behind",
        role=Role.POLICY_EDITOR,
        area=child.area,
        subject="policy_version",
        subject_no=child.label,
        path=f"/area/policies/{child.programme}/{child.area}",
    )
