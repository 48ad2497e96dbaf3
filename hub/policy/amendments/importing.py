"""A draft out of a region's own document: read by its dialect, with a report of every leaf that was not understood.

What the reader could not map stops the draft until a person excuses it with a reason; nothing is dropped silently.
"""

import hashlib
from pathlib import Path

from flask import current_app
from sqlalchemy.dialects.postgresql import insert

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.policy.amendments.drafting import lock_draft, open_draft, record
from hub.policy.amendments.errors import AnotherPolicy, DocumentTooLarge, SourceMissing
from hub.policy.amendments.queries import newest_version
from hub.policy.amendments.tables import Amendment
from hub.policy.book import normalize, quote, read_sources
from hub.policy.errors import PolicyRefused
from hub.policy.models import PolicyDocument
from hub.policy.queries import PolicyInForce
from schemas.plain import to_plain

LARGEST_BYTES = 200_000


def import_document(*, policy: PolicyInForce, name: str, content: bytes, by: Actor) -> Amendment:
    """A draft with what the document says, kept byte for byte with its hash and its loss report.

    Raises:
        DocumentTooLarge, PolicyRefused: it cannot be read; the sentence names the place.
        AnotherPolicy: it states the rules of another policy.
    """
    if len(content) > LARGEST_BYTES:
        raise DocumentTooLarge(field="file")
    region = directory.get_area(policy.area).region if not policy.is_parent else policy.area
    native = normalize(content, region=region, path=Path(name), excused={})
    if native.draft is None:
        raise PolicyRefused(field="file", document=name, faults="；".join(loss.reason for loss in native.loss.errors))
    if native.draft.policy_id != policy.policy_id:
        raise AnotherPolicy(field="file", stated=native.draft.policy_id, policy=policy.policy_id)
    digest = hashlib.sha256(content).hexdigest()
    db.session.execute(
        insert(PolicyDocument)
        .values(sha256=digest, name=name[:200], content=content, recorded_at=business_now())
        .on_conflict_do_nothing()
    )
    return open_draft(
        base=newest_version(policy.policy_id),
        layer=quote(native.draft, read_sources(current_app.config["HUB"].regions)),
        title=f"导入 {name}",
        source="import",
        by=by,
        effective_from=native.draft.effective_from,
        loss=[to_plain(loss) for loss in native.loss.entries],
        document_sha256=digest,
    )


def excuse_loss(*, amendment: Amendment, path: str, reason: str, by: Actor) -> None:
    """Let the draft go on although one leaf of its document was not mapped; the reason is shown at the approval.

    Raises:
        SourceMissing: no reason was given.
    """
    lock_draft(amendment, by=by)
    if not reason.strip():
        raise SourceMissing(field="reason")
    amendment.excuses = {**amendment.excuses, path: {"reason": reason.strip()[:500], "by": by.name}}
    record("policy.drafted", amendment, by=by, after={"excused": path}, reason=reason.strip()[:500])
    db.session.flush()
