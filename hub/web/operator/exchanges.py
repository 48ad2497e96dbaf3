"""Messages to and from regions: the list, one message with its attempts, and sending a dead letter again.

An operator sees that and how a message went, never what it says: contents are personal and payment data.
"""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory, exchanges, overview
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.timeline import timeline_of
from schemas.terms import ExchangeState, Role


@bp.get("/exchanges")
@allow(Role.HUB_OPERATOR)
def list_exchanges() -> ResponseReturnValue:
    """Messages to regions, latest first."""
    state, region = request.args.get("state", ""), request.args.get("region", "")
    known = ExchangeState(state) if state in set(ExchangeState) else None
    page = page_asked_for()
    found, total = exchanges.list_exchanges(region=region or None, state=known, page=page)
    return render(
        "operator/exchanges/list.html", found=found, paging=Paging(page, total, exchanges.PAGE_SIZE), state=known,
        states=list(ExchangeState), counts=overview.count_by_state(region or None), region=region,
        regions=directory.list_regions(),
    )  # fmt: skip


@bp.get("/exchanges/<uuid:exchange_id>")
@allow(Role.HUB_OPERATOR)
def show_exchange(exchange_id: UUID) -> ResponseReturnValue:
    """One message."""
    return _page(exchange_id)


@bp.post("/exchanges/<uuid:exchange_id>")
@allow(Role.HUB_OPERATOR)
def resend_exchange(exchange_id: UUID) -> ResponseReturnValue:
    """Send a dead letter again."""
    return perform(
        lambda: exchanges.resend(exchange_id, by=current_actor()),
        then=lambda exchange: url_for(".show_exchange", exchange_id=exchange.id),
        back=lambda _: _page(exchange_id),
        form=_resend_form(),
    )


def _page(exchange_id: UUID) -> str:
    exchange = exchanges.get_exchange(exchange_id)
    return render(
        "operator/exchanges/show.html", exchange=exchange, attempts=exchanges.list_attempts(exchange_id),
        history=timeline_of("exchange", exchange.id), region=directory.get_region(exchange.region),
        form=_resend_form() if exchange.state is ExchangeState.DEAD else None,
    )  # fmt: skip


def _resend_form() -> Form:
    return Form(action="exchange.resend", submit=t("重新发送", "Send again"))
