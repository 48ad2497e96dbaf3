"""A portal takes an order to the buyer's agreement through the API alone: papers, refusal, a second try, agreement."""

import io
from uuid import uuid4

import pytest
from flask import Flask

from hub import identity, orders
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.stories.samples import make_upload
from tests.api.conftest import Program, token_of
from tests.web.sample import shared_staged_hub


@pytest.fixture(scope="module")
def staged() -> Flask:
    return shared_staged_hub()


def program_of(app: Flask, username: str) -> Program:
    return Program(app.test_client(), token_of(app, username))


def confirm_quota(app: Flask, no: str) -> None:
    """The area's officer, who has no API."""
    with app.app_context(), scope.everything(), unit_of_work():
        officer = identity.find_account_by_username("mas_admin")
        assert officer is not None
        actor = identity.actor_for(officer.id, second_factor=True)
        orders.confirm_quota(order=orders.get_order(no), by=actor)


def add_invoice(seller: Program, no: str, number: str, amount: str):
    shot = make_upload("shot", "png", 30_000, number)
    data = {"code": "134002112345", "number": number, "date": "2021-04-14", "amount": amount}
    data["file"] = (io.BytesIO(shot.data), shot.name, shot.content_type)
    headers = seller.headers() | {"Idempotency-Key": str(uuid4())}
    return seller.client.post(f"/api/v1/redemptions/{no}/invoices", data=data, headers=headers)


def test_an_order_goes_from_placing_to_the_buyers_agreement(staged: Flask):
    buyer, seller = program_of(staged, "e10"), program_of(staged, "i02")
    [voucher] = buyer.get("/vouchers").get_json()["items"]
    before = voucher["balances"]["available_fen"]
    order = buyer.post("/orders", {"service": "V02", "quantity": 2, "voucher": voucher["no"]}).get_json()
    assert (order["state"], order["reserved_fen"], order["own_share_fen"]) == ("PLACED", 300_000, 300_000)
    assert seller.post(f"/orders/{order['no']}/accept", {}).get_json()["state"] == "CONFIRMING_QUOTA"
    assert buyer.post(f"/orders/{order['no']}/cancel", {}).get_json(force=True)["code"] == "order.already_accepted"
    confirm_quota(staged, order["no"])

    drafted = seller.post("/redemptions", {"orders": [order["no"]]})
    assert drafted.status_code == 201, drafted.text
    no = drafted.get_json()["no"]
    assert buyer.get(f"/redemptions/{no}").status_code == 404
    assert no not in [item["no"] for item in buyer.get("/redemptions").get_json()["items"]]
    early = seller.post(f"/redemptions/{no}/submit", {})
    assert early.status_code in (409, 422), early.text
    invoice = add_invoice(seller, no, "00009001", "6000.00")
    assert invoice.status_code == 201 and invoice.get_json()["amount_fen"] == 600_000, invoice.text
    proof = make_upload("proof", "pdf", 20_000, "api")
    put = seller.put(f"/redemptions/{no}/materials/attachment?name=proof.pdf", proof.data)
    assert put.status_code == 200 and put.get_json()["slot"] == "attachment", put.text
    assert seller.post(f"/redemptions/{no}/submit", {}).get_json()["state"] == "AWAITING_HOLDER"

    assert buyer.post(f"/redemptions/{no}/refuse", {"reason": "缺页"}).get_json()["state"] == "REFUSED_BY_HOLDER"
    assert seller.post(f"/redemptions/{no}/resubmit", {}).get_json()["state"] == "AWAITING_HOLDER"
    agreed = buyer.post(f"/redemptions/{no}/agree", {}).get_json()
    assert agreed["state"] == "SUBMITTED" and agreed["amount_fen"] == 300_000 and agreed["payer_area"] == "maanshan"
    assert buyer.get(f"/orders/{order['no']}").get_json()["state"] == "COMPLETED"
    [voucher] = buyer.get("/vouchers").get_json()["items"]
    assert voucher["balances"]["available_fen"] == before - 300_000


def test_a_file_of_the_wrong_kind_is_refused_with_its_reason(staged: Flask):
    seller = program_of(staged, "i02")
    no = seller.get("/redemptions").get_json()["items"][0]["no"]
    put = seller.put(f"/redemptions/{no}/materials/attachment?name=x.pdf", b"MZ not a pdf")
    assert put.status_code in (409, 415, 422) and put.content_type == "application/problem+json", put.text
