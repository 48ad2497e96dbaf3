"""Personal data in full on a page: once, for a purpose that is written down before anything is shown (P23)."""

from collections.abc import Callable
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from hub.identity import revealing
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.forms import Form
from hub.web.guards import current_actor


def reveal(
    *,
    form: Form,
    subject: str,
    subject_id: UUID,
    subject_no: str | None,
    area: str | None,
    organization_id: UUID | None,
    hidden: Callable[[], str],
    shown: Callable[[], str],
) -> ResponseReturnValue:
    """The page ``shown`` after look and purpose are on record; else ``hidden``, with what is wrong in ``form``."""
    if not form.read(request):
        return hidden(), 422
    try:
        with unit_of_work():
            revealing.count_reveal(current_actor())
        with unit_of_work():
            revealing.record_reveal(
                by=current_actor(),
                subject=subject,
                subject_id=subject_id,
                subject_no=subject_no,
                purpose=form.data["purpose"],
                area=area,
                organization_id=organization_id,
            )
    except HubError as error:
        form.refuse(error)
        return hidden(), error.status
    return shown()
