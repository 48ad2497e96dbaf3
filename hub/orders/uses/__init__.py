"""Uses of a voucher (使用创新券): registered with their contract, confirmed, voided, terminated, redeemed.

A use is an order (docs/adr): its amounts, hold and redemption are the order's, its state follows from the order's.
"""

from hub.orders.uses.confirming import confirm_use
from hub.orders.uses.ending import (
    Consequence,
    WayOut,
    allow_contract,
    consequence_of,
    keeps_contract_out,
    terminate_use,
    void_use,
    ways_of,
)
from hub.orders.uses.errors import UseUnknown
from hub.orders.uses.papers import attach_file, remove_file, use_slots
from hub.orders.uses.planning import UseForm, route_use, usable_quotas
from hub.orders.uses.queries import (
    UseRow,
    UseView,
    files_of,
    find_face,
    get_use,
    get_use_file,
    list_bookings,
    list_uses,
    show_use,
    use_of_order,
)
from hub.orders.uses.registering import describe_use, discard_use, draft_use, submit_use
from hub.orders.uses.rules import use_state
from hub.orders.uses.tables import UseFile, VoucherUse

__all__ = [
    "Consequence",
    "UseFile",
    "UseForm",
    "UseRow",
    "UseUnknown",
    "UseView",
    "VoucherUse",
    "WayOut",
    "allow_contract",
    "attach_file",
    "confirm_use",
    "consequence_of",
    "describe_use",
    "discard_use",
    "draft_use",
    "files_of",
    "find_face",
    "get_use",
    "get_use_file",
    "keeps_contract_out",
    "list_bookings",
    "list_uses",
    "remove_file",
    "route_use",
    "show_use",
    "submit_use",
    "terminate_use",
    "usable_quotas",
    "use_of_order",
    "use_slots",
    "use_state",
    "void_use",
    "ways_of",
]
