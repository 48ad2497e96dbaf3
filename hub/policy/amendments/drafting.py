"""Writing a draft: begun from a version, changed value by value with a source each, undone, dated, withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.numbers import next_number
from hub.kernel.states import MoveNotAllowed, move, record_birth
from hub.policy.amendments import layer as layers
from hub.policy.amendments.errors import AmendmentUnderWay, DateTaken, SourceMissing
from hub.policy.amendments.leaves import find_leaf
from hub.policy.amendments.queries import (
    base_of,
    find_live_amendment,
    layer_of,
    newest_version,
    parent_of,
    resolved,
)
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.amendments.values import read_value, write_value
from hub.policy.queries import PolicyInForce, own_layer
from schemas.plain import to_plain
from schemas.policy import Basis, PolicyDraft
from schemas.terms import Origin, Role


def require_editor(by: Actor, policy: PolicyInForce) -> None:
    """Refuse whoever may not write this policy: its area's editors, or the steward of one that stands above others.

    Raises:
        Forbidden: somebody else.
    """
    by.require(*editing_roles(policy), area=policy.area)


def editing_roles(policy: PolicyInForce) -> tuple[Role, ...]:
    """Who writes a policy: the editors of its area; of one above others its programme's steward."""
    return (Role.PROGRAMME_STEWARD if policy.is_parent else Role.POLICY_EDITOR,)


def begin_amendment(*, policy: PolicyInForce, title: str, by: Actor) -> Amendment:
    """A draft that begins as the newest version of a policy is.

    Raises:
        AmendmentUnderWay: the policy is being changed already.
    """
    base = newest_version(policy.policy_id)
    return open_draft(base=base, layer=own_layer(base.id), title=title, source="edit", by=by)


def copy_area(*, policy: PolicyInForce, other: PolicyInForce, by: Actor) -> Amendment:
    """A draft with the values of another area's policy of the same programme, under one's own name and date."""
    mine, theirs = own_layer(newest_version(policy.policy_id).id), own_layer(other.id)
    keep = ("policy_id", "programme", "area", "level", "title", "parents", "delegates")
    copied = replace(theirs, **{name: getattr(mine, name) for name in keep})
    title = f"参照 {other.label}"
    return open_draft(base=newest_version(policy.policy_id), layer=copied, title=title, source="copy", by=by)


def roll_back(*, policy: PolicyInForce, to: PolicyInForce, by: Actor) -> Amendment:
    """A draft whose content equals an earlier version's; nothing is deleted, it becomes the next version."""
    base = newest_version(policy.policy_id)
    return open_draft(base=base, layer=own_layer(to.id), title=f"恢复 {to.label}", source="rollback", by=by)


def open_draft(
    *, base: PolicyInForce, layer: PolicyDraft, title: str, source: str, by: Actor, **more: Any
) -> Amendment:
    """A new draft with this layer; ``source`` is edit, copy, rollback or import.

    Raises:
        AmendmentUnderWay: the policy is being changed already.
    """
    require_editor(by, base)
    there = find_live_amendment(base.policy_id)
    if there is not None:
        raise AmendmentUnderWay(no=there.no)
    now = business_now()
    assert by.account_id is not None
    amendment = Amendment(
        no=f"ZC-{now:%Y%m%d}-{next_number('ZC', now.date()):04d}",
        policy_id=base.policy_id,
        programme=base.programme,
        area=base.area,
        base_version_id=base.id,
        title=title.strip()[:200] or base.draft.title,
        source=source,
        layer=to_plain(layer),
        state=AmendmentState.DRAFT,
        author_id=by.account_id,
        author=by.name,
        created_at=now,
        changed_at=now,
        **more,
    )
    try:
        with db.session.begin_nested():
            db.session.add(amendment)
    except IntegrityError:
        live = find_live_amendment(base.policy_id)
        raise AmendmentUnderWay(no=live.no if live else "") from None
    record_birth(amendment, by=by)
    record("policy.drafted", amendment, by=by, after={"base": base.label, "source": source})
    return amendment


