"""Putting a file into a slot that a policy names: which slots there are, how many it takes, which kinds and sizes."""

from collections.abc import Iterable, Sequence
from typing import IO
from uuid import UUID

from hub.kernel.actor import Actor
from hub.kernel.errors import HubError
from hub.kernel.files import FileRule, StoredFile, store_file
from hub.policy import MaterialSlot


def store_into_slot(
    slot: str,
    slots: Iterable[MaterialSlot],
    *,
    held: Sequence[str],
    stream: IO[bytes],
    name: str,
    organization_id: UUID,
    by: Actor,
    unknown: type[HubError],
    full: type[HubError],
) -> StoredFile:
    """Keep one file for ``slot``; ``held`` names the slot of every file that is there already.

    Raises:
        HubError: ``unknown`` where there is no such slot, ``full`` where it takes no more.
        FileRefused: the content is of another kind, or too large.
    """
    wanted = {material.code: material for material in slots}
    if slot not in wanted:
        raise unknown(slot=slot, field="slot")
    material = wanted[slot]
    if material.count_max is not None and list(held).count(slot) >= material.count_max:
        raise full(slot=material.label_zh, count=material.count_max, field="file")
    rule = FileRule(kinds=tuple(material.types), max_bytes=material.max_bytes, size_op=material.size_op)
    return store_file(stream, name=name, organization_id=organization_id, rule=rule, by=by)
