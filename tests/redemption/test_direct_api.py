"""A portal redeems directly through the API: one institution, one type, an order for each invoice."""

import io
from uuid import uuid4

from flask import Flask

from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.stories.samples import make_upload
from tests.api.conftest import Program, token_of
from tests.orders.world import hand_out
from tests.redemption.test_direct import I02, I05, STRUCTURE, TEXTS
from tests.redemption.test_pages import world_at


def add_invoice(portal: Program, no: str, number: str, amount: str, **more: str):  # type: ignore[no-untyped-def]
    shot = make_upload("shot", "png", 9_000, number)
    data = {"code": "134002312345", "number": number, "date": "2023-03-01", "amount": amount, **more}
    data["file"] = (io.BytesIO(shot.data), shot.name, shot.content_type)  # type: ignore[assignment]
    headers = portal.headers() | {"Idempotency-Key": str(uuid4())}
    return portal.client.post(f"/api/v1/redemptions/{no}/invoices", data=data, headers=headers)


def test_a_portal_redeems_invoices_without_orders(hub: Flask) -> None:
    world_at(hub, "2023-02-01T10:00")
    with hub.app_context(), scope.everything(), unit_of_work():
        voucher = hand_out("E11", "maanshan", "Q", "100000.00").no
    world_at(hub, "2023-03-06T10:00")
    portal = Program(hub.test_client(), token_of(hub, "e11"))
    wanted = {"voucher": voucher, "institution": I05, "category": STRUCTURE, "texts": TEXTS}
    wrong = portal.post("/redemptions/direct", {**wanted, "category": "999999"})
    assert (wrong.status_code, wrong.get_json(force=True)["code"]) == (422, "redemption.category_level")
    drafted = portal.post("/redemptions/direct", wanted)
    assert drafted.status_code == 201, drafted.text
    no = drafted.get_json()["no"]
    refused = add_invoice(portal, no, "00000701", "100.00", institution=I02)
    assert refused.get_json(force=True)["code"] == "redemption.another_institution"
    for number, amount in (("00000702", "12000.00"), ("00000703", "8500.01")):
        assert add_invoice(portal, no, number, amount).status_code == 201
    proof = make_upload("proof", "pdf", 9_000, "api")
    headers = portal.headers() | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/pdf"}
    address = f"/api/v1/redemptions/{no}/materials/attachment?name=a.pdf"
    assert portal.client.put(address, data=proof.data, headers=headers).status_code in (200, 201)
    answer = portal.post(f"/redemptions/{no}/submit", {})
    assert answer.status_code == 200, answer.text
    said = answer.get_json()
    assert (said["state"], said["basis"], said["order_sum_fen"], said["amount_fen"]) == (
        "SUBMITTED", "DIRECT", 2_050_001, 1_025_000,
    )  # fmt: skip
