"""A person of the area confirms sample values, one by one: what is wrong is replaced in a draft instead."""

from collections.abc import Collection
from dataclasses import dataclass

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.policy.amendments.leaves import SECTIONS
from hub.policy.amendments.naming import words_of_thing
from hub.policy.errors import NothingToConfirm
from hub.policy.models import PolicyConfirmation
from hub.policy.queries import PolicyInForce, confirmed_values
from hub.policy.samples import SampleValue, unconfirmed
from schemas.terms import Role


@dataclass(frozen=True)
class ToConfirm:
    """A sample value with its words: section, name and what it says, each in both languages."""

    value: SampleValue
    section: str
    name: tuple[str, str]
    words: tuple[str, str]


def values_to_confirm(policy: PolicyInForce) -> list[ToConfirm]:
    """The sample values of a version that nobody has confirmed yet."""
    found = []
    for value in unconfirmed(policy.draft, confirmed_values(policy.policy_id)):
        section = value.path.split("/")[0]
        name, words = words_of_thing(section, value.thing)
        found.append(ToConfirm(value, section if section in SECTIONS else "", name, words))
    return found


def confirm_sample(
    policy: PolicyInForce, *, reason: str, by: Actor, paths: Collection[str] | None = None
) -> list[SampleValue]:
    """Confirm the sample values at these paths (None: all that are left); production issues vouchers after the last.

    Raises:
        Forbidden: not an approver of the area's policy.
        NothingToConfirm: none of them is waiting for it.
    """
    by.require(Role.POLICY_APPROVER, area=policy.area)
    waiting = unconfirmed(policy.draft, confirmed_values(policy.policy_id))
    chosen = [value for value in waiting if paths is None or value.path in paths]
    if not chosen:
        raise NothingToConfirm()
    now = business_now()
    db.session.add_all(
        PolicyConfirmation(
            policy_id=policy.policy_id,
            path=value.path,
            value_sha256=value.sha256,
            account_id=by.account_id,
            name=by.name,
            reason=reason,
            confirmed_at=now,
        )
        for value in chosen
    )
    db.session.flush()
    audit.record(
        "policy.approved", by=by, subject="policy_version", subject_id=policy.id, subject_no=policy.label,
        areas=(policy.area,), reason=reason, after={"confirmed": [value.path for value in chosen]},
    )  # fmt: skip
    return chosen
