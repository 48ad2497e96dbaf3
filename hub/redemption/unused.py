"""What a voucher for one order no longer needs goes back to its holder's year, once that is final (G-25)."""

from hub import vouchers
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.redemption.models import Redemption


def give_back_unused(redemption: Redemption, *, by: Actor, reason: str) -> None:
    """Return what is available on the redemption's voucher, where it was granted for its order alone."""
    vouchers.give_back_unused(
        instrument_id=redemption.instrument_id,
        by=by,
        ref=f"{redemption.no}/{business_now().timestamp()}",
        reason=reason,
    )
