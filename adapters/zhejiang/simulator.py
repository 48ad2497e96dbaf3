"""A whole platform of Zhejiang's dialect in memory, over real HTTP: for tests, demos and developers."""

import hashlib
import json
from typing import Any

from flask import Flask, Response, g, jsonify, request

from adapters.secrets import secrets_from
from adapters.simulation.claims import ClaimDesk, Claims
from adapters.simulation.platform import Platform, Wording
from adapters.simulation.sealed_forms import Gateway
from adapters.simulation.seeds import fen_of_signed_yuan, policy_document, read_seed
from adapters.simulation.ticket_service import TicketService
from adapters.simulation.vouchers import Voucher
from schemas.terms import fen_of_yuan, yuan

TITLE = "浙江科技大脑（模拟）"
WORDING = Wording(
    key_header="", signature_header="", key="ywbh", result="jg", ref="lsh", reason="yy", done="00", refused="01",
    not_found="09", unheard_of="77",
)  # fmt: skip
IN_FORCE, UNHEARD_OF = "01", "88"
PAGE_ROWS = 1


def create_simulator(
    seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "zhejiang"
) -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its messages go."""
    app = Flask("zhejiang-simulator")
    # A payment instruction is one long parameter.
    app.config["MAX_FORM_MEMORY_SIZE"] = None
    secret = secrets_from(sample=True)("env:ZHEJIANG_APP_SECRET")
    platform = Zhejiang(
        app, read_seed("adapters.zhejiang", seed), WORDING, hub_url=hub_url, region=region,
        may_call=lambda: platform.gateway.fault() is None,
    )  # fmt: skip
    platform.open(secret)
    return app


class Zhejiang(Platform):
    """The platform's routes."""

    gateway: Gateway
    book: Claims

    def open(self, secret: str) -> None:
        """Attach all routes."""
        self.gateway = Gateway(self.bench, app_id="hub", secret=secret)
        self.sso = TicketService(
            self.app, self.gateway, title=TITLE, people=lambda: self.people,
            tell=lambda topic, data: self.webhooks.send(topic, json.dumps(data, ensure_ascii=False).encode()),
        )  # fmt: skip
        self.desk = ClaimDesk(self.app, self.gateway, self.sso, platform=self, title=TITLE)
        self.look_up("/api/qyxx", self.find_entry)
        self.look_up("/api/qcx", self.list_vouchers)
        self.look_up("/api/fwml", self.list_catalog)
        self.look_up("/api/zcwj", self.show_policy)
        self.query("/api/jgcx")
        self.effect("/api/qyl", self.reserve)
        self.effect("/api/qsf", lambda given: self.book.release(given["lsh"]).ref)
        self.effect("/api/qhx", lambda given: self.book.consume(given["lsh"], fen_of_yuan(given["je"])).ref)
        self.effect("/api/ddts", self.note)
        self.effect("/api/dfts", self.note)
        self.effect("/api/dzd", self.statement)
        self.effect("/api/zfzl", self.payment)
        self.app.add_url_rule("/_sim/vouchers", view_func=self.show_vouchers)

    def fill(self) -> None:
        """Seed everything anew."""
        super().fill()
        self.book = Claims(self.seed)
        if hasattr(self, "sso"):
            self.sso.forget()

    def given(self) -> dict[str, Any]:
        """What the request says: the JSON inside its form."""
        if "given" not in g:
            g.given = self.gateway.data()
        found: dict[str, Any] = g.given
        return found

    def key(self) -> str:
        """Our key stands inside; a look-up has none."""
        if not request.path.startswith("/api/"):
            return ""
        return str(self.given().get("ywbh", ""))

    def said(self) -> bytes:
        """Stamp and nonce differ from try to try."""
        return request.form.get("data", "").encode()

    def told(self, body: Any, status: int = 200) -> Any:
        """A sealed answer that changes nothing, or a sealed refusal."""
        return self.gateway.answer(body, status, "200" if status == 200 else str(body.get("yy", status)))

    def confirmed(self, body: dict[str, Any]) -> Any:
        """A sealed answer."""
        return self.gateway.answer(body)

    def letter(self, topic: str, body: bytes, content_type: str) -> tuple[bytes, dict[str, str]]:  # noqa: ARG002
        """A sealed message; what it is about stands inside as text."""
        message = json.loads(body)
        if "xxlx" in message:
            content = json.dumps(message.get("xxnr", {}), ensure_ascii=False)
            written = self.bench.now().strftime("%Y%m%d%H%M%S")
            message = {
                "xxbh": message.get("xxbh") or message["id"], "xxlx": message["xxlx"],
                "fssj": message.get("fssj", written), "xxnr": content,
            }  # fmt: skip
        return self.gateway.letter(topic, message)

    def find_entry(self, given: dict[str, Any]) -> dict[str, Any]:
        """The directory."""
        found, today = self.find(given["tyshxydm"]), self.bench.now().date()
        if found is None:
            return {"jg": "09"}
        entry = {
            "qymc": found.name, "xzqh": found.facts["division"], "gxrq": today.strftime("%Y%m%d"),
            "kxnd": today.year if found.facts.get("tech_sme") else None, "gqfzrq": found.facts.get("hnte_issued_on"),
            "yysr": found.facts.get("revenue_wan"),
        }  # fmt: skip
        return {"jg": "00", "qyxx": json.dumps(entry, ensure_ascii=False)}

    def list_vouchers(self, given: dict[str, Any]) -> dict[str, Any]:
        """An enterprise's vouchers of a year."""
        state = UNHEARD_OF if self.bench.take("unknown-word") else IN_FORCE
        found = [_voucher(voucher, state) for voucher in self.book.list(given["tyshxydm"], given["nd"])]
        return {"qlb": json.dumps(found, ensure_ascii=False)}

    def list_catalog(self, given: dict[str, Any]) -> dict[str, Any]:
        """One institution to a page, with its services."""
        number = int(given.get("yh") or 0)
        listed = self.seed.get("institutions", [])
        shown = listed[number : number + PAGE_ROWS]
        names = [row["uscc"] for row in shown]
        services = [_service(row) for row in self.seed.get("services", []) if row["institution"] in names]
        institutions = [{"tyshxydm": row["uscc"], "ztmc": row["name"], "xzqh": row["division"]} for row in shown]
        after = str(number + PAGE_ROWS) if number + PAGE_ROWS < len(listed) else None
        return {
            "ztlb": json.dumps(institutions, ensure_ascii=False), "fwlb": json.dumps(services, ensure_ascii=False),
            "xyy": after,
        }  # fmt: skip

    def show_policy(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """The county's policy, as the platform keeps it."""
        content = policy_document(self.webhooks.region, "zhejiang")
        return {"zw": content.decode(), "zyz": hashlib.sha256(content).hexdigest()}

    def reserve(self, given: dict[str, Any]) -> str:
        """Set an amount aside."""
        return self.book.reserve(given["qbh"], fen_of_yuan(given["je"]), given["ddbh"]).ref

    def statement(self, given: dict[str, Any]) -> str:
        """Accept an advice."""
        entries = [fen_of_signed_yuan(line["je"]) for line in given["mx"]]
        return self.treasury.accept_statement(given["pcbh"], entries, fen_of_signed_yuan(given["hj"]))

    def payment(self, given: dict[str, Any]) -> str:
        """Accept an instruction and pay."""
        lines = [
            {"ext_ref": row["fklsh"], "payee": row["skdw"], "account": row["zh"],
             "amount_fen": fen_of_signed_yuan(row["je"])}
            for row in given["mx"]
        ]  # fmt: skip
        return self.treasury.pay(given["pcbh"], lines, given["bs"], fen_of_yuan(given["hj"]))

    def show_vouchers(self) -> Response:
        """What the platform itself shows: for the eyes of tests and demos."""
        return jsonify([_voucher(voucher, IN_FORCE) for voucher in self.book.vouchers.values()])


def _voucher(voucher: Voucher, state: str) -> dict[str, Any]:
    return {
        "qbh": voucher.voucher_no, "tyshxydm": voucher.uscc, "dff": voucher.mode, "nd": voucher.year,
        "je": yuan(voucher.amount_fen), "ye": yuan(voucher.available_fen),
        "yxqz": voucher.valid_until.strftime("%Y%m%d"), "zt": state,
    }  # fmt: skip


def _service(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "fwbh": row["number"], "zttyshxydm": row["institution"], "fwmc": row["name"], "fwlb": row["category"],
        "jglx": row["pricing"], "jg": row["price"], "dw": row.get("unit"),
    }  # fmt: skip
