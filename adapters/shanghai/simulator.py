"""A whole platform of Shanghai's dialect in memory, over real HTTP: for tests, demos and developers."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, redirect, request

from adapters.secrets import secrets_from
from adapters.simulation.bench import Bench, OtherBody
from adapters.simulation.identity_provider import IdentityProvider
from adapters.simulation.people import Enterprise, enterprises_of
from adapters.simulation.seeds import fen_of_signed_yuan, read_seed
from adapters.simulation.treasury import Treasury
from adapters.simulation.vouchers import Refusal, Reservation, Voucher, VoucherBook
from adapters.simulation.webhooks import Webhooks
from schemas.terms import fen_of_yuan, yuan

SIGNATURE = "X-SH-Signature"
TITLE = "上海科技创新券平台（模拟）"


class Platform:
    """The platform's state and its routes."""

    def __init__(self, app: Flask, seed: dict[str, Any], *, hub_url: str | None, region: str) -> None:
        secrets = secrets_from(sample=True)
        self.api_key = secrets("env:SHANGHAI_API_KEY")
        self.seed = seed
        self.bench = Bench(app, key_of=lambda: request.headers.get("X-Request-Id", ""), on_reset=self.fill)
        self.idp = IdentityProvider(
            app, self.bench, client_id="hub", client_secret=secrets("env:SHANGHAI_CLIENT_SECRET"), title=TITLE,
            acr="substantial", claims_of=_claims,
        )  # fmt: skip
        self.treasury = Treasury(app, self.bench)
        self.webhooks = Webhooks(app, self.bench, hub_url=hub_url, region=region, signature_header=SIGNATURE)
        self.fill()
        app.add_url_rule("/message-keys.json", view_func=lambda: jsonify(self.bench.signer.public_keys()))
        app.add_url_rule("/apply", view_func=self.apply, methods=["GET", "POST"])
        app.add_url_rule("/_sim/vouchers", view_func=self.show_vouchers)
        for path, view in (("/enterprise/find", self.find), ("/voucher/list", self.vouchers), ("/request/query", self.ask)):
            app.add_url_rule(f"/api/v2{path}", endpoint=path, view_func=self._guarded(view), methods=["POST"])
        for path, act in EFFECTS.items():
            app.add_url_rule(f"/api/v2{path}", endpoint=path, view_func=self._effect(act), methods=["POST"])

    def fill(self) -> None:
        """Seed everything anew."""
        self.book = VoucherBook(self.seed)
        self.people = enterprises_of(self.seed)
        self.idp.people = self.people
        self.notices: list[dict[str, Any]] = []
        self.treasury.clear()

    def find(self) -> Response:
        """The directory."""
        code, today = request.get_json()["enterpriseCode"], self.bench.now().date()
        found = next((person for person in self.people.values() if person.uscc == code), None)
        if found is None:
            return jsonify(found=False)
        entry: dict[str, Any] = {
            "name": found.name, "districtCode": found.facts["division"], "asOf": today.isoformat(),
            "techSmeYear": today.year if found.facts.get("tech_sme") else None,
            "hnteIssuedOn": f"{today.year - 1}-11-15" if found.facts.get("hnte") else None,
        }  # fmt: skip
        return jsonify(found=True, enterprise=entry)

    def vouchers(self) -> Response:
        """An enterprise's vouchers of a year."""
        given = request.get_json()
        status = "TO_BE_DECIDED" if self.bench.take("unknown-word") else "VALID"
        return jsonify(vouchers=[_voucher(v, status) for v in self.book.list(given["enterpriseCode"], given["year"])])

    def ask(self) -> Response:
        """What became of a request."""
        key = request.get_json()["requestId"]
        kept = self.bench.answers.get(key)
        return self.bench.signed(kept[1] if kept else {"requestId": key, "result": "NOT_FOUND"}, SIGNATURE)

    def apply(self) -> Any:
        """The application page, which sends the enterprise back."""
        if request.method == "POST":
            return redirect(request.args["returnUrl"], 303)
        return f'<!doctype html><title>{TITLE}</title><h1>申领</h1><form method="post"><button>完成</button></form>'

    def show_vouchers(self) -> Response:
        """What the platform itself shows: for the eyes of tests and demos."""
        return jsonify([_voucher(voucher, "VALID") for voucher in self.book.vouchers.values()])

    def _guarded(self, view: Callable[[], Any]) -> Callable[[], Any]:
        def guarded() -> Any:
            if request.headers.get("Authorization") != f"Bearer {self.api_key}":
                return jsonify(message="unauthorized"), 401
            return view()

        return guarded

    def _effect(self, act: Callable[["Platform", dict[str, Any]], str]) -> Callable[[], Any]:
        def once() -> dict[str, Any]:
            given = request.get_json()
            try:
                return {"requestId": given["requestId"], "result": "SUCCESS", "serialNo": act(self, given)}
            except Refusal as refusal:
                return {"requestId": given["requestId"], "result": "REJECTED", "reasonCode": str(refusal).upper()}

        def view() -> Any:
            if not self.bench._key_of() or self.bench._key_of() != request.get_json().get("requestId"):
                return jsonify(reasonCode="KEY_MISSING"), 400
            try:
                answer = self.bench.effect(once)
            except OtherBody:
                return jsonify(reasonCode="OTHER_BODY"), 422
            if self.bench.take("unknown-word"):
                answer = {**answer, "result": "UNDER_CONSIDERATION"}
            return self.bench.signed(answer, SIGNATURE)

        return self._guarded(view)


def create_simulator(seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "shanghai") -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its webhooks go."""
    app = Flask("shanghai-simulator")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["platform"] = Platform(app, read_seed("adapters.shanghai", seed), hub_url=hub_url, region=region)
    return app


def _reserve(platform: Platform, given: dict[str, Any]) -> str:
    return platform.book.reserve(given["voucherNo"], fen_of_yuan(given["amount"]), given["orderNo"]).ref


def _release(platform: Platform, given: dict[str, Any]) -> str:
    return _ref(platform.book.release(given["serialNo"]))


def _consume(platform: Platform, given: dict[str, Any]) -> str:
    return _ref(platform.book.consume(given["serialNo"], fen_of_yuan(given["amount"])))


def _notify(platform: Platform, given: dict[str, Any]) -> str:
    platform.notices.append(given)
    return f"N{len(platform.notices):06d}"


def _statement(platform: Platform, given: dict[str, Any]) -> str:
    entries = [fen_of_signed_yuan(line["amount"]) for line in given["lines"]]
    return platform.treasury.accept_statement(given["batchNo"], entries, fen_of_signed_yuan(given["totalAmount"]))


def _payment(platform: Platform, given: dict[str, Any]) -> str:
    lines = [
        {
            "ext_ref": line["payRef"], "payee": line["payeeName"], "account": line["account"],
            "amount_fen": fen_of_yuan(line["amount"]),
        }
        for line in given["lines"]
    ]  # fmt: skip
    return platform.treasury.pay(given["batchNo"], lines, given["count"], fen_of_yuan(given["totalAmount"]))


EFFECTS: dict[str, Callable[[Platform, dict[str, Any]], str]] = {
    "/voucher/reserve": _reserve,
    "/voucher/release": _release,
    "/voucher/consume": _consume,
    "/order/notify": _notify,
    "/redemption/notify": _notify,
    "/settlement/statement": _statement,
    "/settlement/payment": _payment,
}


def _ref(reservation: Reservation) -> str:
    return reservation.ref


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
