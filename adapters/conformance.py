"""What the conformance suite needs of any dialect: the adapter opened on its own simulator, and requests to try.

The promises themselves are in adapters/promises; a dialect of a third party is found and tested the same way.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

import requests

from adapters.contract import (
    Adapter,
    AdapterSpec,
    Capability,
    Consume,
    Handover,
    Inbound,
    LoginRequest,
    OrderNotice,
    PaymentInstruction,
    PaymentLine,
    RedemptionNotice,
    Release,
    Reserve,
    Statement,
    StatementEntry,
    Support,
    UpstreamSession,
)
from adapters.markup import read_xml, values_of
from adapters.secrets import secrets_from
from adapters.simulate import create, running, simulator_of
from adapters.transport import LOOPBACK, Http, Wire, hosts_of
from schemas.terms import Uscc, VoucherMode

AT = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)
BUYER = Uscc("91310118MA9QY10564")
SELLER = Uscc("91330402MA9JG202X5")
ACCOUNT = "6217990000000000123"


@dataclass
class Subject:
    """A dialect at its simulator. ``wires`` are the calls as they went over the wire."""

    spec: AdapterSpec
    adapter: Adapter
    address: str
    wires: list[Wire]
    platform: Any

    def fault(self, name: str, **details: Any) -> None:
        """Let the platform misbehave."""
        requests.post(f"{self.address}/_sim/faults", json={"name": name, **details}, timeout=5).raise_for_status()

    def reset(self) -> None:
        """Forget everything."""
        requests.post(f"{self.address}/_sim/reset", timeout=5).raise_for_status()
        self.wires.clear()

    def post(self, address: str, data: Any) -> requests.Response:
        """What somebody other than the hub sends there: a browser, or a clerk with a file."""
        return requests.post(address, data=data, allow_redirects=False, timeout=30)

    def seen(self) -> list[dict[str, Any]]:
        """What reached the platform."""
        found: list[dict[str, Any]] = requests.get(f"{self.address}/_sim/seen", timeout=5).json()
        return found

    def can(self, capability: Capability) -> bool:
        """Whether the dialect says that it can."""
        return self.spec.offers(capability)


@contextmanager
def subject(spec: AdapterSpec) -> Iterator[Subject]:
    """The dialect's adapter opened on its own simulator."""
    app = create(spec.dialect)
    with running(app) as address:
        wires: list[Wire] = []
        settings = spec.Settings(**settings_at(spec, address))
        http = Http(
            hosts=hosts_of(settings), networks=LOOPBACK, sign=lambda _body: "test..signature", record=wires.append
        )
        adapter = spec.open(settings, http, secrets_from(sample=True), lambda: datetime.now(UTC))
        yield Subject(spec, adapter, address, wires, app.extensions["platform"])


def settings_at(spec: AdapterSpec, address: str) -> dict[str, str]:
    """Settings under which the dialect talks to its simulator at ``address``.

    A dialect with settings of its own says them in ``simulator.settings_at(address)``.
    """
    own = getattr(simulator_of(spec.dialect), "settings_at", None)
    if own is not None:
        return dict(own(address))
    prefix = spec.dialect.upper()
    known = {
        "base_url": address,
        "client_id": "hub",
        "client_secret": f"env:{prefix}_CLIENT_SECRET",
        "api_key": f"env:{prefix}_API_KEY",
        "app_key": f"env:{prefix}_APP_KEY",
        "app_id": "hub",
        "secret": f"env:{prefix}_APP_SECRET",
    }
    if spec.support[Capability.LOGIN] is Support.PARTIAL:
        known["issuer"] = f"{address}/oidc"
    names = {field.name for field in fields(spec.Settings)}
    return {name: value for name, value in known.items() if name in names}


