"""What the hub tells a region's platform about redemptions of its programmes; the same rule as for orders."""

from adapters.contract import RedemptionNotice
from hub.federation import directory, exchanges
from hub.identity import get_organization
from hub.kernel.clock import business_now
from hub.kernel.ids import new_id
from hub.kernel.scope import everything
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of

TOLD = frozenset(
    {
        "redemption.submitted",
        "redemption.agreed",
        "redemption.refused",
        "redemption.returned",
        "redemption.paper_received",
        "redemption.assessed",
        "redemption.payable",
        "redemption.paid",
        "redemption.rejected",
        "redemption.reversed",
    }
)


def tell_region(event: str, redemption: Redemption) -> None:
    """Send a redemption as it stands, where the platform wants to hear of redemptions."""
    if event not in TOLD:
        return
    region = directory.get_region(directory.get_area(redemption.area).region)
    if "redemptions" not in region.told:
        return
    with everything():
        holder = get_organization(redemption.holder_id)
    amount_fen = redemption.assessed_fen if redemption.assessed_fen is not None else redemption.amount_fen
    notice = RedemptionNotice(
        key=f"redemption-{redemption.id}-{new_id().hex[-12:]}",
        redemption_no=redemption.no,
        order_nos=tuple(order.order_no for order in parts_of(redemption).orders),
        uscc=holder.uscc,  # type: ignore[arg-type]
        amount_fen=amount_fen or 0,
        state=redemption.state.value,
        at=business_now(),
    )
    exchanges.send(
        region=region.code, verb="send_redemption", request=notice, subject="redemption", subject_id=redemption.id
    )
