"""The seller's workbench: orders to accept, redemptions to start or mend."""

from flask.typing import ResponseReturnValue

from hub import catalog
from hub.catalog import ListingVersion
from hub.messages import count_unread
from hub.orders import Order
from hub.redemption import Redemption
from hub.web.guards import allow, current_actor
from hub.web.institution import bp
from hub.web.page import render
from hub.web.workbench import Row, waiting
from schemas.terms import INSTITUTION_ROLES

ORDERS: list[Row] = [
    ("PLACED", "订单待接单", "orders to accept", "/institution/orders?tab=waiting"),
    ("IN_SERVICE", "服务中的订单", "orders in service", "/institution/orders?tab=in_service"),
]
REDEMPTIONS: list[Row] = [
    ("REFUSED_BY_HOLDER", "买家拒绝的兑付，待修改", "redemptions the buyer refused", "/institution/redemptions"),
    ("RETURNED", "兑付材料需补正", "redemptions to correct", "/institution/redemptions"),
    ("DRAFT", "兑付申请草稿待提交", "redemptions to submit", "/institution/redemptions"),
]
LISTINGS: list[Row] = [
    ("RETURNED", "服务或仪器被退回，待修改", "listings to correct", "/institution/services"),
    ("DRAFT", "服务或仪器草稿待提交", "listings to hand in", "/institution/services"),
]


@bp.get("/")
@allow(*INSTITUTION_ROLES)
def home() -> ResponseReturnValue:
    """What waits for this institution."""
    actor = current_actor()
    unit = actor.organization_id
    todos = [
        *waiting(Order, ORDERS, institution_id=unit),
        *waiting(Redemption, REDEMPTIONS, institution_id=unit),
        *waiting(ListingVersion, LISTINGS, institution_id=unit),
    ]
    listed = catalog.count_published(unit) if unit else 0
    return render("institution/home.html", todos=todos, listed=listed, unread=count_unread(actor))
