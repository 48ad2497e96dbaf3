"""Pictures of listings: JPEG or PNG by content, with a size that a page can show; the original is kept."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from hub.catalog import listing_telling as telling
from hub.catalog.errors import ListingInReview
from hub.catalog.listing_tables import ListingState, ListingVersion
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.errors import Invalid
from hub.kernel.files import FileRule, StoredFile, find_attached, read_file, size_of, store_file

PICTURE_RULE = FileRule(kinds=("jpg", "png"), max_bytes=5 * 1_048_576)
LARGEST_SIDE = 8000
HEAD_BYTES = 65_536
TYPES = {"jpg": "image/jpeg", "png": "image/png"}


class PictureRefused(Invalid):
    """It is no picture that a page can show."""

    code = "listing.picture"
    zh = "图片无法读取或过大：须为 JPG 或 PNG，长和宽都不超过 8000 像素。"
    en = "The picture cannot be read or is too large: JPG or PNG, at most 8000 pixels wide and high."


def set_picture(*, version: ListingVersion, file: Any, by: Actor) -> None:
    """Put an uploaded picture on a version that is being written.

    Raises:
        FileRefused: it is no JPEG or PNG by its content, or too large.
        PictureRefused: its header says nothing sensible.
        ListingInReview: the version is not open for writing.
    """
    if version.state not in (ListingState.DRAFT, ListingState.RETURNED):
        raise ListingInReview()
    head = file.stream.read(HEAD_BYTES)
    file.stream.seek(0)
    size = size_of(head)
    stored = store_file(
        file.stream, name=file.filename or "picture", organization_id=version.institution_id, rule=PICTURE_RULE, by=by
    )
    if size is None or not (0 < size[0] <= LARGEST_SIDE and 0 < size[1] <= LARGEST_SIDE):
        raise PictureRefused(field="file")
    version.content = {**version.content, "image_id": str(stored.id)}
    version.edition += 1
    db.session.flush()
    telling.write_down("drafted", version, by=by)


def read_picture(image_id: UUID) -> tuple[Iterator[bytes], StoredFile] | None:
    """The picture's bytes and what is known of it; None when it is gone."""
    stored = find_attached(image_id)
    return (read_file(stored), stored) if stored is not None and stored.kind in TYPES else None
