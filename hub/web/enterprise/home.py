"""The buyer's workbench: what waits for the enterprise, what it may spend, what to do first."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from hub import identity, orders, vouchers
from hub.kernel.clock import business_today
from hub.messages import count_unread
from hub.orders import Order
from hub.redemption import Redemption
from hub.vouchers import HeldVoucher, VoucherApplication
from hub.web.enterprise import bp
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.workbench import Row, Todo, waiting
from schemas.terms import HOLDER_ROLES

APPLICATIONS: list[Row] = [
    ("RETURNED", "申领需补正", "applications to correct", "/enterprise/applications"),
    ("AWAITING_STAMPED_FORM", "待上传盖章申领表", "stamped forms to upload", "/enterprise/applications"),
    ("DRAFT", "申领草稿待提交", "applications to submit", "/enterprise/applications"),
]
ORDERS: list[Row] = [
    (
        "IN_SERVICE",
        "服务中的订单，完成后可申请兑付",
        "orders in service, to be redeemed next",
        "/enterprise/orders?tab=in_service",
    ),
]
ENDINGS_SHOWN = 8
REDEMPTIONS: list[Row] = [
    ("AWAITING_HOLDER", "兑付申请待您同意或拒绝", "redemptions to agree or refuse", "/enterprise/redemptions"),
    ("RETURNED", "兑付材料需补正", "redemptions to correct", "/enterprise/redemptions"),
    ("DRAFT", "兑付申请草稿待提交", "redemptions to submit", "/enterprise/redemptions"),
]


@bp.get("/")
@allow(*HOLDER_ROLES)
def home() -> ResponseReturnValue:
    """What waits for this enterprise."""
    actor = current_actor()
    unit = actor.organization_id
    if unit is None:
        return render("enterprise/home.html", todos=[], held=[], unread=count_unread(actor))
    today = business_today()
    return render(
        "enterprise/home.html",
        todos=_todos(unit),
        held=_held(unit),
        entitlements=vouchers.what_may_i_spend(unit, today),
        missing=identity.missing_profile(identity.get_organization(unit)),
        endings=orders.calendar_of(unit, today)[:ENDINGS_SHOWN],
        today=today,
        in_cart=orders.count_in_cart(actor),
        last=next(iter(orders.list_bought(holder_id=unit, chosen=orders.OrderFilter()).orders), None),
        unread=count_unread(actor),
    )


def _held(unit: UUID) -> list[HeldVoucher]:
    today = business_today()
    return vouchers.held_vouchers(vouchers.list_instruments(unit, on=today), today)


def _todos(unit: UUID) -> list[Todo]:
    booked = sum(one.is_open for one in orders.list_phone_bookings(holder_id=unit))
    text = t("电话预约待您确认", "telephone bookings to confirm")
    return [
        *([Todo(text, "/enterprise/phone-bookings", booked)] if booked else []),
        *waiting(Redemption, REDEMPTIONS, holder_id=unit),
        *waiting(VoucherApplication, APPLICATIONS, holder_id=unit),
        *waiting(Order, ORDERS, holder_id=unit),
    ]
