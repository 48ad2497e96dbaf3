"""Looking at a paper of a redemption beside the checklist, for those who read the area's redemptions."""

from uuid import UUID

from flask import Response

from hub import redemption
from hub.web.area import bp
from hub.web.area.redemptions import READERS
from hub.web.guards import allow
from hub.web.redeeming.files import preview_paper


@bp.get("/redemptions/<no>/files/<uuid:file_id>/preview")
@allow(*READERS)
def preview_redemption_paper(no: str, file_id: UUID) -> Response:
    """One file; a draft is nothing for the area yet."""
    found = redemption.get_redemption(no)
    if found.submitted_at is None:
        raise redemption.RedemptionUnknown()
    return preview_paper(found, file_id)
