"""A platform that speaks the standard dialect, in memory, over real HTTP: for tests, demos and developers."""

from typing import Any

from flask import Flask, Response, jsonify, redirect, request

from adapters.secrets import secrets_from
from adapters.simulation.identity_provider import IdentityProvider
from adapters.simulation.people import Enterprise
from adapters.simulation.platform import Platform, Wording
from adapters.simulation.seeds import read_seed
from adapters.simulation.vouchers import Voucher

TITLE = "标准接口平台（模拟）"
WORDING = Wording(
    key_header="Idempotency-Key", signature_header="Region-Signature", key="key", result="status", ref="ref",
    reason="reason_code", done="DONE", refused="REFUSED", not_found="NOT_SEEN", unheard_of="PONDERING",
)  # fmt: skip


def create_simulator(
    seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "standard"
) -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its messages go."""
    app = Flask("standard-simulator")
    secrets = secrets_from(sample=True)
    token = secrets("env:STANDARD_REGION_TOKEN")
    platform = Standard(
        app, read_seed("adapters.standard", seed), WORDING, hub_url=hub_url, region=region,
        may_call=lambda: request.headers.get("Authorization") == f"Bearer {token}",
    )  # fmt: skip
    platform.idp = IdentityProvider(
        app, platform.bench, client_id="hub", client_secret=secrets("env:STANDARD_CLIENT_SECRET"), title=TITLE,
        acr="low", claims_of=_claims, people=lambda: platform.people,
    )  # fmt: skip
    platform.open()
    return app


class Standard(Platform):
    """The platform's routes."""

    idp: IdentityProvider

    def open(self) -> None:
        """Attach all routes."""
        self.publish_keys("/keys.json")
        self.look_up("/enterprises/find", self.find_entry)
        self.look_up("/vouchers/list", self.list_vouchers)
        self.query("/requests/find")
        self.effect("/vouchers/reserve", self.reserve)
        self.effect("/vouchers/release", lambda given: self.book.release(given["ref"]).ref)
        self.effect("/vouchers/consume", lambda given: self.book.consume(given["ref"], given["amount_fen"]).ref)
        self.effect("/orders", self.note)
        self.effect("/redemptions", self.note)
        self.effect("/statements", self.statement)
        self.effect("/payments", self.payment)
        self.app.add_url_rule("/apply", view_func=self.apply)
        self.app.add_url_rule("/_sim/vouchers", view_func=self.show_vouchers)

    def apply(self) -> Any:
        """The application page: there is nothing to fill in, the enterprise is sent back at once."""
        return redirect(request.args["return_url"], 303)

    def show_vouchers(self) -> Response:
        """What the platform itself shows: for the eyes of tests and demos."""
        return jsonify([_voucher(voucher) for voucher in self.book.vouchers.values()])

    def find_entry(self, given: dict[str, Any]) -> dict[str, Any]:
        """The directory."""
        found, today = self.find(given["uscc"]), self.bench.now().date().isoformat()
        if found is None:
            return {"facts": []}
        facts = {"holder.name": found.name, "holder.division": found.facts["division"]}
        return {
            "facts": [{"id": id, "value": value, "as_of": today, "authority": TITLE} for id, value in facts.items()]
        }

    def list_vouchers(self, given: dict[str, Any]) -> dict[str, Any]:
        """An enterprise's vouchers of a year."""
        found = [_voucher(voucher) for voucher in self.book.list(given["uscc"], given["year"])]
        if self.bench.take("unknown-word"):
            found = [{**voucher, "state": "PONDERED"} for voucher in found]
        return {"vouchers": found}

    def reserve(self, given: dict[str, Any]) -> str:
        """Set an amount aside."""
        return self.book.reserve(given["voucher_no"], given["amount_fen"], given["order_no"]).ref

    def statement(self, given: dict[str, Any]) -> str:
        """Accept an advice."""
        entries = [entry["amount_fen"] for entry in given["entries"]]
        return self.treasury.accept_statement(given["batch_no"], entries, given["total_fen"])

    def payment(self, given: dict[str, Any]) -> str:
        """Accept an instruction and pay."""
        lines = [{**line, "payee": line["payee_name"]} for line in given["lines"]]
        return self.treasury.pay(given["batch_no"], lines, given["count"], given["total_fen"])


def _voucher(voucher: Voucher) -> dict[str, Any]:
    return {
        "voucher_no": voucher.voucher_no, "uscc": voucher.uscc, "mode": voucher.mode, "year": voucher.year,
        "amount_fen": voucher.amount_fen, "available_fen": voucher.available_fen,
        "valid_until": voucher.valid_until.isoformat(), "state": "ACTIVE",
    }  # fmt: skip


def _claims(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "org": {"uscc": enterprise.uscc, "name": enterprise.name},
        "person": {"name": enterprise.person, "phone": enterprise.phone},
    }
