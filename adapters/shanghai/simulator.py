"""A whole platform of Shanghai's dialect in memory, over real HTTP: for tests, demos and developers."""

from typing import Any

from flask import Flask, Response, jsonify, redirect, request

from adapters.secrets import secrets_from
from adapters.simulation.identity_provider import IdentityProvider
from adapters.simulation.people import Enterprise
from adapters.simulation.platform import Platform, Wording
from adapters.simulation.seeds import fen_of_signed_yuan, read_seed
from adapters.simulation.vouchers import Voucher
from schemas.terms import fen_of_yuan, yuan

TITLE = "上海科技创新券平台（模拟）"
WORDING = Wording(
    key_header="X-Request-Id", signature_header="X-SH-Signature", key="requestId", result="result", ref="serialNo",
    reason="reasonCode", done="SUCCESS", refused="REJECTED", not_found="NOT_FOUND", unheard_of="UNDER_CONSIDERATION",
)  # fmt: skip
APPLY = """<!doctype html><html lang="zh"><title>{title}</title><h1>创新券申领（模拟）</h1>
<form method="post"><button type="submit">完成并返回</button></form></html>"""


def create_simulator(
    seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "shanghai"
) -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its webhooks go."""
    app = Flask("shanghai-simulator")
    secrets = secrets_from(sample=True)
    api_key = secrets("env:SHANGHAI_API_KEY")
    platform = Shanghai(
        app, read_seed("adapters.shanghai", seed), WORDING, hub_url=hub_url, region=region,
        may_call=lambda: request.headers.get("Authorization") == f"Bearer {api_key}",
    )  # fmt: skip
    platform.idp = IdentityProvider(
        app, platform.bench, client_id="hub", client_secret=secrets("env:SHANGHAI_CLIENT_SECRET"), title=TITLE,
        acr="substantial", claims_of=_claims, people=lambda: platform.people,
        logout_uri=f"{hub_url}/federation/{region}/logout" if hub_url else None,
    )  # fmt: skip
    platform.open()
    return app


class Shanghai(Platform):
    """The platform's routes."""

    idp: IdentityProvider

    def open(self) -> None:
        """Attach all routes."""
        api = "/api/v2"
        self.publish_keys("/message-keys.json")
        self.look_up(f"{api}/enterprise/find", self.find_entry)
        self.look_up(f"{api}/voucher/list", self.list_vouchers)
        self.query(f"{api}/request/query")
        self.effect(f"{api}/voucher/reserve", self.reserve)
        self.effect(f"{api}/voucher/release", lambda given: self.book.release(given["serialNo"]).ref)
        self.effect(f"{api}/voucher/consume", self.consume)
        self.effect(f"{api}/order/notify", self.note)
        self.effect(f"{api}/redemption/notify", self.note)
        self.effect(f"{api}/settlement/statement", self.statement)
        self.effect(f"{api}/settlement/payment", self.payment)
        self.app.add_url_rule("/apply", view_func=self.apply, methods=["GET", "POST"])
        self.app.add_url_rule("/_sim/vouchers", view_func=self.show_vouchers)

    def find_entry(self, given: dict[str, Any]) -> dict[str, Any]:
        """The directory."""
        found, today = self.find(given["enterpriseCode"]), self.bench.now().date()
        if found is None:
            return {"found": False}
        entry = {
            "name": found.name, "districtCode": found.facts["division"], "asOf": today.isoformat(),
            "techSmeYear": today.year if found.facts.get("tech_sme") else None,
            "hnteIssuedOn": f"{today.year - 1}-11-15" if found.facts.get("hnte") else None,
        }  # fmt: skip
        return {"found": True, "enterprise": entry}

    def list_vouchers(self, given: dict[str, Any]) -> dict[str, Any]:
        """An enterprise's vouchers of a year."""
        status = "TO_BE_DECIDED" if self.bench.take("unknown-word") else "VALID"
        found = self.book.list(given["enterpriseCode"], given["year"])
        return {"vouchers": [_voucher(voucher, status) for voucher in found]}

    def reserve(self, given: dict[str, Any]) -> str:
        """Set an amount aside."""
        return self.book.reserve(given["voucherNo"], fen_of_yuan(given["amount"]), given["orderNo"]).ref

    def consume(self, given: dict[str, Any]) -> str:
        """Spend a reservation."""
        return self.book.consume(given["serialNo"], fen_of_yuan(given["amount"])).ref

    def statement(self, given: dict[str, Any]) -> str:
        """Accept an advice."""
        entries = [fen_of_signed_yuan(line["amount"]) for line in given["lines"]]
        return self.treasury.accept_statement(given["batchNo"], entries, fen_of_signed_yuan(given["totalAmount"]))

    def payment(self, given: dict[str, Any]) -> str:
        """Accept an instruction and pay."""
        lines = [
            {
                "ext_ref": line["payRef"], "payee": line["payeeName"], "account": line["account"],
                "amount_fen": fen_of_signed_yuan(line["amount"]),
            }
            for line in given["lines"]
        ]  # fmt: skip
        return self.treasury.pay(given["batchNo"], lines, given["count"], fen_of_yuan(given["totalAmount"]))

    def apply(self) -> Any:
        """The application page, which sends the enterprise back."""
        if request.method == "POST":
            return redirect(request.args["returnUrl"], 303)
        return APPLY.format(title=TITLE)

    def show_vouchers(self) -> Response:
        """What the platform itself shows: for the eyes of tests and demos."""
        return jsonify([_voucher(voucher, "VALID") for voucher in self.book.vouchers.values()])


def _voucher(voucher: Voucher, status: str) -> dict[str, Any]:
    return {
        "voucherNo": voucher.voucher_no, "enterpriseCode": voucher.uscc, "voucherType": voucher.mode,
        "year": voucher.year, "amount": yuan(voucher.amount_fen), "balance": yuan(voucher.available_fen),
        "validUntil": voucher.valid_until.isoformat(), "status": status,
    }  # fmt: skip


def _claims(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "org": {"unified_code": enterprise.uscc, "name": enterprise.name},
        "person": {"name": enterprise.person, "mobile": enterprise.phone},
    }
