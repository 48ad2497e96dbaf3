"""The files of a use: put into the slots that the policy names, while the use is a draft."""

from collections.abc import Sequence
from typing import IO
from uuid import UUID

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.orders.models import Order
from hub.orders.uses import errors
from hub.orders.uses.planning import route_use
from hub.orders.uses.queries import files_of
from hub.orders.uses.rules import missing_slots
from hub.orders.uses.tables import UseFile, VoucherUse
from hub.policy import MaterialSlot
from hub.vouchers import store_into_slot
from schemas.terms import HOLDER_ROLES, OrderState


def use_slots(use: VoucherUse, order: Order) -> Sequence[MaterialSlot]:
    """The documents that the form asks for."""
    decision = route_use(use, order).decision
    return decision.materials if decision else ()


def attach_file(*, use: VoucherUse, order: Order, slot: str, stream: IO[bytes], name: str, by: Actor) -> UseFile:
    """Put one file into a slot of a draft; kind and size are checked by content."""
    require_draft(use, order, by)
    stored = store_into_slot(
        slot,
        use_slots(use, order),
        held=[file.slot for file in files_of(use)],
        stream=stream,
        name=name,
        organization_id=use.holder_id,
        by=by,
        unknown=errors.SlotUnknown,
        full=errors.SlotFull,
    )
    file = UseFile(
        use_id=use.id,
        area=use.area,
        holder_id=use.holder_id,
        institution_id=use.institution_id,
        slot=slot,
        file_id=stored.id,
        file_name=stored.name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        added_at=business_now(),
    )
    db.session.add(file)
    db.session.flush()
    return file


def remove_file(*, use: VoucherUse, order: Order, file_id: UUID, by: Actor) -> None:
    """Take a file out of a draft again."""
    require_draft(use, order, by)
    found = select(UseFile).where(UseFile.use_id == use.id, UseFile.file_id == file_id)
    file = db.session.execute(found).scalar_one_or_none()
    if file is not None:
        db.session.delete(file)
        db.session.flush()


def require_draft(use: VoucherUse, order: Order, by: Actor) -> None:
    """Refuse anybody but the enterprise, and any change once the use is handed in (ZJ2-26)."""
    by.require(*HOLDER_ROLES, organization_id=use.holder_id)
    if order.state is not OrderState.DRAFT:
        raise errors.NotADraft()


def require_files(use: VoucherUse, slots: Sequence[MaterialSlot]) -> None:
    """Refuse while a document that the form asks for is missing."""
    counts: dict[str, int] = {}
    for file in files_of(use):
        counts[file.slot] = counts.get(file.slot, 0) + 1
    missing = missing_slots(slots, counts)
    if missing:
        raise errors.MaterialsMissing(slots="、".join(slot.label_zh for slot in missing))
