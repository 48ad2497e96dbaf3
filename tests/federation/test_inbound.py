"""What regions tell us: kept as it came, believed only when signed, and one event however often it comes."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from adapters.contract import OrderStateReported, PaymentReported, RedemptionReceived, UpstreamSession, VoucherChanged
from adapters.simulate import running
from hub.federation import inbound
from hub.federation.models import InboundMessage, InboundState
from hub.kernel import scope
from hub.kernel.db import db
from hub.kernel.errors import Refused
from tests.federation.platforms import Platform, point_at

VOUCHER = {
    "type": "voucher.updated",
    "id": "m-1",
    "occurredAt": "2024-03-05T10:00:00+08:00",
    "data": {
        "enterpriseCode": "91310118MA9QY10564", "voucherNo": "2024QQPQ00000001", "year": 2024, "status": "VALID",
        "amount": "300000.00",
    },
}  # fmt: skip


@pytest.fixture
def hub(committing_app: Flask, both: dict[str, Platform], monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A hub whose regions stand at the simulators, and that has no consumers but the test's."""
    monkeypatch.setattr(inbound, "_consumers", {})
    monkeypatch.setattr(inbound, "_logout_consumers", [])
    point_at(committing_app, both)
    return committing_app


@pytest.fixture
def heard(hub: Flask) -> list[tuple[str, Any]]:
    """Events as a capability above hears of them."""
    found: list[tuple[str, Any]] = []
    for kind in (VoucherChanged, PaymentReported, OrderStateReported, RedemptionReceived):
        inbound.on_event(kind, lambda region, event: found.append((region, event)))
    return found


def post(
    hub: Flask, platform: Platform, message: dict[str, Any] | bytes, *, spoil: bytes = b"", topic: str = "events"
) -> int:
    """The platform posts a signed message; ``spoil`` is added after it was signed."""
    body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
    header = platform.state.wording.signature_header
    headers = {header: platform.state.bench.signer.sign(body)}
    code = "shanghai" if header == "X-SH-Signature" else "jiangsu"
    return hub.test_client().post(f"/federation/{code}/{topic}", data=body + spoil, headers=headers).status_code


def stored(hub: Flask) -> list[tuple[str, str]]:
    """State and body of what was kept."""
    with hub.app_context(), scope.everything():
        rows = db.session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars()
        return [(row.state, row.body.encode("latin-1").decode()) for row in rows]


