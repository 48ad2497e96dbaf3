"""The printed form of a redemption: as a PDF for the starter and the district, and its receipt (TJ-29, G-28)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.actor import Actor
from hub.kernel.sheets import Sheet, write_pdf
from hub.redemption import Redemption
from hub.web.forms import Form
from hub.web.guards import allow
from hub.web.language import t
from schemas.redemption_contract import ReceivePaper
from schemas.terms import RedemptionState, Role

if TYPE_CHECKING:
    from hub.web.redeeming.side import Side


def printed(found: Redemption) -> Sheet:
    """The form of what was last submitted, with the address of this hub in its QR code."""
    return redemption.sheet_of(found, base_url=current_app.config["HUB"].web.base_url)


def send_sheet(found: Redemption) -> Response:
    """The form as a PDF to download.

    Raises:
        RedemptionUnknown: it was never submitted, so there is nothing to sign for.
    """
    if found.submitted_at is None:
        raise redemption.RedemptionUnknown()
    answer = Response(write_pdf(printed(found)), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.no}.pdf")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def receive_forms(found: Redemption, actor: Actor, url: Callable[..., str]) -> dict[str, Form]:
    """The form of the receipt, for whoever takes the paper in."""
    if found.state is not RedemptionState.AWAITING_PAPER:
        return {}
    if not actor.has(redemption.paper_role(found), Role.ASSESSOR, area=found.area):
        return {}
    return {"paper": receive_form(url)}


def receive_form(url: Callable[..., str]) -> Form:
    """收到纸质材料."""
    return Form(
        ReceivePaper(),
        action="redemption.receive_paper",
        url=url("receive_paper"),
        submit=t("确认已收到纸质材料", "The printed set is here"),
    )


def install_paper(side: "Side") -> None:
    """Attach the download to the side's blueprint."""

    @side.bp.get("/redemptions/<no>/sheet.pdf")
    @allow(*side.roles)
    def download_sheet(no: str) -> ResponseReturnValue:
        """The form to print, sign and stamp."""
        return send_sheet(side.find(no))
