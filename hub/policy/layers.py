"""One effective policy out of a parent and a child: delegation, not override (policy.md C.6).

The child adds rules, materials and texts; it sets only what the parent delegates; caps it may only tighten; the rest is
locked. What it tries beyond that comes back as refusals. Evaluation later sees the result and no layers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.policy import ApprovalStep, Basis, Caps, Limit, Participant, PolicyDraft, Subsidy, Unlimited
from schemas.terms import Origin

LOCKED = ("validity", "anchors", "stacking", "invoices", "voids")
# The order in which the steps of a phase are taken.
STEP_ORDER = (
    "auto", "initial", "area_review", "district_initial", "agency_second", "accept", "quota_confirm", "agency_formal",
    "paper_submission", "expert", "assessment", "publicity", "payout",
)  # fmt: skip
DELEGATED = ("modes", "quota", "subsidy", "channels")


@dataclass
class Merge:
    """The work in hand: values of the result, which layer gave each, and what was refused."""

    parent: PolicyDraft
    child: PolicyDraft
    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def may(self, path: str) -> bool:
        """Whether the parent lets its children set this path."""
        return any(path == name or path.startswith(f"{name}.") for name in self.parent.delegates)

    def take(self, section: str, value: Any, layer: PolicyDraft) -> None:
        """Put a value into the result."""
        self.values[section] = value
        if value is not None:
            self.provenance[section] = layer.policy_id


def resolve(parent: PolicyDraft | None, child: PolicyDraft) -> tuple[PolicyDraft, list[str]]:
    """The effective policy and the refusals; with refusals it must not be published."""
    if parent is None:
        return child, []
    merge = Merge(parent, child)
    for section in DELEGATED:
        _delegated(merge, section)
    for section in LOCKED:
        _locked(merge, section)
    merge.take("caps", *_caps(merge))
    merge.take("approvals", _approvals(merge), child if child.approvals else parent)
    _windows(merge)
    _participants(merge)
    for section, key in (("rules", "id"), ("materials", "code"), ("texts", "code"), ("deadlines", "name")):
        _added(merge, section, key)
    return replace(child, provenance=merge.provenance, **merge.values), merge.refusals


def _delegated(merge: Merge, section: str) -> None:
    mine, inherited = getattr(merge.child, section), getattr(merge.parent, section)
    if mine is not None and not merge.may(section):
        merge.refusals.append(f"{section}: {merge.parent.policy_id} does not delegate it")
    if isinstance(mine, Subsidy) and isinstance(inherited, Subsidy) and not mine.order_min_of:
        mine = replace(mine, order_min_of=inherited.order_min_of, redemption_min_of=inherited.redemption_min_of,
                       basis=inherited.basis)  # fmt: skip
    merge.take(section, inherited if mine is None else mine, merge.parent if mine is None else merge.child)


def _locked(merge: Merge, section: str) -> None:
    mine, inherited = getattr(merge.child, section), getattr(merge.parent, section)
    if mine is not None and mine != inherited:
        merge.refusals.append(f"{section}: locked by {merge.parent.policy_id}")
    merge.take(section, inherited, merge.parent)


def _caps(merge: Merge) -> tuple[Caps | None, PolicyDraft]:
    mine, inherited = merge.child.caps, merge.parent.caps
    if mine is None or inherited is None:
        return (mine or inherited), (merge.child if mine else merge.parent)
    for name in ("per_year_fen", "per_order_fen", "per_claim_fen", "holding_fen"):
        if not _tighter(getattr(mine, name), getattr(inherited, name)):
            merge.refusals.append(f"caps.{name}: may only be lower than that of {merge.parent.policy_id}")
    return mine, merge.child


def _tighter(mine: Limit, inherited: Limit) -> bool:
    if isinstance(inherited, Unlimited):
        return True
    return not isinstance(mine, Unlimited) and mine <= inherited


def _approvals(merge: Merge) -> tuple[ApprovalStep, ...] | None:
    steps = list(merge.parent.approvals or ())
    for mine in merge.child.approvals or ():
        path = f"approvals.{mine.phase}.{mine.step}"
        if not merge.may(path):
            merge.refusals.append(f"{path}: {merge.parent.policy_id} does not delegate it")
        same = [n for n, step in enumerate(steps) if (step.phase, step.step) == (mine.phase, mine.step)]
        if same:
            steps[same[0]] = mine
        else:
            steps.insert(place_of_step(steps, mine), mine)
        merge.provenance[path] = merge.child.policy_id
    return tuple(steps)


def place_of_step(steps: Sequence[ApprovalStep], mine: ApprovalStep) -> int:
    """Where a further step of a phase stands: the order of steps is theirs and not that of writing them down."""
    after = [n for n, step in enumerate(steps) if step.phase == mine.phase and _rank(step.step) > _rank(mine.step)]
    return after[0] if after else len(steps)


def _rank(step: str) -> int:
    return STEP_ORDER.index(step) if step in STEP_ORDER else -1


def _windows(merge: Merge) -> None:
    """A child may say when, where its parent leaves the whole year open: that only narrows it."""
    mine, inherited = merge.child.windows, merge.parent.windows
    if mine and inherited and mine != inherited and not merge.may("windows"):
        merge.refusals.append(f"windows: {merge.parent.policy_id} does not delegate it")
    merge.values["windows"] = mine or inherited
    merge.provenance |= {
        f"windows.{one.id}": (merge.child if mine else merge.parent).policy_id for one in mine or inherited
    }


def _participants(merge: Merge) -> None:
    """The parent names who takes part; where it hands that down, an area joins with the first day of its own policy."""
    listed = merge.parent.participants
    if merge.child.participants and merge.child.participants != listed:
        merge.refusals.append(f"participants: locked by {merge.parent.policy_id}")
    joins = bool(listed) and merge.child.area not in {one.id for one in listed}
    if joins and not merge.may("participation"):
        merge.refusals.append(f"participants: {merge.child.area} does not take part in {merge.parent.policy_id}")
    own = (Participant(merge.child.area, merge.child.effective_from, _joining(merge.child)),) if joins else ()
    merge.values["participants"] = (*listed, *own)
    for layer, items in ((merge.parent, listed), (merge.child, own)):
        merge.provenance |= {f"participants.{one.id}": layer.policy_id for one in items}


def _joining(child: PolicyDraft) -> Basis:
    """What an area's taking part rests on: what its own policy gives for its enterprises."""
    return child.rules[0].basis if child.rules else Basis(Origin.AUTHORITY, note=child.title)


def _added(merge: Merge, section: str, key: str) -> None:
    inherited: Iterable[Any] = getattr(merge.parent, section)
    names = {getattr(item, key) for item in inherited}
    mine = getattr(merge.child, section)
    merge.refusals += [
        f"{section}.{getattr(item, key)}: defined by {merge.parent.policy_id} already"
        for item in mine
        if getattr(item, key) in names
    ]
    merge.values[section] = (*inherited, *mine)
    for layer, items in ((merge.parent, inherited), (merge.child, mine)):
        merge.provenance |= {f"{section}.{getattr(item, key)}": layer.policy_id for item in items}