def test_a_signed_message_is_one_event(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    assert post(hub, shanghai, VOUCHER) == 202
    ((region, event),) = heard
    assert region == "shanghai" and event.amount_fen == 30_000_000 and event.at.tzinfo is not None
    assert stored(hub) == [(InboundState.ACCEPTED, json.dumps(VOUCHER, ensure_ascii=False))]


def test_the_same_message_again_is_no_second_event(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    assert [post(hub, shanghai, VOUCHER) for _ in range(3)] == [202, 200, 200]
    replayed = {**VOUCHER, "occurredAt": "2024-03-06T10:00:00+08:00"}
    assert post(hub, shanghai, replayed) == 200
    assert len(heard) == 1
    assert [state for state, _ in stored(hub)] == ["ACCEPTED", "DUPLICATE", "DUPLICATE", "DUPLICATE"]


@pytest.mark.parametrize("spoil", [b" ", b"x"])
def test_a_message_changed_on_the_way_is_kept_and_refused(
    hub: Flask, shanghai: Platform, heard: list[Any], spoil: bytes
) -> None:
    assert post(hub, shanghai, VOUCHER, spoil=spoil) == 400
    assert heard == [] and [state for state, _ in stored(hub)] == ["REFUSED"]


def test_a_message_signed_by_nobody_or_by_another_region_is_refused(
    hub: Flask, both: dict[str, Platform], heard: list[Any]
) -> None:
    body = json.dumps(VOUCHER).encode()
    client = hub.test_client()
    assert client.post("/federation/shanghai/events", data=body).status_code == 400
    foreign = {"X-SH-Signature": both["jiangsu"].state.bench.signer.sign(body)}
    assert client.post("/federation/shanghai/events", data=body, headers=foreign).status_code == 400
    assert heard == []


@pytest.mark.parametrize("body", [json.dumps(VOUCHER).encode(), b""])
def test_a_signature_that_brings_its_own_content_is_no_signature_of_this_message(
    hub: Flask, shanghai: Platform, heard: list[Any], body: bytes
) -> None:
    said = b'{"type": "weather.changed", "id": "m-0"}'
    head, _, tail = shanghai.state.bench.signer.sign(said).split(".")
    carried = urlsafe_b64encode(said).rstrip(b"=").decode()
    headers = {"X-SH-Signature": f"{head}.{carried}.{tail}"}
    assert hub.test_client().post("/federation/shanghai/events", data=body, headers=headers).status_code == 400
    assert heard == [] and [state for state, _ in stored(hub)] == ["REFUSED"]


def test_a_word_we_do_not_know_changes_nothing(hub: Flask, shanghai: Platform, heard: list[Any]) -> None:
    data = {**VOUCHER["data"], "status": "HALF_VALID"}  # type: ignore[dict-item]
    assert post(hub, shanghai, {**VOUCHER, "data": data}) == 202
    assert heard[0][1].state == "UNKNOWN"
    assert post(hub, shanghai, {**VOUCHER, "id": "m-2", "type": "weather.changed"}) == 202
    assert len(heard) == 1


def test_a_consumer_that_fails_lets_the_region_send_it_again(hub: Flask, shanghai: Platform) -> None:
    tries: list[int] = []

    def consumer(region: str, event: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Refused()

    inbound.on_event(VoucherChanged, consumer)
    assert [post(hub, shanghai, VOUCHER) for _ in range(3)] == [503, 202, 200]
    assert len(tries) == 2


def test_the_monthly_file_in_gb18030_is_an_event_for_each_row(
    hub: Flask, both: dict[str, Platform], heard: list[Any]
) -> None:
    rows = "流水号,类型,单号,订单号,金额,状态,时间\r\n"
    rows += "202403-1,订单,CXQ202403050001,,,服务中,2024-03-31 09:00:00\r\n"
    rows += "202403-2,兑付,DF-1,CXQ202403050001,3750.00,,2024-03-31 09:00:00\r\n"
    rows += "202403-3,订单,CXQ202403050002,,,重新考虑中,2024-03-31 09:00:00\r\n"
    assert post(hub, both["jiangsu"], rows.encode("gb18030"), topic="monthly") == 202
    assert [(type(event).__name__, getattr(event, "state", None)) for _, event in heard] == [
        ("OrderStateReported", "IN_SERVICE"),
        ("RedemptionReceived", None),
        ("OrderStateReported", "UNKNOWN"),
    ]
    assert heard[1][1].amount_fen == 375_000


def test_a_region_that_ends_a_session_tells_who(hub: Flask, shanghai: Platform) -> None:
    ended: list[UpstreamSession] = []
    inbound.on_logout(lambda _, session: ended.append(session))
    with shanghai.app.test_request_context(base_url=shanghai.address):
        token = shanghai.state.idp.logout_token("sh-ent-0005")
    client = hub.test_client()
    assert client.post("/federation/shanghai/logout", data={"logout_token": token}).status_code == 200
    assert client.post("/federation/shanghai/logout", data={"logout_token": token[:-6] + "AAAAAA"}).status_code == 400
    assert [session.subject for session in ended] == ["sh-ent-0005"]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/federation/nowhere/events", 10, 404),
        ("/federation/delta/events", 10, 404),
        ("/federation/shanghai/..", 10, 404),
        ("/federation/shanghai/" + "x" * 41, 10, 404),
        ("/federation/shanghai/events", inbound.MAX_BYTES + 1, 413),
        ("/federation/tianjin/logout", inbound.LOGOUT_MAX_BYTES + 1, 413),
    ],
)
def test_unknown_places_and_large_bodies_are_turned_away(hub: Flask, path: str, size: int, status: int) -> None:
    assert hub.test_client().post(path, data=b"x" * size).status_code == status
    assert stored(hub) == []


def test_a_platform_that_calls_twice_over_the_wire_is_heard_once(
    hub: Flask, shanghai: Platform, heard: list[Any]
) -> None:
    with running(hub) as address:
        shanghai.state.webhooks.hub_url = address
        shanghai.fault("duplicate", times=1, path="/_sim/webhook")
        call = {"topic": "events", "message": {key: VOUCHER[key] for key in ("type", "data")}}
        answer = requests.post(f"{shanghai.address}/_sim/webhook", json=call, timeout=10).json()
        assert answer["statuses"] == [202, 200] and len(heard) == 1
        shanghai.fault("wrong-signature", times=1)
        assert requests.post(f"{shanghai.address}/_sim/webhook", json=call, timeout=10).json()["statuses"] == [400]
        shanghai.state.webhooks.hub_url = None
    assert len(heard) == 1
