"""The area's workbench: what waits for its officers."""

from flask.typing import ResponseReturnValue

from hub import redemption
from hub.catalog import listing_queries
from hub.federation import directory
from hub.identity import request_queries
from hub.messages import count_unread
from hub.orders import Order
from hub.redemption import Redemption
from hub.vouchers import VoucherApplication
from hub.web.area import bp
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.menu import AREA_ROLES
from hub.web.page import render
from hub.web.workbench import Row, Todo, waiting
from schemas.terms import ReviewStage, Role

APPLICATIONS: list[Row] = [
    ("SUBMITTED", "申领待审核", "applications to review", "/area/applications?state=SUBMITTED"),
    ("IN_REVIEW", "申领审核中", "applications in review", "/area/applications"),
]
ORDERS: list[Row] = [("CONFIRMING_QUOTA", "订单待确认额度", "orders whose quota waits", "/area/orders?tab=confirming")]
REDEMPTIONS: list[Row] = [
    ("SUBMITTED", "兑付申请待受理", "redemptions to take up", "/area/redemptions"),
    ("HELD", "暂缓的兑付申请", "redemptions held", "/area/redemptions"),
    ("OBJECTED", "公示异议待处理", "objections to decide", "/area/redemptions"),
]
# What is in review waits for the area in some stages only; an expert's turn is nobody else's.
IN_REVIEW: list[tuple[tuple[ReviewStage | None, ...], Row]] = [
    (
        (ReviewStage.INITIAL, ReviewStage.SECOND, ReviewStage.FORMAL),
        ("IN_REVIEW", "兑付申请待审核", "redemptions to check", "/area/redemptions?tab=review"),
    ),
    (
        (ReviewStage.ASSESSMENT,),
        ("IN_REVIEW", "兑付申请待核定金额", "redemptions to assess", "/area/redemptions?tab=review"),
    ),
    ((None,), ("IN_REVIEW", "已核定待发布公示", "redemptions to publish", "/area/notices/new")),
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
        *(todo for stages, row in IN_REVIEW for todo in waiting(Redemption, [row], area=areas, stage=_one_or(stages))),
    ]
    confirming = redemption.list_reversals_to_confirm(actor.areas(Role.ASSESSOR, Role.PROVINCE_CENTER), by=actor)
    if confirming:
        first = f"/area/redemptions/{confirming[0][1]}"
        todos.append(Todo(t("冲回待另一人确认", "reversals to confirm"), first, len(confirming)))
    asked = sum(request_queries.count_queue(actor.areas(Role.REVIEWER_INITIAL)).values())
    if asked:
        todos.append(Todo(t("单位事项待办理", "requests of units to decide"), "/area/requests", asked))
    listed = listing_queries.count_waiting(actor.areas(Role.REVIEWER_INITIAL))
    if listed:
        todos.append(Todo(t("服务或仪器待发布", "listings to publish"), "/area/listings", listed))
    names = [directory.area_name(area, lang()) for area in sorted(areas)]
    return render("area/home.html", todos=todos, areas=names, unread=count_unread(actor))


def _one_or(stages: tuple[ReviewStage | None, ...]) -> ReviewStage | set[ReviewStage | None] | None:
    """None has to be compared by itself: it is in no list of SQL."""
    return stages[0] if len(stages) == 1 else set(stages)
