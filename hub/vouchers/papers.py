"""The files of an application: put into the slots that the policy names, while it can be changed."""

from typing import IO, Any
from uuid import UUID

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.vouchers import errors
from hub.vouchers.models import ApplicationFile, VoucherApplication
from hub.vouchers.queries import list_files
from hub.vouchers.questions import answer_now
from hub.vouchers.rules import STAMPED_FORM, slots_before_submission
from hub.vouchers.slot_files import store_into_slot
from schemas.terms import HOLDER_ROLES, ApplicationState


def attach_file(
    *, application: VoucherApplication, slot: str, stream: IO[bytes], name: str, by: Actor
) -> ApplicationFile:
    """Put one file into a slot of a draft (or the stamped form after submission)."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    stored = store_into_slot(
        slot,
        open_slots(application),
        held=[file.slot for file in list_files(application.id)],
        stream=stream,
        name=name,
        organization_id=application.holder_id,
        by=by,
        unknown=errors.SlotUnknown,
        full=errors.SlotFull,
    )
    file = ApplicationFile(
        application_id=application.id,
        holder_id=application.holder_id,
        area=application.area,
        slot=slot,
        file_id=stored.id,
        name=stored.name,
        sha256=stored.sha256,
        added_at=business_now(),
    )
    db.session.add(file)
    db.session.flush()
    return file


def remove_file(*, application: VoucherApplication, file_id: UUID, by: Actor) -> None:
    """Take a file out of a draft again."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    require_editable(application)
    found = db.session.execute(
        select(ApplicationFile).where(
            ApplicationFile.application_id == application.id, ApplicationFile.file_id == file_id
        )
    ).scalar_one_or_none()
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def open_slots(application: VoucherApplication) -> list[Any]:
    """The material slots in which a file may be put now."""
    slots = answer_now(application, on=business_today()).materials
    if application.state in (ApplicationState.DRAFT, ApplicationState.RETURNED):
        return list(slots_before_submission(slots))
    if application.state is ApplicationState.AWAITING_STAMPED_FORM:
        return [slot for slot in slots if slot.code == STAMPED_FORM]
    return []


def require_editable(application: VoucherApplication) -> None:
    """Raise unless it is a draft or was returned."""
    if application.state not in (ApplicationState.DRAFT, ApplicationState.RETURNED):
        raise errors.NotEditable(state=application.state)
