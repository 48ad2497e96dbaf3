"""A whole platform of Jiangsu's dialect in memory, over real HTTP: for tests, demos and developers."""

import base64
import csv
import hashlib
import io
import secrets as tokens
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request

from adapters.secrets import secrets_from
from adapters.simulation.people import Enterprise, authenticate, login_page
from adapters.simulation.platform import Platform, Wording
from adapters.simulation.seeds import fen_of_signed_yuan, read_seed
from schemas.terms import fen_of_yuan

TITLE = "江苏省科技资源统筹服务云平台（模拟）"
WORDING = Wording(
    key_header="X-Biz-No", signature_header="X-JS-Signature", key="业务编号", result="处理结果", ref="受理号",
    reason="原因", done="成功", refused="退回", not_found="未找到", unheard_of="研究中",
)  # fmt: skip
MONTHLY = ("流水号", "类型", "单号", "订单号", "金额", "状态", "时间")


def create_simulator(
    seed: dict[str, Any] | None = None, *, hub_url: str | None = None, region: str = "jiangsu"
) -> Flask:
    """The simulator as a Flask application; ``hub_url`` is where its receipts go."""
    app = Flask("jiangsu-simulator")
    secrets = secrets_from(sample=True)
    app_key = secrets("env:JIANGSU_APP_KEY")
    platform = Jiangsu(
        app, read_seed("adapters.jiangsu", seed), WORDING, hub_url=hub_url, region=region,
        may_call=lambda: request.headers.get("X-App-Key") == app_key,
    )  # fmt: skip
    platform.client_secret = secrets("env:JIANGSU_CLIENT_SECRET")
    platform.open()
    return app


class Jiangsu(Platform):
    """The platform's routes."""

    client_secret: str

    def open(self) -> None:
        """Attach all routes."""
        self.codes: dict[str, tuple[Enterprise, str, str]] = {}
        self.access: dict[str, Enterprise] = {}
        self.publish_keys("/keys.json")
        self.look_up("/openapi/enterprise", self.find_entry)
        self.query("/openapi/query")
        self.effect("/openapi/order", self.note)
        self.effect("/openapi/redemption", self.note)
        self.effect("/openapi/statement", self.statement)
        self.effect("/openapi/payment", self.payment)
        for rule, view, methods in (
            ("/auth/authorize", self.authorize, ["GET", "POST"]),
            ("/auth/token", self.token, ["POST"]),
            ("/auth/userinfo", self.userinfo, ["GET"]),
            ("/_sim/monthly", self.monthly, ["POST"]),
        ):
            self.app.add_url_rule(rule, endpoint=rule, view_func=view, methods=methods)

    def find_entry(self, given: dict[str, Any]) -> dict[str, Any]:
        """The directory."""
        found, today = self.find(given["统一社会信用代码"]), self.bench.now().date()
        if found is None:
            return {"查询结果": "未找到"}
        entry = {
            "单位名称": found.name, "行政区划": found.facts["division"], "数据日期": today.isoformat(),
            "科小入库年度": today.year if found.facts.get("tech_sme") else None,
            "高企发证日期": found.facts.get("hnte_issued_on"), "在孵": bool(found.facts.get("incubatee")),
            "上年度营业收入_万元": found.facts.get("revenue_wan"),
        }  # fmt: skip
        return {"查询结果": "成功", "企业": entry}

    def statement(self, given: dict[str, Any]) -> str:
        """Accept an advice."""
        entries = [fen_of_signed_yuan(line["金额"]) for line in given["明细"]]
        return self.treasury.accept_statement(given["批次号"], entries, fen_of_signed_yuan(given["合计"]))

    def payment(self, given: dict[str, Any]) -> str:
        """Accept an instruction and pay."""
        lines = [
            {
                "ext_ref": line["付款流水号"], "payee": line["收款单位"], "account": line["账号"],
                "amount_fen": fen_of_signed_yuan(line["金额"]),
            }
            for line in given["明细"]
        ]  # fmt: skip
        return self.treasury.pay(given["批次号"], lines, given["笔数"], fen_of_yuan(given["合计"]))

    def authorize(self) -> Any:
        """The login page, and the way back to the hub."""
        if request.args.get("client_id") != "hub" or request.args.get("code_challenge_method") != "S256":
            return Response("unknown client or no PKCE", 400)
        if request.method == "GET":
            return login_page(TITLE)
        found = authenticate(self.people, request.form.get("username", ""), request.form.get("password", ""))
        if found is None:
            return Response(login_page(TITLE, "用户名或密码有误。"), 401)
        code, args = tokens.token_urlsafe(24), request.args
        self.codes[code] = (found, args["code_challenge"], args["redirect_uri"])
        state = "of-another-login" if self.bench.take("state") else args["state"]
        return redirect(f"{args['redirect_uri']}?{urlencode({'code': code, 'state': state})}", 303)

    def token(self) -> Any:
        """Exchange a code, once."""
        form = request.form
        kept = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if form.get("client_secret") != self.client_secret:
            return jsonify(error="invalid_client"), 401
        if kept is None or kept[1] != challenge or kept[2] != form.get("redirect_uri"):
            return jsonify(error="invalid_grant"), 400
        token = tokens.token_urlsafe(24)
        self.access[token] = kept[0]
        return jsonify(access_token=token, token_type="Bearer", expires_in=300)

    def userinfo(self) -> Any:
        """Who holds the access token."""
        found = self.access.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if found is None:
            return jsonify(error="invalid_token"), 401
        answer = {
            "用户标识": found.subject, "单位名称": found.name, "统一社会信用代码": found.uscc, "经办人": found.person,
            "手机号": found.phone,
        }  # fmt: skip
        if self.bench.take("no-userinfo-sub"):
            del answer["用户标识"]
        return jsonify(answer)

    def monthly(self) -> Any:
        """``[{流水号, 类型, 单号, …}]``: send the monthly file with these rows to the hub."""
        out = io.StringIO()
        writer = csv.DictWriter(out, MONTHLY, lineterminator="\r\n", restval="")
        writer.writeheader()
        writer.writerows(request.get_json())
        return jsonify(statuses=self.webhooks.send("monthly", out.getvalue().encode("gb18030"), "text/csv"))
