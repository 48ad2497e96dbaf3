"""Acts through /api/v1, where there is an operation; what must be seen is still read from the person's pages."""

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urljoin
from uuid import uuid4

import requests

from hub.stories.driver import Driver, HttpDriver
from hub.stories.page import Page
from hub.stories.samples import Upload
from schemas.terms import fen_of_yuan

SCOPES = ["order.read", "order.write", "redemption.read", "redemption.write"]
TEXTS = ("effect", "innovation", "remark")


class ApiRefused(Exception):
    """The API answered with a problem; ``page`` shows it as a page would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(page.text)


class ApiDriver(HttpDriver):
    """A person's browser and, beside it, a program with that person's access token."""

    token: str | None = None

    def call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        """One operation.

        Raises:
            ApiRefused: the answer is problem+json.
        """
        headers = {"Authorization": f"Bearer {self._token()}", "Idempotency-Key": str(uuid4())}
        headers |= arguments.pop("headers", {})
        url = urljoin(self.base_url, f"/api/v1{path}")
        response = requests.request(method, url, headers=headers, timeout=120, **arguments)
        body: dict[str, Any] = response.json()
        if response.status_code >= 400:
            sentence = html.escape(f"{body.get('detail', '')} {body.get('errors', '')}")
            refusal = f'<main><p data-error="{html.escape(body["code"])}">{sentence}</p></main>'
            raise ApiRefused(Page(url, response.status_code, refusal))
        return body

    def _token(self) -> str:
        if self.token is None:
            page = self.open("/account/tokens")
            form = page.form("token.create")
            assert form is not None, f"{page.url} offers no access token: {page.words[:200]}"
            answer = self.submit(page, form, {"name": "story", "scopes": SCOPES, "minutes": 15}, {})
            self.token = str(answer.tree.xpath("//*[@data-token]")[0].text_content())
        return self.token


def place_order(driver: ApiDriver, _on: str | None, values: dict[str, Any]) -> str:
    """POST /orders; the path of the order's page."""
    names = ("service", "quantity", "voucher", "need")
    body: dict[str, Any] = {name: values[name] for name in names if name in values}
    if "agreed_amount" in values:
        body["agreed_fen"] = fen_of_yuan(values["agreed_amount"])
    key = {"Idempotency-Key": str(values["idempotency_key"])} if "idempotency_key" in values else {}
    return f"/enterprise/orders/{driver.call('POST', '/orders', json=body, headers=key)['no']}"


def submit_redemption(driver: ApiDriver, on: str | None, values: dict[str, Any]) -> str:
    """Draft, papers, submit: one operation after the other; the number of the redemption."""
    no = on
    if no is None:
        no = _draft(driver, values)
        for invoice in values.get("invoices", ()):
            _send_part(driver, f"/redemptions/{no}/invoices", invoice)
        for receipt in values.get("receipts", ()):
            _send_part(driver, f"/redemptions/{no}/receipts", receipt)
        for slot, uploads in values.get("files", {}).items():
            for upload in uploads:
                path = f"/redemptions/{no}/materials/{slot}?name={quote(upload.name)}"
                driver.call("PUT", path, data=upload.data, headers={"Content-Type": upload.content_type})
    driver.call("POST", f"/redemptions/{no}/submit", json={})
    return f"/{{side}}/redemptions/{no}"


def _draft(driver: ApiDriver, values: dict[str, Any]) -> str:
    body: dict[str, Any] = {"orders": values["orders"]}
    if "contract_amount" in values:
        body["contract_fen"] = fen_of_yuan(values["contract_amount"])
    body["texts"] = {name: values[name] for name in TEXTS if name in values}
    return str(driver.call("POST", "/redemptions", json=body)["no"])


def _send_part(driver: ApiDriver, path: str, entry: dict[str, Any]) -> None:
    upload: Upload = entry["file"]
    fields = {name: value for name, value in entry.items() if name != "file"}
    part = {"file": (upload.name, upload.data, upload.content_type)}
    driver.call("POST", path, data={name: _text(value) for name, value in fields.items()}, files=part)


def _text(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


def _simple(kind: str, verb: str, side: str) -> Callable[[ApiDriver, str | None, dict[str, Any]], str]:
    def act(driver: ApiDriver, on: str | None, values: dict[str, Any]) -> str:
        body = {f"{name}_fen" if name == "amount" else name: value for name, value in values.items()}
        if "amount_fen" in body:
            body["amount_fen"] = fen_of_yuan(body["amount_fen"])
        driver.call("POST", f"/{kind}/{on}/{verb}", json=body)
        return f"/{side}/{kind}/{on}"

    return act


OPERATIONS: dict[str, Callable[[ApiDriver, str | None, dict[str, Any]], str]] = {
    "order.place": place_order,
    "order.cancel": _simple("orders", "cancel", "enterprise"),
    "order.accept": _simple("orders", "accept", "institution"),
    "order.decline": _simple("orders", "decline", "institution"),
    "order.set_price": _simple("orders", "set-price", "institution"),
    "redemption.submit": submit_redemption,
    "redemption.resubmit": _simple("redemptions", "resubmit", "{side}"),
    "redemption.withdraw": _simple("redemptions", "withdraw", "{side}"),
    "redemption.agree": _simple("redemptions", "agree", "enterprise"),
    "redemption.refuse": _simple("redemptions", "refuse", "enterprise"),
}


def act(driver: Driver, do: str, on: str | None, values: dict[str, Any], side: str) -> Page | None:
    """Do it through the API and open the object's page; None where the API has no such operation."""
    if not isinstance(driver, ApiDriver) or do not in OPERATIONS:
        return None
    try:
        return driver.open(OPERATIONS[do](driver, on, values).format(side=side))
    except ApiRefused as refused:
        return refused.page
