"""A portal reads which orders a voucher can be applied for, with the same reason that applying gets (TJ-21)."""

from collections.abc import Callable

from tests.api.conftest import Program


def test_each_order_says_why_not_and_applying_says_the_same(program: Callable[..., Program]) -> None:
    buyer = program("e15")
    plain = buyer.post("/orders", {"service": "V15", "quantity": 1}).get_json()
    badged = buyer.post("/orders", {"service": "V08", "quantity": 39}).get_json()
    assert badged["no"].startswith("IV") and badged["programme"] == "tj-city"
    found = {one["order_no"]: one for one in buyer.get("/applications/by-order").get_json()["items"]}
    assert found[plain["no"]]["why_not"] == "application.no_badge"
    refused = buyer.post(f"/orders/{badged['no']}/apply", {"estimate_fen": 390_000, "activity": "检测"})
    assert refused.status_code >= 400
    assert refused.get_json(force=True)["code"] == found[badged["no"]]["why_not"] == "application.denied"


def test_a_token_without_the_scope_cannot_apply(program: Callable[..., Program]) -> None:
    assert program("e15", "order.read").post("/orders/IV1/apply", {"estimate_fen": 400_000}).status_code == 403
