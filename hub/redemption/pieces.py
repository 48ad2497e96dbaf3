"""Materials in pieces: slot and size are checked before the first byte arrives, kind and content at the end."""

from typing import IO, Any
from uuid import UUID

from hub.kernel.actor import Actor
from hub.kernel.files import PartialUpload, WholeOf, append_piece, forget, get_partial, start_partial
from hub.redemption.models import Material, Redemption
from hub.redemption.papers import attach_material, open_slot, require_editable, slot_rule
from hub.redemption.whole import whole


def _purpose(redemption: Redemption, slot: str) -> str:
    return f"redemption:{redemption.no}:{slot}"


@whole
def begin_upload(*, redemption: Redemption, slot: str, name: str, total_bytes: int, by: Actor) -> PartialUpload:
    """Begin to upload into a slot, or go on with what this person left of the same file.

    Raises:
        FileTooLarge: the size alone says so; nothing need be sent.
    """
    require_editable(redemption, by)
    slot_rule(open_slot(redemption, slot)).check_size(name, total_bytes)
    return start_partial(
        organization_id=redemption.starter_id,
        purpose=_purpose(redemption, slot),
        name=name,
        total_bytes=total_bytes,
        by=by,
    )


@whole
def add_piece(*, redemption: Redemption, slot: str, upload_id: UUID, offset: int, stream: IO[bytes], by: Actor) -> int:
    """The next piece; answers how many bytes have arrived."""
    require_editable(redemption, by)
    upload = get_partial(upload_id, purpose=_purpose(redemption, slot))
    return append_piece(upload, offset=offset, stream=stream)


@whole
def finish_upload(*, redemption: Redemption, slot: str, upload_id: UUID, by: Actor) -> Material:
    """Make the pieces one file in the slot; what a form would refuse is refused here, and the pieces go."""
    upload = get_partial(upload_id, purpose=_purpose(redemption, slot))
    whole_file: Any = WholeOf(upload)
    material = attach_material(redemption=redemption, slot=slot, stream=whole_file, name=upload.name, by=by)
    forget(upload)
    return material
