"""Orders with a voucher of either mode or without one, from placing to the end of the service."""

from hub.orders import desk, evaluations, taking_over, uses
from hub.orders.acting import (
    accept_order,
    cancel_order,
    complete_order,
    decline_order,
    price_done_offline,
    set_price,
)
from hub.orders.candidates import Candidate, list_candidates
from hub.orders.cart import add_to_cart, change_in_cart, copy_to_cart, count_in_cart, list_cart, remove_from_cart
from hub.orders.cart_checkout import Confirmed, check_out, get_checkout
from hub.orders.cart_preview import WITHOUT, CartGroup, CartLine, CartView, show_cart
from hub.orders.cart_tables import CartItem, Checkout, OrderLine
from hub.orders.confirming import confirm_quota, refuse_quota
from hub.orders.desk_tables import DeskBatch, SavedFilter
from hub.orders.direct import drop_stand_in, stand_in_for_invoice
from hub.orders.entitling import apply_for_order, correct_application
from hub.orders.errors import WHY_NOT, AlreadyAccepted, DirectOnly, OrderDenied, OrderUnknown, VoucherNotValid
from hub.orders.expected import grants_by_order
from hub.orders.expiry import Ending, calendar_of
from hub.orders.holds import live_hold, reserved_fen, return_unused
from hub.orders.lines import lines_of
from hub.orders.listing import STAGES, OrderFilter, export_bought, list_bought
from hub.orders.models import Order
from hub.orders.options import Option, order_options
from hub.orders.phone_bookings import (
    PhoneBooking,
    confirm_booking,
    decline_booking,
    enter_booking,
    get_booking,
    list_phone_bookings,
)
from hub.orders.placing import place_order
from hub.orders.promises import promise_of_options
from hub.orders.queries import (
    PER_PAGE,
    OrderPage,
    get_order,
    holders_of_orders,
    list_orders,
    list_orders_on_voucher,
)
from hub.orders.redeeming import (
    await_holder,
    back_to_service,
    begin_redemption,
    finish_orders,
    lapse_orders,
    list_orders_by_id,
    note_amounts,
)
from hub.orders.regions import is_mastered_there, tell_consumed, waiting_words
from hub.orders.routing import Routing, accepts_voucher, open_to, preview_order
from hub.orders.rules import TABS
from hub.orders.showing import OrderView, show_order
from hub.orders.splitting import NotSplittable, PartTooLarge, may_be_priced, supplement_order

__all__ = [
    "PER_PAGE",
    "STAGES",
    "TABS",
    "WHY_NOT",
    "WITHOUT",
    "AlreadyAccepted",
    "Candidate",
    "CartGroup",
    "CartItem",
    "CartLine",
    "CartView",
    "Checkout",
    "Confirmed",
    "DeskBatch",
    "DirectOnly",
    "Ending",
    "NotSplittable",
    "Option",
    "Order",
    "OrderDenied",
    "OrderFilter",
    "OrderLine",
    "OrderPage",
    "OrderUnknown",
    "OrderView",
    "PartTooLarge",
    "PhoneBooking",
    "Routing",
    "SavedFilter",
    "VoucherNotValid",
    "accept_order",
    "accepts_voucher",
    "add_to_cart",
    "apply_for_order",
    "await_holder",
    "back_to_service",
    "begin_redemption",
    "calendar_of",
    "cancel_order",
    "change_in_cart",
    "check_out",
    "complete_order",
    "confirm_booking",
    "confirm_quota",
    "copy_to_cart",
    "correct_application",
    "count_in_cart",
    "decline_booking",
    "decline_order",
    "desk",
    "drop_stand_in",
    "enter_booking",
    "evaluations",
    "export_bought",
    "finish_orders",
    "get_booking",
    "get_checkout",
    "get_order",
    "grants_by_order",
    "holders_of_orders",
    "is_mastered_there",
    "lapse_orders",
    "lines_of",
    "list_bought",
    "list_candidates",
    "list_cart",
    "list_orders",
    "list_orders_by_id",
    "list_orders_on_voucher",
    "list_phone_bookings",
    "live_hold",
    "may_be_priced",
    "note_amounts",
    "open_to",
    "order_options",
    "place_order",
    "preview_order",
    "price_done_offline",
    "promise_of_options",
    "refuse_quota",
    "remove_from_cart",
    "reserved_fen",
    "return_unused",
    "set_price",
    "show_cart",
    "show_order",
    "stand_in_for_invoice",
    "supplement_order",
    "taking_over",
    "tell_consumed",
    "uses",
    "waiting_words",
]
