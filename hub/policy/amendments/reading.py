"""A draft read once for a page: its layer, what stands above, what it comes to, what differs and what is wrong."""

from dataclasses import dataclass, replace
from functools import cached_property

from hub.policy.amendments.difference import Difference, differences
from hub.policy.amendments.faulting import Fault, tell_faults
from hub.policy.amendments.layer import Resolved, may_set_under, resolve_layer
from hub.policy.amendments.leaves import Leaf, leaves_of
from hub.policy.amendments.queries import base_of, layer_of, parent_of
from hub.policy.amendments.tables import Amendment
from hub.policy.book import hash_of_policy
from hub.policy.queries import PolicyInForce
from schemas.policy import PolicyDraft


@dataclass(frozen=True)
class Reading:
    """Everything that a page shows of one draft; each part is worked out once."""

    amendment: Amendment

    @cached_property
    def layer(self) -> PolicyDraft:
        """The policy's own layer as the draft has it."""
        return layer_of(self.amendment)

    @cached_property
    def parent(self) -> PolicyDraft | None:
        """The layer above on the draft's date."""
        return parent_of(self.layer, self.amendment.effective_from)

    @cached_property
    def base(self) -> PolicyInForce:
        """The version from which the draft began."""
        return base_of(self.amendment)

    @cached_property
    def outcome(self) -> Resolved:
        """The whole policy, and why it could not be published."""
        return resolve_layer(self.layer, self.parent, effective_from=self.amendment.effective_from)

    @cached_property
    def policy(self) -> PolicyDraft:
        """The whole policy as it would be."""
        return self.outcome.policy

    @cached_property
    def content_hash(self) -> str:
        """What an approver of the draft as it is now would sign."""
        return hash_of_policy(self.policy)

    @property
    def simulated(self) -> bool:
        """Whether the report that is kept is of the draft as it is now."""
        return self.amendment.simulated_hash == self.content_hash

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Every value that can be changed."""
        return leaves_of(self.policy)

    @cached_property
    def open_paths(self) -> frozenset[str]:
        """The values that this layer may set; the others are the parent's."""
        own = frozenset(leaf.path for leaf in leaves_of(self.layer))
        return frozenset(leaf.path for leaf in self.leaves if may_set_under(self.parent, leaf, own))

    def differences(self, language: str = "zh") -> list[Difference]:
        """What the draft changes; of what was taken away the sentence that its author gave."""
        told = {change["path"]: change["source"] for change in self.amendment.changes}
        return [
            one if one.source else replace(one, source=told.get(one.path.replace("/table/rows/", "/"), ""))
            for one in differences(self.base.draft, self.policy, language)
        ]

    @cached_property
    def faults(self) -> list[str]:
        """Why the draft cannot be submitted yet, one sentence each; empty when it can."""
        draft = self.amendment
        undated = ["没有填写生效日期 / the date on which it begins is missing"] if draft.effective_from is None else []
        lost = [
            f"{loss['path']}: {loss['reason']}"
            for loss in draft.loss
            if loss["severity"] == "ERROR" and loss["path"] not in draft.excuses
        ]
        return [*undated, *self.outcome.faults, *lost]

    @cached_property
    def told_faults(self) -> list[Fault]:
        """The same in both languages, each with its place."""
        return tell_faults(self.faults)


def read_draft(amendment: Amendment) -> Reading:
    """The draft, ready to be shown; read anew after a change."""
    return Reading(amendment)
