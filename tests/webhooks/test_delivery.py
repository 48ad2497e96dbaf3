"""What clients are told, in which order, how often, and how a receiver knows that it is genuine."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hub import audit, webhooks
from hub.identity.provider.tables import OAuthConsent
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.errors import HubError
from tests.webhooks.conftest import Hub, receiving


def test_an_event_arrives_once_signed_for_its_subscription_and_says_no_more_than_which_object_it_is(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    unit, order = hub.unit(client, "openid", "order.read"), uuid4()
    hub.happens("order.placed", order=order, unit=unit, area="qingpu")
    hub.drain()
    (message,) = hub.receiver.messages
    assert message["event"] == "order.placed" and message["object"] == {"type": "order", "no": "CSJ-1"}
    assert message["org_ids"] == [str(unit)] and message["areas"] == [] and message["attempt"] == 1
    assert set(message) == {
        *("id", "event", "occurred_at", "object", "org_ids", "areas", "webhook", "client_id", "sent_at", "attempt"),
    }  # fmt: skip
    (delivery,) = hub.deliveries(client, webhook)
    assert (str(delivery.id), delivery.state) == (message["id"], webhooks.DeliveryState.DELIVERED)
    keys = hub.keys(client, webhook)
    heard: set[str] = set()
    sent = {"webhook_id": str(webhook), "fetch_keys": lambda: keys, "heard": heard}
    body, signature = hub.receiver.bodies[0], hub.receiver.signatures[0]
    assert receiving.read_message(body, signature, **sent) == message
    with pytest.raises(receiving.HeardBefore):
        receiving.read_message(body, signature, **sent)
    with pytest.raises(receiving.Refused, match="too old"):
        receiving.read_message(body, signature, **(sent | {"heard": set()}), now=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(receiving.Refused, match="signature"):
        receiving.read_message(body.replace(b"placed", b"lapsed"), signature, **sent)
    with pytest.raises(receiving.Refused, match="another"):
        receiving.read_message(body, signature, **(sent | {"webhook_id": str(uuid4())}))


def test_what_fails_is_tried_again_under_the_same_id_and_later_events_of_that_object_wait_for_it(hub: Hub):
    client = hub.client()
    hub.webhook(client)
    unit, order, other = hub.unit(client, "openid", "order.read"), uuid4(), uuid4()
    hub.receiver.answers = [500, 500, 503, 200]
    hub.happens("order.placed", order=order, unit=unit)
    hub.happens("order.accepted", order=order, unit=unit)
    hub.happens("order.placed", order=other, unit=unit)
    hub.drain()
    told = [(m["event"], m["attempt"]) for m in hub.receiver.messages]
    of_order = [m["event"] for m in hub.receiver.messages if m["event"] != "order.placed"]
    assert of_order == ["order.accepted"] and told.index(("order.accepted", 1)) > told.index(("order.placed", 2))
    first = hub.receiver.messages[0]
    assert {m["id"] for m in hub.receiver.messages if m["attempt"] > 1} <= {
        m["id"] for m in hub.receiver.messages if m["attempt"] == 1
    }
    again = [m for m in hub.receiver.messages if m["id"] == first["id"]]
    assert again[-1]["sent_at"] > again[0]["sent_at"]


def test_it_is_given_up_after_twelve_tries_in_sight_of_the_operators_and_can_be_sent_again(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    unit, order = hub.unit(client, "openid", "order.read"), uuid4()
    hub.receiver.answers = [500] * 12 + [200]
    hub.happens("order.placed", order=order, unit=unit)
    hub.drain()
    (delivery,) = hub.deliveries(client, webhook)
    assert (delivery.state, delivery.tries) == (webhooks.DeliveryState.GIVEN_UP, webhooks.TRIES_MAX)
    assert len(hub.receiver.bodies) == 12
    hub.do(webhooks.redeliver, client, webhook_id=webhook, delivery_id=delivery.id, by=THE_HUB)
    hub.drain()
    (delivery,) = hub.deliveries(client, webhook)
    assert delivery.state is webhooks.DeliveryState.DELIVERED
    assert len({message["id"] for message in hub.receiver.messages}) == 1
    assert hub.do(lambda client: len(webhooks.list_attempts(delivery)) if client else 0, client) == 13


def test_a_redirect_is_not_followed_and_not_tried_again(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    hub.receiver.answers = [302]
    hub.do(webhooks.send_test, client, webhook_id=webhook)
    hub.drain()
    (delivery,) = hub.deliveries(client, webhook)
    assert (delivery.state, delivery.tries, delivery.event) == (webhooks.DeliveryState.GIVEN_UP, 1, "webhook.test")


def test_the_old_key_signs_beside_the_new_one_while_a_rotation_overlaps(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    pinned = hub.keys(client, webhook)
    hub.do(webhooks.rotate_key, client, webhook_id=webhook, by=THE_HUB)
    published = hub.keys(client, webhook)
    assert len(published["keys"]) == 2 and pinned["keys"][0] in published["keys"]
    hub.do(webhooks.send_test, client, webhook_id=webhook)
    hub.drain()
    body, signature = hub.receiver.bodies[0], hub.receiver.signatures[0]
    newest = {"keys": published["keys"][:1]}
    for keys in (pinned, newest):
        told = {"webhook_id": str(webhook), "fetch_keys": lambda keys=keys: keys, "heard": set()}
        assert receiving.read_message(body, signature, **told)["event"] == "webhook.test"
    with pytest.raises(HubError, match="overlap"):
        hub.do(webhooks.rotate_key, client, webhook_id=webhook, by=THE_HUB)
    hub.do(webhooks.rotate_key, client, webhook_id=webhook, by=THE_HUB, overlap=timedelta(0))
    assert pinned["keys"][0] not in hub.keys(client, webhook)["keys"]


def test_a_portal_hears_of_those_who_let_it_and_a_region_of_what_is_its_own(hub: Hub):
    portal, region = hub.client(), hub.client(region="shanghai")
    events = ("order.placed", "redemption.paid", "settlement.signed", "notice.published", "account.linked")
    at_portal, at_region = hub.webhook(portal, *events), hub.webhook(region, *events)
    unit, stranger = hub.unit(portal, "openid", "org", "order.read"), uuid4()
    cases = [
        ("order.placed", unit, "wujiang", [portal]),  # the unit agreed, and lies elsewhere
        ("order.placed", unit, "qingpu", [portal, region]),
        ("order.placed", stranger, "qingpu", [region]),
        ("order.placed", stranger, "wujiang", []),
        ("redemption.paid", unit, "wujiang", []),  # redemption.read was not agreed to
        ("settlement.signed", unit, "qingpu", [region]),
        ("settlement.signed", unit, "wujiang", []),
        ("notice.published", None, "wujiang", [portal, region]),  # public
        ("account.linked", unit, None, [portal]),
        ("order.price_set", unit, "qingpu", []),  # no webhook event
    ]
    for event, organization, area, _ in cases:
        hub.happens(event, order=uuid4(), unit=organization, area=area)
    told = {
        client: [delivery.event for delivery in reversed(hub.deliveries(client, webhook))]
        for client, webhook in ((portal, at_portal), (region, at_region))
    }
    assert told == {client: [event for event, _, _, to in cases if client in to] for client in (portal, region)}
    hub.drain()
    (linked,) = [message for message in hub.receiver.messages if message["event"] == "account.linked"]
    assert linked["object"] == {"type": "account", "no": None}  # a user name is not told


def test_what_was_owed_is_dropped_when_the_consent_is_taken_back_before_it_leaves(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    unit = hub.unit(client, "openid", "order.read")
    hub.happens("order.placed", order=uuid4(), unit=unit)

    def withdraw(client) -> None:
        for consent in db.session.query(OAuthConsent):
            consent.withdrawn_at = utc_now()

    hub.do(withdraw, client)
    hub.drain()
    assert hub.receiver.bodies == []
    (delivery,) = hub.deliveries(client, webhook)
    assert delivery.state is webhooks.DeliveryState.DROPPED


NEVER_CALLED = [
    *("http://portal.example/hooks", "https://10.0.0.5/hooks", "https://169.254.169.254/latest", "ftp://a.example/"),
    *("https://user@portal.example/", "https://portal.example/../x", "https://[::ffff:10.0.0.1]/", "x"),
]


def test_an_address_that_the_hub_would_not_call_is_refused(hub: Hub):
    client = hub.client()
    for url in NEVER_CALLED:
        with pytest.raises(HubError) as refused:
            hub.webhook(client, url=url)
        assert (refused.value.code, refused.value.field) == ("webhook.address", "url"), url


def test_nothing_is_owed_when_the_business_action_is_rolled_back(hub: Hub):
    client = hub.client()
    webhook = hub.webhook(client)
    unit = hub.unit(client, "openid", "order.read")

    def act(client) -> None:
        audit.record("order.placed", by=THE_HUB, subject="order", subject_id=uuid4(), organizations=(unit,))
        assert db.session.query(webhooks.WebhookDelivery).count() == 1
        raise RuntimeError("the action fails")

    with pytest.raises(RuntimeError):
        hub.do(act, client)
    assert hub.deliveries(client, webhook) == []
    assert json.dumps(hub.receiver.messages) == "[]"
