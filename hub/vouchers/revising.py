"""Changing what an application says while it is a draft, or was returned for correction (暂存, 补正)."""

from typing import Any

from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.vouchers.asked import with_form
from hub.vouchers.models import VoucherApplication
from hub.vouchers.modes import require_issued
from hub.vouchers.papers import require_editable
from schemas.terms import HOLDER_ROLES, QualificationKind, VoucherMode


def revise_application(
    *,
    application: VoucherApplication,
    kind: QualificationKind | None,
    qualification_no: str | None,
    revenue_fen: int | None,
    mode: VoucherMode | None,
    answers: dict[str, Any],
    by: Actor,
) -> VoucherApplication:
    """Keep what was entered; nothing is judged before it is submitted."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    require_editable(application)
    require_issued(application.programme, application.area, mode, business_today())
    application.kind, application.qualification_no = kind, qualification_no
    application.revenue_fen, application.mode = revenue_fen, mode or application.mode
    entered = with_form(holder_id=application.holder_id, programme=application.programme, answers=answers)
    application.answers = {**application.answers, **entered}
    db.session.flush()
    return application
