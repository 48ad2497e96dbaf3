"""Messages to and from regions: the list, one message with its attempts, and sending a dead letter again.

An operator sees that and how a message went, never what it says: contents are personal and payment data.
"""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.federation import Exchange, directory, exchanges, overview
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
@allow(*exchanges.MAY_CONFIRM)
def show_exchange(exchange_id: UUID) -> ResponseReturnValue:
    """One message."""
    return _page(exchange_id)


@bp.post("/exchanges/<uuid:exchange_id>/propose")
@allow(Role.HUB_OPERATOR)
def propose_resend(exchange_id: UUID) -> ResponseReturnValue:
    """Propose to send a dead letter again."""
    return perform(
        lambda: exchanges.propose_resend(exchange_id, by=current_actor()),
        then=lambda exchange: url_for(".show_exchange", exchange_id=exchange.id),
        back=lambda _: _page(exchange_id),
        form=_propose_form(exchange_id),
    )


@bp.post("/exchanges/<uuid:exchange_id>")
@allow(*exchanges.MAY_CONFIRM)
def resend_exchange(exchange_id: UUID) -> ResponseReturnValue:
    """Send a dead letter again, as another person proposed."""
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
        form=_form_of(exchange), proposal=exchanges.proposal_of(exchange),
    )  # fmt: skip


def _form_of(exchange: Exchange) -> Form | None:
    """What this person may do about a dead letter: propose it, or confirm what another proposed."""
    if exchange.state is not ExchangeState.DEAD:
        return None
    actor, proposal = current_actor(), exchanges.proposal_of(exchange)
    if proposal is None:
        return _propose_form(exchange.id) if actor.has(Role.HUB_OPERATOR) else None
    return _resend_form() if proposal.account_id != actor.account_id else None


def _propose_form(exchange_id: UUID) -> Form:
    url = url_for(".propose_resend", exchange_id=exchange_id)
    return Form(action="exchange.propose_resend", url=url, submit=t("提出重发", "Propose to send it again"))


def _resend_form() -> Form:
    return Form(action="exchange.resend", submit=t("确认重发", "Confirm: send it again"))