def set_value(*, amendment: Amendment, path: str, typed: str, source: str, by: Actor) -> None:
    """Give one value another content; ``source`` names the document and its sentence.

    Raises:
        ValueNotUnderstood, NotYours, SourceMissing: with the sentence that says what to do.
    """
    lock_draft(amendment, by=by)
    layer = layer_of(amendment)
    leaf = find_leaf(resolved(amendment).policy, path)
    if leaf is None:
        raise MoveNotAllowed(state=amendment.state)
    value = read_value(leaf.kind, typed)
    if value == leaf.value:
        return
    if not source.strip():
        raise SourceMissing(field="source")
    basis = Basis(Origin.AUTHORITY, note=source.strip()[:500])
    changed = layers.set_value(layer, parent_of(layer, amendment.effective_from), leaf, value, basis)
    change = {
        "path": path,
        "label_zh": leaf.label_zh,
        "label_en": leaf.label_en,
        "was": write_value(leaf.kind, leaf.value),
        "now": write_value(leaf.kind, value),
        "source": source.strip()[:500],
        "by": by.name,
        "account_id": str(by.account_id),
        "at": business_now().isoformat(),
    }
    keep_layer(amendment, changed, change)


def undo_changes(*, amendment: Amendment, by: Actor) -> None:
    """Begin again from the version on which the draft rests; what was changed stays on record in the audit."""
    lock_draft(amendment, by=by)
    record("policy.drafted", amendment, by=by, before={"changes": amendment.changes}, after={"changes": []})
    amendment.layer = to_plain(own_layer(base_of(amendment).id))
    amendment.changes, amendment.loss, amendment.excuses = [], [], {}
    amendment.source = "edit"
    _touch(amendment)


def set_date(*, amendment: Amendment, effective_from: date, by: Actor) -> None:
    """Say when the version is to begin (Asia/Shanghai, at midnight).

    Raises:
        DateTaken: not after the newest version.
    """
    lock_draft(amendment, by=by)
    newest = newest_version(amendment.policy_id)
    if effective_from <= newest.effective_from:
        raise DateTaken(field="effective_from", label=newest.label, on=newest.effective_from.isoformat())
    amendment.effective_from = effective_from
    _touch(amendment)


def withdraw_draft(*, amendment: Amendment, reason: str, by: Actor) -> None:
    """Give a draft up; it stays readable."""
    require_editor(by, base_of(amendment))
    move(amendment, AmendmentState.WITHDRAWN, by=by, reason=reason)
    record("policy.withdrawn", amendment, by=by, reason=reason)


def keep_layer(amendment: Amendment, layer: PolicyDraft, change: Mapping[str, Any]) -> None:
    """Write down the layer after a change, and the change."""
    amendment.layer = to_plain(layer)
    amendment.changes = [*amendment.changes, dict(change)]
    _touch(amendment)


def lock_draft(amendment: Amendment, *, by: Actor) -> None:
    """Be the only one who changes the draft until the end of the transaction; only an editor of its area may.

    Raises:
        MoveNotAllowed: it is not a draft any more.
    """
    require_editor(by, base_of(amendment))
    db.session.execute(select(Amendment.id).where(Amendment.id == amendment.id).with_for_update())
    db.session.refresh(amendment)
    if amendment.state is not AmendmentState.DRAFT:
        raise MoveNotAllowed(state=amendment.state)


def writers_of(amendment: Amendment) -> set[str]:
    """The accounts that wrote the draft: its author and everybody who changed a value."""
    return {str(amendment.author_id), *(change["account_id"] for change in amendment.changes)}


def _touch(amendment: Amendment) -> None:
    amendment.changed_at = business_now()
    db.session.flush()


def record(event: str, amendment: Amendment, *, by: Actor, **more: Any) -> None:
    """Write an event about a draft into the audit record."""
    audit.record(
        event, by=by, subject="policy_amendment", subject_id=amendment.id, subject_no=amendment.no,
        areas=(amendment.area,), **more,
    )  # fmt: skip
