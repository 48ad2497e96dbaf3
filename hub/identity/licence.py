"""A unit's business licence: the file that counts is named in its profile."""

from typing import IO
from uuid import UUID

from hub import audit
from hub.identity.models import Organization
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.files import NOBODYS, FileRule, StoredFile, adopt_file, find_attached, store_file
from hub.kernel.scope import everything

# The manual recommends the image formats (CSJ-13); PDF and the limit are ours.
LICENCE_RULE = FileRule(kinds=("jpg", "png", "bmp", "pdf"), max_bytes=5 * 1_048_576)


def attach_licence(*, organization: Organization, stream: IO[bytes], name: str, by: Actor) -> StoredFile:
    """Keep the licence; an earlier one stays stored.

    Raises:
        FileRefused: it is no image or PDF, or too large.
    """
    stored = store_file(stream, name=name, organization_id=organization.id, rule=LICENCE_RULE, by=by)
    organization.profile = {**organization.profile, "licence_file_id": str(stored.id)}
    db.session.flush()
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=organization.id,
        subject_no=organization.uscc,
        organizations=(organization.id,),
        after={"licence_sha256": stored.sha256},
    )
    return stored


def keep_upload(*, stream: IO[bytes], name: str, by: Actor) -> StoredFile:
    """Keep a file of somebody who is not registered yet; unless it is adopted within a day, it is removed.

    Raises:
        FileRefused: it is no image or PDF, or too large.
    """
    return store_file(stream, name=name, organization_id=NOBODYS, rule=LICENCE_RULE, by=by)


def adopt_licence(*, organization: Organization, file_id: UUID) -> None:
    """Make a kept upload the licence of the unit that was just registered."""
    adopt_file(file_id, organization.id)
    organization.profile = {**organization.profile, "licence_file_id": str(file_id)}
    db.session.flush()


def find_licence(organization: Organization) -> StoredFile | None:
    """The licence on record, for somebody who may see the unit; None when there is none."""
    file_id = organization.profile.get("licence_file_id")
    if file_id is None:
        return None
    with everything():
        return find_attached(UUID(file_id))
