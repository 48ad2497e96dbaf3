"""A simulated claim desk: any amount within the county's three caps, at once and without review (ZJ2-10…14)."""

from html import escape
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, redirect, request

from adapters.simulation.people import Enterprise
from adapters.simulation.sealed_forms import Gateway, unsealed
from adapters.simulation.ticket_pages import page
from adapters.simulation.ticket_service import TicketService
from adapters.simulation.vouchers import Refusal, Voucher, VoucherBook
from schemas.terms import fen_of_yuan, yuan

REFUSED = {
    "above_claim": "超过单次申领上限。",
    "above_year": "超过本年度还可申领的额度。",
    "above_holding": "超过可持有的额度上限。",
    "not_positive": "申领金额须大于零，最多两位小数。",
    "other_county": "受理地区须为通过实名认证的县（市、区）。",
}


class Claims(VoucherBook):
    """The voucher book of a platform where an enterprise's amount of a year grows with each claim."""

    def __init__(self, seed: dict[str, Any]) -> None:
        super().__init__(seed)
        self.counties = {row["division"]: row for row in seed.get("counties", [])}

    def claimed(self, uscc: str, year: int) -> Voucher | None:
        """What the enterprise has claimed of a year."""
        return next(iter(self.list(uscc, year)), None)

    def claim(self, enterprise: Enterprise, division: str, year: int, amount_fen: int) -> Voucher:
        """Add to what the enterprise has; refused beyond one of the three caps."""
        county = self.counties.get(division)
        if county is None or division != enterprise.facts["division"]:
            raise Refusal("other_county")
        known = self.claimed(enterprise.uscc, year)
        before, held = (known.amount_fen, known.amount_fen - known.used_fen) if known else (0, 0)
        if amount_fen <= 0:
            raise Refusal("not_positive")
        for cap, after in (("claim", amount_fen), ("year", before + amount_fen), ("holding", held + amount_fen)):
            if after > county[f"{cap}_fen"]:
                raise Refusal(f"above_{cap}")
        if known is None:
            first = {"uscc": enterprise.uscc, "mode": "01", "amount_fen": 0, "number_code": county["number_code"]}
            known = self.issue(first, year)
        known.amount_fen += amount_fen
        return known


class ClaimDesk:
    """The page under /claim: for whoever is logged in as the enterprise that the hub sends."""

    def __init__(self, app: Flask, gateway: Gateway, sso: TicketService, *, platform: Any, title: str) -> None:
        self.gateway, self.sso, self.platform, self.title = gateway, sso, platform, title
        app.add_url_rule("/claim", view_func=self.claim, methods=["GET", "POST"])

    def claim(self) -> Any:
        """Log in where needed, choose the county and an amount, and go back."""
        if self.gateway.fault():
            return unsealed()
        known = self.sso.whose()
        if known is None or known[1].enterprise.uscc != self.gateway.data()["tyshxydm"]:
            return self._log_in()
        if request.method == "GET" or "amount" not in request.form:
            return self._page(known[1].enterprise)
        return self._claimed(known[1].enterprise)

    def _log_in(self) -> Any:
        entered = self.sso.enter() if request.method == "POST" else None
        if entered is None:
            return self.sso.ask(failed=request.method == "POST")
        return self.sso.keep(redirect(request.full_path, 303), entered[0])  # type: ignore[arg-type]

    def _claimed(self, enterprise: Enterprise) -> Any:
        try:
            amount = fen_of_yuan(request.form["amount"])
        except ValueError:
            amount = 0
        try:
            year = self.platform.bench.now().year
            self.platform.book.claim(enterprise, request.form.get("county", ""), year, amount)
        except Refusal as refusal:
            return Response(self._page(enterprise, REFUSED[str(refusal)]), 422)
        back = escape(self.gateway.data()["returnUrl"])
        note = "创新券使用业务请返回科技大脑进行操作，请勿在政务网页面操作。"
        link = f'<p><a href="{back}" data-action="claim.back">返回</a></p>'
        return page(self.title, f"<h1>申领成功</h1><p>{note}</p>{link}")

    def _page(self, enterprise: Enterprise, wrong: str = "") -> str:
        book, year = self.platform.book, self.platform.bench.now().year
        known = book.claimed(enterprise.uscc, year)
        claimed = known.amount_fen if known else 0
        cap = book.counties.get(enterprise.facts["division"], {}).get("year_fen", 0)
        rows = (("本年度申领额度上限", cap), ("已申领额度", claimed), ("还可申领额度", max(cap - claimed, 0)))
        figures = "".join(f"<tr><th>{name}</th><td>{yuan(value)} 元</td></tr>" for name, value in rows)
        options = "".join(f'<option value="{code}">{row["name"]}</option>' for code, row in book.counties.items())
        alert = f'<p role="alert">{wrong}</p>' if wrong else ""
        action = f"/claim?{'&'.join(f'{name}={quote(value)}' for name, value in request.args.items())}"
        form = (
            f'{alert}<form method="post" action="{escape(action)}" data-action="region.claim">'
            f'<label>受理地区 <select name="county">{options}</select></label>'
            '<label>申领金额（元，建议按需申领） <input name="amount" inputmode="decimal" required></label>'
            '<button type="submit">申领</button></form>'
        )
        head = f"<h1>创新券申领</h1><p>{escape(enterprise.name)}，{year} 年度。无需审核，即领即得。</p>"
        return page(self.title, f"{head}<table>{figures}</table>{form}")
