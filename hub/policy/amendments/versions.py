"""Writing a version into the book, and taking one back before its day. Whoever does either holds the policy."""

from datetime import date

from sqlalchemy import func, select

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import append, db
from hub.policy.amendments.queries import parent_version_of
from hub.policy.amendments.tables import Amendment
from hub.policy.book import hash_of_policy
from hub.policy.checks import origin_of
from hub.policy.models import PolicyVersion, PolicyWithdrawal
from hub.policy.queries import PolicyInForce, get_version, layers_of, list_versions
from schemas.plain import to_plain
from schemas.policy import PolicyDraft


def publish_version(
    layer: PolicyDraft, policy: PolicyDraft, *, base: PolicyInForce, amendment: Amendment | None, author: str, by: Actor
) -> PolicyVersion:
    """The next version of a policy: its layer and what it comes to, resolved; ``amendment`` None: carried along."""
    version = PolicyVersion(
        policy_id=base.policy_id,
        programme=base.programme,
        area=base.area,
        version=_next_number(base.policy_id),
        effective_from=policy.effective_from,
        status=policy.status,
        origin=origin_of(policy).value,
        document=to_plain(policy),
        content_hash=hash_of_policy(policy),
        layers=_layers(layer, policy.effective_from),
        loss=amendment.loss if amendment else [],
        own=to_plain(layer),
        is_parent=base.is_parent,
        amendment_id=amendment.id if amendment else None,
        author=author,
        approver=by.name,
        recorded_at=business_now(),
    )
    db.session.add(version)
    db.session.flush()
    audit.record(
        "policy.published", by=by, subject="policy_version", subject_id=version.id,
        subject_no=f"{version.policy_id} v{version.version}", areas=(version.area,),
        after={"effective_from": version.effective_from.isoformat(), "content_hash": version.content_hash},
    )  # fmt: skip
    return version


def rests_on(version: PolicyInForce, parent: PolicyInForce) -> bool:
    """Whether a version was resolved over this very layer of the one above."""
    return layers_of(parent.id)[0]["sha256"] in {layer["sha256"] for layer in layers_of(version.id)[1:]}


def _layers(layer: PolicyDraft, on: date) -> list[dict[str, str]]:
    above = parent_version_of(layer, on)
    own = {"policy": layer.policy_id, "name": layer.title, "sha256": hash_of_policy(layer)}
    return [own, *([layers_of(above.id)[0]] if above else [])]


def _next_number(policy_id: str) -> int:
    # Numbers of versions that were taken back are not given out again.
    newest = select(func.max(PolicyVersion.version)).where(PolicyVersion.policy_id == policy_id)
    return int(db.session.scalar(newest) or 0) + 1


def take_back(version: PolicyInForce, *, reason: str, by: Actor) -> None:
    """As if the version had never been proposed; it stays readable with who took it back and why."""
    append(
        PolicyWithdrawal, version_id=version.id, account_id=by.account_id, name=by.name, reason=reason,
        withdrawn_at=business_now(),
    )  # fmt: skip


def is_drafted(version: PolicyInForce) -> bool:
    """Whether people drafted the version; others were carried along from above or came with the region's folder."""
    found = select(PolicyVersion.amendment_id).where(PolicyVersion.id == version.id)
    return db.session.execute(found).scalar_one() is not None


def author_of(version: PolicyInForce) -> str:
    """Who wrote it."""
    return db.session.execute(select(PolicyVersion.author).where(PolicyVersion.id == version.id)).scalar_one()


def taken_back_for(policy_id: str, reason: str) -> list[PolicyInForce]:
    """The versions of a policy that were taken back for this very reason, oldest first."""
    found = (
        select(PolicyVersion.id)
        .join(PolicyWithdrawal, PolicyWithdrawal.version_id == PolicyVersion.id)
        .where(PolicyVersion.policy_id == policy_id, PolicyWithdrawal.reason == reason)
        .order_by(PolicyVersion.version)
    )
    return [get_version(version_id) for version_id in db.session.scalars(found).all()]


def standing(version: PolicyInForce) -> PolicyInForce:
    """The version, or what took its place on its day when the policy above changed."""
    same_day = [one for one in list_versions(version.policy_id) if one.effective_from == version.effective_from]
    return same_day[-1] if same_day else version
