"""A whole platform of Tianjin's dialect in memory, over real HTTP: for tests, demos and developers."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

from adapters.markup import write_xml
from adapters.secrets import secrets_from
from adapters.simulation.cas_server import CasServer
from adapters.simulation.people import Enterprise
from adapters.simulation.platform import Platform, Wording
from adapters.simulation.seeds import fen_of_signed_yuan, read_seed
from adapters.tianjin.translate import LAB_HEADER, NAMESPACE, read_body
from schemas.terms import fen_of_yuan

TITLE = "天津市科技创新券系统（模拟）"
XML = "application/xml; charset=utf-8"
API = "/services"
NOT_RECOGNIZED = "该账户未通过科技型中小企业认定，不能使用科技创新券。"
LABS_A_PAGE = 4
REGIONS = Path(__file__).resolve().parents[2] / "regions"
WORDING = Wording(
    key_header="X-Request-No", signature_header="X-TJ-Signature", key="RequestNo", result="Result", ref="AcceptNo",
    reason="Reason", done="受理", refused="退回", not_found="无此记录", unheard_of="再议",
)  # fmt: skip
ROOTS = {
    "order": "OrderNotice", "redemption": "RedemptionNotice", "statement": "Statement", "payment": "Payment",
    "query": "Query", "enterprise": "FindEnterprise",
}  # fmt: skip


def create_simulator(
    seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "tianjin"
) -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its messages and logouts go."""
    app = Flask("tianjin-simulator")
    api_key = secrets_from(sample=True)("env:TIANJIN_API_KEY")
    platform = Tianjin(
        app, read_seed("adapters.tianjin", seed), WORDING, hub_url=hub_url, region=region,
        may_call=lambda: request.headers.get("X-Api-Key") == api_key,
    )  # fmt: skip
    platform.cas = CasServer(
        app, platform.bench, title=TITLE, people=lambda: platform.people, attributes_of=_attributes,
        refusal_of=lambda person: None if person.facts.get("tech_sme") else NOT_RECOGNIZED, hub_url=hub_url,
        logout_url=f"{hub_url}/federation/{region}/logout" if hub_url else None,
    )  # fmt: skip
    platform.open()
    return app


class Tianjin(Platform):
    """The platform's routes, in XML."""

    cas: CasServer

    def open(self) -> None:
        """Attach all routes."""
        self.publish_keys("/message-keys.json")
        self.look_up(f"{API}/enterprise", self.find_entry)
        self.query(f"{API}/query")
        self.effect(f"{API}/order", self.note)
        self.effect(f"{API}/redemption", self.note)
        self.effect(f"{API}/statement", self.statement)
        self.effect(f"{API}/payment", self.payment)
        for rule, view in ((f"{API}/labs.csv", self.labs), (f"{API}/policy.toml", self.policy)):
            self.app.add_url_rule(rule, endpoint=rule, view_func=view)

    def fill(self) -> None:
        """Seed everything anew; nobody is logged in."""
        super().fill()
        if hasattr(self, "cas"):
            self.cas.clear()

    def given(self) -> dict[str, Any]:
        """The XML of the request."""
        return read_body(request.get_data(), ROOTS[request.path.rpartition("/")[2]])

    def told(self, body: Any, status: int = 200) -> Any:
        """An answer in XML; a look-up's answer says under which element."""
        root, values = body if isinstance(body, tuple) else ("Reply", body)
        return Response(write_xml(root, NAMESPACE, values), status, content_type=XML)

    def confirmed(self, body: dict[str, Any]) -> Any:
        """A signed answer in XML."""
        response = self.told(body)
        signature = self.bench.signature(response.get_data())
        if signature:
            response.headers[self.wording.signature_header] = signature
        return response

    def letter(self, topic: str, body: bytes, content_type: str) -> tuple[bytes, dict[str, str]]:  # noqa: ARG002
        """A message as XML: ``{id, occurredAt, Kind, Content}``."""
        given = json.loads(body)
        values = {
            "MessageNo": given["id"], "OccurredAt": given["occurredAt"], "Kind": given["Kind"],
            "Content": given["Content"],
        }  # fmt: skip
        return super().letter(topic, write_xml("Message", NAMESPACE, values), XML)

    def find_entry(self, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The directory."""
        found, today = self.find(given["CreditCode"]), self.bench.now().date()
        if found is None:
            return "Enterprise", {"Found": "false"}
        return "Enterprise", {
            "Found": "true", "UnitName": found.name, "DistrictCode": found.facts["division"],
            "TechSmeYear": today.year if found.facts.get("tech_sme") else None,
            "HnteIssuedOn": found.facts.get("hnte_issued_on"), "AsOf": today.isoformat(),
        }  # fmt: skip

    def statement(self, given: dict[str, Any]) -> str:
        """Accept an advice."""
        entries = [fen_of_signed_yuan(line["Amount"]) for line in given["Lines"]]
        return self.treasury.accept_statement(given["BatchNo"], entries, fen_of_signed_yuan(given["Total"]))

    def payment(self, given: dict[str, Any]) -> str:
        """Accept an instruction and pay."""
        lines = [
            {
                "ext_ref": line["PayNo"], "payee": line["PayeeName"], "account": line["Account"],
                "amount_fen": fen_of_signed_yuan(line["Amount"]),
            }
            for line in given["Lines"]
        ]  # fmt: skip
        return self.treasury.pay(given["BatchNo"], lines, int(given["Count"]), fen_of_yuan(given["Total"]))

    def labs(self) -> Response:
        """The directory of recognised laboratories, some at a time, changed since a day."""
        self._check()
        since, start = request.args.get("since", ""), int(request.args.get("cursor", "0"))
        known = [row for row in self.seed["labs"] if max(row["收录日期"], row.get("退出日期", "")) >= since]
        out = io.StringIO()
        writer = csv.DictWriter(out, LAB_HEADER, lineterminator="\r\n", restval="")
        writer.writeheader()
        writer.writerows(known[start : start + LABS_A_PAGE])
        response = Response(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        if start + LABS_A_PAGE < len(known):
            response.headers["X-Next-Cursor"] = str(start + LABS_A_PAGE)
        return response

    def policy(self) -> Response:
        """The newest policy document of the region that this simulator plays."""
        self._check()
        files = sorted((REGIONS / self.webhooks.region / "policy").glob("[0-9]*.toml"))
        if not files:
            abort(404)
        return Response(files[-1].read_bytes(), content_type="application/toml")

    def _check(self) -> None:
        if not self.may_call():
            abort(401)


def _attributes(enterprise: Enterprise) -> dict[str, str]:
    return {
        "creditCode": enterprise.uscc, "unitName": enterprise.name, "contactName": enterprise.person,
        "mobile": enterprise.phone,
    }  # fmt: skip
