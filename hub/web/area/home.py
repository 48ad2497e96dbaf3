"""The area's workbench: what waits for its officers."""

from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.messages import count_unread
from hub.orders import Order
from hub.redemption import Redemption
from hub.vouchers import VoucherApplication
from hub.web.area import bp
from hub.web.guards import allow, current_actor
from hub.web.language import lang
from hub.web.menu import AREA_ROLES
from hub.web.page import render
from hub.web.workbench import Row, waiting

APPLICATIONS: list[Row] = [
    ("SUBMITTED", "申领待审核", "applications to review", "/area/applications"),
    ("IN_REVIEW", "申领审核中", "applications in review", "/area/applications"),
]
ORDERS: list[Row] = [("CONFIRMING_QUOTA", "订单待确认额度", "orders whose quota waits", "/area/orders?tab=confirming")]
REDEMPTIONS: list[Row] = [
    ("SUBMITTED", "兑付申请待受理", "redemptions to take up", "/area/redemptions"),
    ("IN_REVIEW", "兑付申请审核中", "redemptions in review", "/area/redemptions"),
    ("HELD", "暂缓的兑付申请", "redemptions held", "/area/redemptions"),
    ("OBJECTED", "公示异议待处理", "objections to decide", "/area/redemptions"),
]


@bp.get("/")
@allow(*AREA_ROLES)
def home() -> ResponseReturnValue:
    """What waits for this person's areas."""
    actor = current_actor()
    areas = actor.areas(*AREA_ROLES)
    todos = [
        *waiting(VoucherApplication, APPLICATIONS, area=areas),
        *waiting(Order, ORDERS, area=areas),
        *waiting(Redemption, REDEMPTIONS, area=areas),
    ]
    names = [directory.area_name(area, lang()) for area in sorted(areas)]
    return render("area/home.html", todos=todos, areas=names, unread=count_unread(actor))
