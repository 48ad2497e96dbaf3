"""What an order would mean, with its reasons, before anybody places it."""

from typing import Any

from hub import orders
from hub.api.access import unit
from hub.api.operation import Blueprint, operation
from schemas.api import order_previews as schemas

bp = Blueprint("order_previews", __name__, url_prefix="/api/v1", description="下单试算 / Previews of orders")


@operation(
    bp, "POST", "/decisions/preview-order", "previewOrder", scope="decision.read", takes=schemas.OrderToPreview,
    answers=schemas.OrderPreview, keyed=False,
)  # fmt: skip
def preview_order(body: dict[str, Any]) -> Any:
    """The way an order would go, what would be reserved and what the buyer would pay itself; nothing is stored."""
    routing = orders.preview_order(
        service_no=body["service"],
        quantity=body["quantity"],
        instrument_no=body["voucher"] or None,
        agreed_fen=body["agreed_fen"],
        holder_id=unit(),
    )
    return {
        "service": routing.service.no,
        "institution": routing.institution.name,
        "voucher": routing.instrument.no if routing.instrument else None,
        "mode": routing.mode,
        "amount_fen": routing.price.estimate_fen,
        "planned_fen": routing.planned_fen,
        "own_share_fen": routing.own_share_fen,
        "available_fen": routing.available_fen,
        "payer_area": routing.payer_area,
        "policy": routing.decision.version_label if routing.decision else None,
        "reasons_zh": [reason["zh"] for reason in routing.reasons],
        "reasons_en": [reason["en"] for reason in routing.reasons],
    }
