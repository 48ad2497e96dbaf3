"""What a person is in charge of for a unit and is still open: applications, orders, redemptions, each with its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from hub.identity.charges import Open, in_charge_of
from hub.kernel.db import db
from hub.orders import Order
from hub.redemption import Redemption
from hub.vouchers import VoucherApplication
from hub.web.account import bp
from hub.web.guards import allow, current_actor
from hub.web.page import render
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, ApplicationState, OrderState, RedemptionState

SHOWN = 500
_DONE: dict[Any, tuple[Any, ...]] = {
    VoucherApplication: (ApplicationState.GRANTED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN),
    Order: (
        OrderState.COMPLETED,
        OrderState.CANCELLED,
        OrderState.REJECTED_BY_AREA,
        OrderState.LAPSED,
        OrderState.TERMINATED,
    ),
    Redemption: (RedemptionState.PAID, RedemptionState.REJECTED, RedemptionState.WITHDRAWN),
}


@bp.get("/work")
@allow(*HOLDER_ROLES, *INSTITUTION_ROLES)
def my_work() -> ResponseReturnValue:
    """What the caller is in charge of."""
    actor = current_actor()
    work = open_work(actor.organization_id, actor.account_id) if actor.organization_id and actor.account_id else []
    return render("account/work.html", work=work)


def open_work(unit_id: UUID, account_id: UUID) -> list[Open]:
    """Everything open that somebody is in charge of for a unit, by kind and then the newest first."""
    return [
        *_of(VoucherApplication, unit_id, account_id, _application),
        *_of(Order, unit_id, account_id, _order),
        *_of(Redemption, unit_id, account_id, _redemption),
    ]


def _of(table: Any, unit_id: UUID, account_id: UUID, shown: Callable[[Any], Open]) -> list[Open]:
    sides = [table.holder_id == unit_id]
    if hasattr(table, "institution_id"):
        sides.append(table.institution_id == unit_id)
    found = select(table).where(
        or_(*sides), table.state.not_in(_DONE[table]), in_charge_of(table, unit_id=unit_id, account_id=account_id)
    )
    return [shown(row) for row in db.session.scalars(found.order_by(table.id.desc()).limit(SHOWN))]


def _application(row: VoucherApplication) -> Open:
    path = f"/enterprise/applications/{row.no}"
    return Open(row.__tablename__, "application", row.id, row.no, path, str(row.year), row.state)


def _order(row: Order) -> Open:
    return Open(row.__tablename__, "order", row.id, row.no, f"/enterprise/orders/{row.no}", row.service_name, row.state)


def _redemption(row: Redemption) -> Open:
    side = "institution" if row.started_by_kind == "institution" else "enterprise"
    return Open(row.__tablename__, "redemption", row.id, row.no, f"/{side}/redemptions/{row.no}", "", row.state)
