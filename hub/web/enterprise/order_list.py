"""The buyer's list of orders with filters, its export, and the way from any number to its page."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from hub import audit, orders, redemption, vouchers
from hub.kernel.db import unit_of_work
from hub.kernel.errors import NotFound
from hub.kernel.scope import Scope, seen_by
from hub.orders import Order, OrderFilter
from hub.web.enterprise import bp
from hub.web.guards import allow, current_actor
from hub.web.labels import state_label, word
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from schemas.terms import HOLDER_ROLES, yuan

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/orders")
@allow(*HOLDER_ROLES)
def list_orders() -> ResponseReturnValue:
    """All orders of the enterprise, by tab and filter; the address is the state of the list."""
    chosen, tab = _chosen(), request.args.get("tab", "")
    holder_id = current_actor().organization_id
    assert holder_id is not None
    found = orders.list_bought(holder_id=holder_id, chosen=chosen, tab=tab, page=page_asked_for())
    paging = Paging(found.page, found.total, orders.PER_PAGE)
    return render("enterprise/orders/list.html", found=found, paging=paging, tab=tab, chosen=chosen)


@bp.get("/orders.csv")
@allow(*HOLDER_ROLES)
def export_orders() -> ResponseReturnValue:
    """What the list shows, all of it, for a spreadsheet."""
    holder_id = current_actor().organization_id
    assert holder_id is not None
    with unit_of_work():
        audit.record("data.exported", by=current_actor(), subject="order", subject_id=holder_id, purpose="orders.csv")
    rows = orders.export_bought(holder_id=holder_id, chosen=_chosen(), tab=request.args.get("tab", ""))
    headers = {"Content-Disposition": 'attachment; filename="orders.csv"', "Cache-Control": "no-store"}
    # The answer is written when the guard of this view has left already.
    written = within(current_actor().scope_by(*HOLDER_ROLES), _csv(rows))
    return Response(stream_with_context(written), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/find")
@allow(*HOLDER_ROLES)
def find_number() -> ResponseReturnValue:
    """From the number of an order, redemption, application or voucher to its page; else the orders with these words."""
    no = request.args.get("no", "").strip()
    ways = (
        ("enterprise.show_order", orders.get_order),
        ("enterprise.show_redemption", redemption.get_redemption),
        ("enterprise.show_application", vouchers.get_application),
        ("enterprise.show_voucher", vouchers.get_instrument),
    )
    for endpoint, look_up in ways:
        try:
            found = look_up(no.upper())
        except NotFound:
            continue
        return redirect(url_for(endpoint, no=found.no), 303)
    return redirect(url_for(".list_orders", words=no), 303)


def within(scope: Scope, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each made with the rows of this scope."""
    with seen_by(scope):
        yield from pieces


def _chosen() -> OrderFilter:
    return OrderFilter(
        words=request.args.get("words", "")[:80],
        voucher=request.args.get("voucher", "") if request.args.get("voucher") in ("with", "without") else "",
        stage=request.args.get("stage", "") if request.args.get("stage") in orders.STAGES else "",
        since=_day("since"),
        until=_day("until"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _csv(rows: Iterable[Order]) -> Iterator[bytes]:
    """Lines for a spreadsheet, with a byte order mark; a cell that would be a formula is text."""
    yield "\ufeff".encode()
    yield _line(
        t("订单编号,下单时间,服务项目,数量,券类型,状态,报价,拟兑创新券,合同金额,申请创新券,核定金额",
          "Number,Placed,Service,Quantity,Voucher,State,Quoted,Planned,Contract,Applied for,Assessed").split(",")
    )  # fmt: skip
    for order in rows:
        amounts = (order.quoted_fen, order.planned_fen, order.contract_fen, order.applied_fen, order.assessed_fen)
        yield _line(
            [
                order.no,
                order.placed_at.isoformat(timespec="minutes"),
                order.service_name,
                str(order.quantity),
                word(order.mode),
                state_label("order", order.state, order.programme),
                *("" if fen is None else yuan(fen) for fen in amounts),
            ]
        )


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return text.getvalue().encode()
