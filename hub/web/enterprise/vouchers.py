"""What the enterprise may spend and where, and one voucher with its meter and ledger lines."""

from flask.typing import ResponseReturnValue

from hub import orders, vouchers
from hub.federation import overview
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.web.enterprise import bp
from hub.web.guards import allow, current_actor
from hub.web.page import render
from schemas.terms import HOLDER_ROLES


@bp.get("/vouchers")
@allow(*HOLDER_ROLES)
def list_vouchers() -> ResponseReturnValue:
    """Every programme that serves the enterprise: vouchers with balances, or why there is none and what to do."""
    holder_id = current_actor().organization_id
    assert holder_id is not None
    with unit_of_work():
        vouchers.ask_for_mirror(holder_id)
    entitlements = vouchers.what_may_i_spend(holder_id, business_today())
    failing = {one.area.region: overview.failing_since(one.area.region) for one in entitlements}
    return render("enterprise/vouchers/list.html", entitlements=entitlements, failing=failing)


@bp.get("/vouchers/<no>")
@allow(*HOLDER_ROLES)
def show_voucher(no: str) -> ResponseReturnValue:
    """One voucher."""
    instrument = vouchers.get_instrument(no)
    (held,) = vouchers.held_vouchers([instrument], business_today())
    return render(
        "enterprise/vouchers/show.html",
        held=held,
        lines=vouchers.list_lines(instrument),
        used_by=orders.list_orders_on_voucher(instrument.id),
    )
