"""Drafts as people find them: those of an area, one by its number, what each comes to."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.policy.amendments.difference import Difference, differences
from hub.policy.amendments.errors import AmendmentNotFound
from hub.policy.amendments.layer import Resolved, resolve_layer
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.models import PolicyVersion
from hub.policy.queries import PolicyInForce, get_version, list_versions, own_layer
from schemas.conditions import facts_of
from schemas.plain import from_plain
from schemas.policy import Phase, PolicyDraft


def get_amendment(no: str) -> Amendment:
    """The draft with this number, within the areas of whoever asks.

    Raises:
        AmendmentNotFound: there is none.
    """
    found = db.session.scalars(select(Amendment).where(Amendment.no == no)).one_or_none()
    if found is None:
        raise AmendmentNotFound()
    return found


def list_amendments(areas: Collection[str] | None = None, *, policy_id: str | None = None) -> list[Amendment]:
    """Drafts of these areas (None: all that one may see), newest first."""
    wanted = select(Amendment).order_by(Amendment.created_at.desc(), Amendment.id.desc())
    if areas is not None:
        wanted = wanted.where(Amendment.area.in_(sorted(areas)))
    if policy_id is not None:
        wanted = wanted.where(Amendment.policy_id == policy_id)
    return list(db.session.scalars(wanted))


def find_live_amendment(policy_id: str) -> Amendment | None:
    """The draft of a policy that is being written or reviewed, or None."""
    with everything():
        return db.session.scalars(
            select(Amendment).where(
                Amendment.policy_id == policy_id,
                or_(Amendment.state == AmendmentState.DRAFT, Amendment.state == AmendmentState.IN_REVIEW),
            )
        ).one_or_none()


def live_amendments() -> dict[str, Amendment]:
    """The drafts that are being written or reviewed, by their policy."""
    alive = Amendment.state.in_((AmendmentState.DRAFT, AmendmentState.IN_REVIEW))
    with everything():
        return {draft.policy_id: draft for draft in db.session.scalars(select(Amendment).where(alive))}


def layer_of(amendment: Amendment) -> PolicyDraft:
    """The policy's own layer as the draft has it now."""
    return from_plain(PolicyDraft, amendment.layer)


def base_of(amendment: Amendment) -> PolicyInForce:
    """The version from which the draft began."""
    return get_version(amendment.base_version_id)


def parent_version_of(layer: PolicyDraft, on: date | None = None) -> PolicyInForce | None:
    """The version above at a date (default: today); None for a policy that stands alone."""
    on = on or business_today()
    for policy_id in layer.parents:
        past = [version for version in list_versions(policy_id) if version.effective_from <= on]
        if past:
            return past[-1]
    return None


def parent_of(layer: PolicyDraft, on: date | None = None) -> PolicyDraft | None:
    """The layer above at a date (default: today); None for a policy that stands alone."""
    above = parent_version_of(layer, on)
    return own_layer(above.id) if above else None


def resolved(amendment: Amendment) -> Resolved:
    """What the draft comes to, resolved over its parent as that is on the draft's date."""
    layer = layer_of(amendment)
    return resolve_layer(layer, parent_of(layer, amendment.effective_from), effective_from=amendment.effective_from)


def differences_of(amendment: Amendment, language: str = "zh") -> list[Difference]:
    """What the draft changes."""
    return differences(base_of(amendment).draft, resolved(amendment).policy, language)


def newest_version(policy_id: str) -> PolicyInForce:
    """The version that begins last, also when its day is yet to come."""
    return list_versions(policy_id)[-1]


def children_of(policy_id: str) -> list[str]:
    """The policies that build on this one."""
    found = select(PolicyVersion.policy_id).where(PolicyVersion.own["parents"].contains([policy_id])).distinct()
    return sorted(db.session.scalars(found))


def facts_asked(policy: PolicyDraft, phase: Phase) -> frozenset[str]:
    """The facts on which a decision of this phase may depend, without those that the hub works out by itself."""
    rules = [rule for rule in policy.rules if rule.phase == phase]
    steps = [step for step in policy.approvals or () if step.phase == phase]
    slots = [slot for slot in policy.materials if slot.phase == phase]
    guards = [*(rule.when for rule in rules), *(step.when for step in steps), *(slot.when for slot in slots)]
    conditions = [*(rule.cond for rule in rules), *(guard for guard in guards if guard is not None)]
    asked = {name for condition in conditions for name in facts_of(condition)}
    tables = [policy.quota.table] if phase == "application" and policy.quota else []
    if phase != "application" and policy.subsidy:
        tables += [policy.subsidy.table] if policy.subsidy.table else []
        asked |= set(policy.subsidy.order_min_of if phase == "order" else policy.subsidy.redemption_min_of)
        asked.add("voucher.mode")
    asked |= {name for table in tables for row in table.rows for name in row.when}
    return frozenset(asked) - {"application.on", "order.on", "redemption.on", "voucher.available_fen"}