def order_notice(key: str = "k-order") -> OrderNotice:
    """An order to tell."""
    return OrderNotice(
        key, "CSJ-202403051000-000001", BUYER, SELLER, "电子检测", 300_000, 150_000, VoucherMode.INSTITUTION_REDEEMS,
        "PLACED", AT,
    )  # fmt: skip


def redemption_notice(key: str = "k-redemption") -> RedemptionNotice:
    """A redemption to tell."""
    return RedemptionNotice(key, "DF-202403-0001", ("CSJ-202403051000-000001",), BUYER, 150_000, "SUBMITTED", AT)


def statement(key: str = "k-statement") -> Statement:
    """A statement with a reversal in it."""
    entries = (
        StatementEntry("L1", "CSJ-202403051000-000001", SELLER, "南湖电子检测(嘉兴)有限公司", 300_000, AT),
        StatementEntry("L2", "CSJ-202402011000-000009", SELLER, "南湖电子检测(嘉兴)有限公司", -25_000, AT),
    )
    return Statement(key, "B-1", "maanshan", date(2024, 3, 1), entries, 275_000, "ab" * 32)


def instruction(key: str = "k-payment") -> PaymentInstruction:
    """A payment instruction of one line."""
    line = PaymentLine("P-1", SELLER, "南湖电子检测(嘉兴)有限公司", "测试银行", ACCOUNT, 275_000)
    return PaymentInstruction(key, "B-1", "maanshan", date(2024, 3, 1), (line,), 1, 275_000, "ab" * 32)


def said(content: bytes) -> dict[str, Any]:
    """What a request or answer says, without stamps: a JSON object, or the one in the parameter ``data``, or XML."""
    text = content.decode()
    if text.startswith("<"):
        root = read_xml(content)
        return values_of(root, root.namespace)
    values: dict[str, Any] = json.loads(text) if text.startswith("{") else dict(parse_qsl(text))
    inner = values.get("data")
    found: dict[str, Any] = json.loads(inner) if isinstance(inner, str) else values
    return found


EFFECTS: dict[str, tuple[Capability, Callable[[str], Any]]] = {
    "send_order": (Capability.ORDERS, order_notice),
    "send_redemption": (Capability.REDEMPTIONS, redemption_notice),
    "send_statement": (Capability.STATEMENTS, statement),
    "send_payment": (Capability.BANK, instruction),
}
QUOTA: dict[str, Callable[[str], Any]] = {
    "reserve": lambda key: Reserve(key, "no-such-voucher", 100, "CSJ-1"),
    "release": lambda key: Release(key, "no-such-ref"),
    "consume": lambda key: Consume(key, "no-such-ref", 100, "DF-1"),
}
CALLS: dict[str, tuple[Capability, tuple[Any, ...]]] = {
    "begin_login": (Capability.LOGIN, (LoginRequest("s", "n", "c", "http://127.0.0.1:8000/cb"),)),
    "begin_logout": (Capability.LOGOUT, (UpstreamSession("issuer", "subject", None, "token"),)),
    "find_enterprise": (Capability.DIRECTORY, (BUYER,)),
    "list_catalog": (Capability.CATALOG, (None, None)),
    "application_page": (Capability.QUOTA, (Handover("k", BUYER, "http://127.0.0.1:8000/", "delta"),)),
    "list_vouchers": (Capability.QUOTA, (BUYER, 2024)),
    "reserve": (Capability.QUOTA, (QUOTA["reserve"]("k"),)),
    "release": (Capability.QUOTA, (QUOTA["release"]("k"),)),
    "consume": (Capability.QUOTA, (QUOTA["consume"]("k"),)),
    "send_order": (Capability.ORDERS, (order_notice(),)),
    "send_redemption": (Capability.REDEMPTIONS, (redemption_notice(),)),
    "send_statement": (Capability.STATEMENTS, (statement(),)),
    "send_payment": (Capability.BANK, (instruction(),)),
    "read_inbound": (Capability.INBOUND, (Inbound("events", {}, b"{}"),)),
}
