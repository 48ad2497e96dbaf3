"""A client's webhooks for its owner: where it is told of what, the log of deliveries, sending one again."""

from datetime import timedelta
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import webhooks
from hub.identity import openid, portals
from hub.web.commands import perform
from hub.web.developer import bp
from hub.web.developer.clients import own_client
from hub.web.developer.webhook_forms import (
    add_form,
    change_form,
    redeliver_form,
    remove_form,
    rotate_form,
    test_form,
)
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.webhooks import DeliveryState
from schemas.terms import Role

ALL = "/clients/<client_id>/webhooks"
ONE = f"{ALL}/<uuid:webhook_id>"
DELIVERY = f"{ONE}/deliveries/<uuid:delivery_id>"


@bp.get(ALL)
@allow(Role.CLIENT_OWNER)
def list_webhooks(client_id: str) -> ResponseReturnValue:
    """Where the client is told of events."""
    return _list(own_client(client_id))


@bp.post(ALL)
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def add_webhook(client_id: str) -> ResponseReturnValue:
    """One more."""
    client = own_client(client_id)
    form = add_form(_base(client))
    return perform(
        lambda: webhooks.add_webhook(client=client, by=current_actor(), **form.data),
        then=lambda webhook: _path(client, webhook.id),
        back=lambda _: _list(client, form=form),
        form=form,
    )


@bp.get(ONE)
@allow(Role.CLIENT_OWNER)
def show_webhook(client_id: str, webhook_id: UUID) -> ResponseReturnValue:
    """One of them, with what was sent."""
    return _page(own_client(client_id), webhook_id)


@bp.post(f"{ONE}/change")
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def change_webhook(client_id: str, webhook_id: UUID) -> ResponseReturnValue:
    """Another address, other events, a pause."""
    client = own_client(client_id)
    form = change_form(_path(client, webhook_id), webhooks.get_webhook(client=client, webhook_id=webhook_id))
    return perform(
        lambda: webhooks.change_webhook(client=client, webhook_id=webhook_id, by=current_actor(), **form.data),
        then=lambda webhook: _path(client, webhook.id),
        back=lambda _: _page(client, webhook_id, change=form),
        form=form,
    )


@bp.post(f"{ONE}/rotate")
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def rotate_webhook_key(client_id: str, webhook_id: UUID) -> ResponseReturnValue:
    """A new signing key."""
    client = own_client(client_id)
    form = rotate_form(_path(client, webhook_id))
    return perform(
        lambda: webhooks.rotate_key(
            client=client, webhook_id=webhook_id, by=current_actor(), overlap=timedelta(hours=int(form.data["overlap"]))
        ),
        then=lambda webhook: _path(client, webhook.id),
        back=lambda _: _page(client, webhook_id, rotate=form),
        form=form,
    )


@bp.post(f"{ONE}/test")
@allow(Role.CLIENT_OWNER)
def test_webhook(client_id: str, webhook_id: UUID) -> ResponseReturnValue:
    """Send a test."""
    client = own_client(client_id)
    return perform(
        lambda: webhooks.send_test(client=client, webhook_id=webhook_id),
        then=lambda delivery: _delivery_path(client, webhook_id, delivery.id),
        back=lambda _: _page(client, webhook_id),
    )


@bp.post(f"{ONE}/remove")
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def remove_webhook(client_id: str, webhook_id: UUID) -> ResponseReturnValue:
    """Send nothing more."""
    client = own_client(client_id)
    form = remove_form(_path(client, webhook_id))
    return perform(
        lambda: webhooks.remove_webhook(client=client, webhook_id=webhook_id, by=current_actor()),
        then=lambda _: _base(client),
        back=lambda _: _page(client, webhook_id, remove=form),
        form=form,
    )


@bp.get(DELIVERY)
@allow(Role.CLIENT_OWNER)
def show_delivery(client_id: str, webhook_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """One delivery: what was sent, signed how, answered what."""
    return _delivery_page(own_client(client_id), webhook_id, delivery_id)


@bp.post(f"{DELIVERY}/redeliver")
@allow(Role.CLIENT_OWNER)
def redeliver(client_id: str, webhook_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """Send it again."""
    client = own_client(client_id)
    return perform(
        lambda: webhooks.redeliver(client=client, webhook_id=webhook_id, delivery_id=delivery_id, by=current_actor()),
        then=lambda _: _delivery_path(client, webhook_id, delivery_id),
        back=lambda _: _delivery_page(client, webhook_id, delivery_id),
    )


def _base(client: portals.OAuthClient) -> str:
    return url_for("developer.list_webhooks", client_id=client.client_id)


def _path(client: portals.OAuthClient, webhook_id: UUID) -> str:
    return url_for("developer.show_webhook", client_id=client.client_id, webhook_id=webhook_id)


def _delivery_path(client: portals.OAuthClient, webhook_id: UUID, delivery_id: UUID) -> str:
    return f"{_path(client, webhook_id)}/deliveries/{delivery_id}"


def _list(client: portals.OAuthClient, **more: object) -> str:
    found = [
        (webhook, webhooks.count_deliveries(webhook), webhooks.last_delivered_at(webhook))
        for webhook in webhooks.list_webhooks(client)
    ]
    forms = {"form": add_form(_base(client)), **more}
    return render("developer/webhooks.html", client=client, found=found, base=_base(client), **forms)


def _page(client: portals.OAuthClient, webhook_id: UUID, **more: object) -> str:
    webhook = webhooks.get_webhook(client=client, webhook_id=webhook_id)
    base = _path(client, webhook.id)
    counts = webhooks.count_deliveries(webhook)
    asked = request.args.get("state", "")
    state = DeliveryState(asked) if asked in set(DeliveryState) else None
    total = counts.get(state, 0) if state else sum(counts.values())
    paging = Paging(page_asked_for(), total)
    forms = {
        "change": change_form(base, webhook), "rotate": rotate_form(base), "trial": test_form(base),
        "remove": remove_form(base), **more,
    }  # fmt: skip
    return render(
        "developer/webhook.html", client=client, webhook=webhook, base=base, counts=counts, state=state,
        states=list(DeliveryState), paging=paging, keys_url=f"{openid.issuer()}/api/v1/webhooks/{webhook.id}/keys",
        deliveries=webhooks.list_deliveries(webhook, state=state, size=paging.size, offset=paging.offset), **forms,
    )  # fmt: skip


def _delivery_page(client: portals.OAuthClient, webhook_id: UUID, delivery_id: UUID) -> str:
    delivery = webhooks.get_delivery(client=client, webhook_id=webhook_id, delivery_id=delivery_id)
    again = delivery.state in (DeliveryState.DELIVERED, DeliveryState.GIVEN_UP)
    path = _delivery_path(client, webhook_id, delivery_id)
    return render(
        "developer/delivery.html", client=client, delivery=delivery, attempts=webhooks.list_attempts(delivery),
        base=_path(client, webhook_id), again=redeliver_form(path) if again else None,
    )  # fmt: skip
