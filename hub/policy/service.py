"""Asking the policy, keeping its answers, and publishing what the region folders propose."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import append, db
from hub.kernel.ids import new_id
from hub.policy.answer import decide_on
from hub.policy.book import Native, Proposal, read_book
from hub.policy.calendar.service import seed_calendar
from hub.policy.decision import Decision, Question
from hub.policy.errors import PolicyRefused
from hub.policy.holding import hold_policies
from hub.policy.loaded import ENGINE_VERSION
from hub.policy.models import PolicyDecision, PolicyDocument, PolicyVersion
from hub.policy.queries import governing, in_the_book
from schemas.plain import to_plain


@dataclass
class ImportReport:
    """What an import did, by version label."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    drifted: list[str] = field(default_factory=list)


def preview(question: Question) -> Decision:
    """What the policy says; nothing is kept.

    Raises:
        PolicyNotInForce: no version covers the date.
        AnchorMissing: the question names no date that chooses the version.
    """
    policy, anchor = governing(question)
    return decide_on(policy, question, anchor=anchor)


def decide(question: Question, *, subject: str, subject_id: UUID) -> Decision:
    """What the policy says about ``subject``, kept with the question, the version and the whole trace.

    Raises:
        PolicyNotInForce, AnchorMissing: see ``preview``.
    """
    decision = replace(preview(question), id=new_id())
    asked = to_plain(question)
    facts = json.dumps(asked["facts"], ensure_ascii=False, sort_keys=True)
    append(
        PolicyDecision,
        id=decision.id,
        subject=subject,
        subject_id=subject_id,
        phase=question.phase,
        programme=question.programme,
        area=question.area,
        outcome=decision.outcome,
        amount_fen=decision.amount_fen,
        version_label=decision.version_label,
        content_hash=decision.content_hash,
        engine_version=ENGINE_VERSION,
        question=asked,
        facts_hash=hashlib.sha256(facts.encode()).hexdigest(),
        document=to_plain(decision),
        decided_at=business_now(),
    )
    return decision


def import_region_policies(region: str = "all", *, by: Actor) -> ImportReport:
    """Publish what the documents of a region (or of all) propose and the store does not have yet.

    A published version is never changed: where a document has been edited afterwards, the report says drifted.

    Raises:
        PolicyRefused: a document was not understood, or its policy may not be published.
    """
    book = read_book(current_app.config["HUB"].regions)
    for native in book.natives:
        if native.region == region or region == "all":
            _refuse_losses(native)
    seed_calendar()
    report = ImportReport()
    for versions in (*book.parents.values(), *book.policies.values()):
        if region in ("all", versions[0].layers[0].region):
            for proposal in versions:
                _publish(proposal, by=by, report=report)
    return report


def _refuse_losses(native: Native) -> None:
    if native.loss.errors:
        faults = "；".join(f"{loss.path} {loss.reason}" for loss in native.loss.errors)
        raise PolicyRefused(document=f"{native.region}/{native.path.name}", faults=faults)


def _publish(proposal: Proposal, *, by: Actor, report: ImportReport) -> None:
    draft = proposal.draft
    label = f"{draft.policy_id} v{proposal.version}"
    hold_policies(draft.policy_id)
    there = db.session.scalars(
        select(PolicyVersion).where(
            PolicyVersion.policy_id == draft.policy_id,
            PolicyVersion.effective_from == draft.effective_from,
            in_the_book(),
        )
    ).first()
    if there is not None:
        (report.unchanged if there.content_hash == proposal.content_hash else report.drifted).append(label)
        return
    if proposal.faults:
        raise PolicyRefused(document=label, faults="；".join(proposal.faults))
    now = business_now()
    for layer in proposal.layers:
        db.session.execute(
            insert(PolicyDocument)
            .values(sha256=layer.sha256, name=layer.path.name, content=layer.content, recorded_at=now)
            .on_conflict_do_nothing()
        )
    version = PolicyVersion(**_columns(proposal), author=by.name, approver=None, recorded_at=now)
    db.session.add(version)
    db.session.flush()
    audit.record(
        "policy.published", by=by, subject="policy_version", subject_id=version.id, subject_no=label,
        areas=(draft.area,),
        after={"effective_from": draft.effective_from.isoformat(), "content_hash": proposal.content_hash},
    )  # fmt: skip
    report.published.append(label)


def _columns(proposal: Proposal) -> dict[str, Any]:
    draft = proposal.draft
    return {
        "policy_id": draft.policy_id,
        "programme": draft.programme,
        "area": draft.area,
        "version": proposal.version,
        "effective_from": draft.effective_from,
        "status": draft.status,
        "origin": proposal.origin.value,
        "document": to_plain(draft),
        "content_hash": proposal.content_hash,
        "own": to_plain(proposal.layers[0].draft),
        "is_parent": proposal.is_parent,
        "layers": [
            {"policy": layer.draft.policy_id if layer.draft else "", "name": layer.path.name, "sha256": layer.sha256}
            for layer in proposal.layers
        ],
        "loss": [to_plain(loss) for layer in proposal.layers for loss in layer.loss.entries],
    }
