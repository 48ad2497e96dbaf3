"""The cart through the pages as a person without scripts uses it, and through the API as a portal does."""

from datetime import datetime

import pytest
from flask import Flask

from hub import catalog
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from tests.api.conftest import Program, token_of
from tests.orders.fixtures import hub_app
from tests.orders.test_pages import act, browser_of, grant, seen

__all__ = ["hub_app"]
NEW = "/enterprise/orders/new?service="


@pytest.fixture(autouse=True)
def march_2021(hub_app: Flask) -> None:
    """Business time at which the 2021 policy of the area is in force."""
    with hub_app.app_context(), unit_of_work():
        set_business_time(datetime(2021, 3, 4, 10, 39, tzinfo=SHANGHAI))


def test_a_cart_of_two_institutions_is_previewed_changed_and_ordered_without_scripts(hub_app: Flask) -> None:
    voucher = grant(hub_app, "HOLDER_REDEEMS")
    buyer = browser_of(hub_app, "E10")
    assert "购物车是空的" in buyer.open("/enterprise/cart").words
    act(buyer, f"{NEW}V02", "cart.add", {"quantity": "1"})
    cart = act(buyer, f"{NEW}V12", "cart.add", {"quantity": "2"})
    assert seen(cart, "cart", "orders", "total", "planned") == ["2", "4600.00", "2300.00"]
    one_more = cart.form("cart.change")
    assert one_more is not None
    more = buyer.submit(cart, one_more, {"step": "1"}, {})
    assert seen(more, "cart", "total", "planned") == ["7600.00", "3800.00"]
    refused = buyer.submit(more, more.form("cart.change"), {"quantity": "0"}, {})  # type: ignore[arg-type]
    assert refused.status == 422 and "1 至 9999" in " ".join(refused.field_errors)

    gone = act(buyer, "/enterprise/cart", "cart.remove")
    assert seen(gone, "cart", "orders") == ["1"]
    back = buyer.submit(gone, gone.form("cart.undo"), {}, {})  # type: ignore[arg-type]
    assert seen(back, "cart", "orders", "planned") == ["2", "3800.00"]

    with hub_app.app_context(), scope.everything(), unit_of_work():
        catalog.get_service("V12").price_fen = 900_00
    half = buyer.submit(back, back.form("cart.checkout"), {}, {})  # type: ignore[arg-type]
    assert seen(half, "checkout", "state", "orders", "planned") == ["PARTLY", "1", "3000.00"]
    assert [code for code, _ in half.refusals] == ["cart.figures_changed"]
    left = buyer.open("/enterprise/cart")
    assert "单价由 800.00 元 变为 900.00 元" in left.words
    rest = act(buyer, "/enterprise/cart", "cart.checkout")
    assert seen(rest, "checkout", "state", "planned") == ["PLACED", "900.00"]
    assert seen(rest, "voucher", "no", "reserved") == [voucher, "3900.00"]

    (no,) = seen(rest, "order", "no")
    again = act(buyer, f"/enterprise/orders/{no}", "order.copy")
    assert seen(again, "cart", "orders", "total") == ["1", "1800.00"]


def test_a_portal_fills_previews_and_orders_a_cart(hub_app: Flask) -> None:
    portal = Program(hub_app.test_client(), token_of(hub_app, "e11"))
    put = portal.post("/cart/items", {"service": "V02", "quantity": 2})
    assert put.status_code == 201, put.text
    (order,) = put.get_json()["orders"]
    assert (order["total_fen"], order["voucher"], len(order["lines"])) == (600_000, None, 1)
    (line,) = order["lines"]
    changed = portal.post(f"/cart/items/{line['id']}/set", {"quantity": 1}).get_json()
    assert changed["total_fen"] == 300_000
    chosen = {"key": order["key"], "seen": order["seen"]}
    (result,) = portal.post("/cart/checkout", {"orders": [chosen]}).get_json()["results"]
    assert (result["no"], result["code"]) == (None, "cart.figures_changed")
    chosen["seen"] = changed["orders"][0]["seen"]
    (result,) = portal.post("/cart/checkout", {"orders": [chosen]}).get_json()["results"]
    assert result["code"] is None and result["no"].startswith("CSJ-")
    assert portal.get("/cart").get_json()["orders"] == []
    reader = Program(hub_app.test_client(), token_of(hub_app, "e11", "order.read"))
    assert reader.post("/cart/items", {"service": "V02"}).status_code == 403
