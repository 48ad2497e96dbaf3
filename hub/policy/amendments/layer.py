"""The one layer that a draft changes: which of its values it may set, and what comes out resolved over its parent."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hub.policy.amendments.errors import NotYours
from hub.policy.amendments.leaves import Leaf, find_leaf, key_of, leaves_of, put
from hub.policy.checks import faults_of
from hub.policy.layers import DELEGATED, resolve
from schemas.policy import Basis, PolicyDraft

CAPS = "caps"


@dataclass(frozen=True)
class Resolved:
    """A layer over its parent: the whole policy, and why it could not be published (sentences; empty: it could)."""

    policy: PolicyDraft
    faults: tuple[str, ...]


def resolve_layer(layer: PolicyDraft, parent: PolicyDraft | None, *, effective_from: date | None) -> Resolved:
    """The policy as it would be. A layer on which others build is checked by what its children make of it."""
    if effective_from is not None:
        layer = replace(layer, effective_from=effective_from)
    policy, refusals = resolve(parent, layer)
    faults = [] if layer.delegates else faults_of(policy)
    return Resolved(policy, (*refusals, *faults))


def set_value(layer: PolicyDraft, parent: PolicyDraft | None, leaf: Leaf, value: Any, basis: Basis) -> PolicyDraft:
    """The layer with another value; a section that the parent hands down is taken over into the layer first.

    Raises:
        NotYours: the parent sets it and does not hand it down.
    """
    if find_leaf(layer, leaf.path) is not None:
        return put(layer, leaf.path, value, basis)
    taken = _taken_over(layer, parent, leaf)
    return put(taken, leaf.path, value, basis)


def may_set(layer: PolicyDraft, parent: PolicyDraft | None, leaf: Leaf) -> bool:
    """Whether a value of the resolved policy is this layer's to change."""
    return may_set_under(parent, leaf, frozenset(one.path for one in leaves_of(layer)))


def may_set_under(parent: PolicyDraft | None, leaf: Leaf, own: frozenset[str]) -> bool:
    """The same for many values: ``own`` are the paths that the layer states itself."""
    if parent is None or leaf.path in own:
        return True
    return leaf.section == CAPS or _handed_down(parent, _delegation(leaf))


def _taken_over(layer: PolicyDraft, parent: PolicyDraft | None, leaf: Leaf) -> PolicyDraft:
    if parent is None or not may_set(layer, parent, leaf):
        raise NotYours(what=leaf.label_zh, parent=parent.policy_id if parent else "", field="value")
    inherited = getattr(parent, leaf.section)
    if leaf.section != "approvals":
        return replace(layer, **{leaf.section: inherited})
    name = leaf.path.split("/")[1]
    step = next(step for step in inherited if key_of(step) == name)
    return replace(layer, approvals=(*(layer.approvals or ()), step))


def _delegation(leaf: Leaf) -> str:
    if leaf.section in DELEGATED:
        return leaf.section
    return ".".join((leaf.section, *leaf.path.split("/")[1].split(":")))


def _handed_down(parent: PolicyDraft, name: str) -> bool:
    return any(name == handed or name.startswith(f"{handed}.") for handed in parent.delegates)
