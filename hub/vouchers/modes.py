"""Which kinds of voucher an area's policy issues: the area chooses, never the enterprise (CSJ-05)."""

from datetime import date

from hub.policy import policy_in_force
from hub.vouchers.errors import ModeNotAllowed
from schemas.terms import RedemptionBasis, VoucherMode

MODE_WORDS = {VoucherMode.HOLDER_REDEEMS: "通用券", VoucherMode.INSTITUTION_REDEEMS: "通兑券"}


def modes_issued(programme: str, area: str, on: date) -> list[VoucherMode]:
    """The modes of vouchers that the policy in force knows, for orders or for quick redemption."""
    modes = policy_in_force(programme, area, on).modes or ()
    return list(dict.fromkeys(mode.code for mode in modes if mode.code is not VoucherMode.NONE))


def is_direct_only(programme: str, area: str, mode: VoucherMode, on: date) -> bool:
    """Whether vouchers of this mode are redeemed by invoices alone, without orders (CSJ-29)."""
    modes = policy_in_force(programme, area, on).modes or ()
    bases = {offered.basis for offered in modes if offered.code is mode}
    return bases == {RedemptionBasis.DIRECT}


def registers_uses(programme: str, area: str, on: date) -> bool:
    """Whether the policy in force has vouchers used by the registration form and not by ordering (ZJ1-23)."""
    return (policy_in_force(programme, area, on).draft.channels or {}).get("use") == "registered"


def require_issued(programme: str, area: str, mode: VoucherMode | None, on: date) -> None:
    """Refuse a kind of voucher that the area does not issue; None is left to the area.

    Raises:
        ModeNotAllowed: with the kinds that it does issue.
    """
    allowed = modes_issued(programme, area, on)
    if mode is not None and mode not in allowed:
        raise ModeNotAllowed(allowed="、".join(MODE_WORDS[issued] for issued in allowed), field="mode")
