"""A portal registers a use of a booking, its carrier's program confirms it; another is voided."""

import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from hub.kernel import scope
from hub.kernel.db import unit_of_work
from tests.api.conftest import Program, token_of
from tests.orders.uses.desk import claim, held, pdf, quota_no
from tests.orders.world import at
from tests.web.sample import sample_hub


@pytest.fixture(scope="module")
def hangzhou() -> Iterator[Flask]:
    with sample_hub() as app:
        with app.app_context(), scope.everything(), unit_of_work():
            at(2024, 3, 1)
            claim("50000.00")
        yield app


def attach(buyer: Program, no: str, slot: str, content: io.BytesIO | None):
    headers = buyer.headers() | {"Idempotency-Key": str(uuid4())}
    data = {"file": (content, "contract.pdf")} if content else {}
    return buyer.client.post(f"/api/v1/uses/{no}/files/{slot}", data=data, headers=headers)


def test_a_use_goes_from_the_booking_to_its_confirmation_and_one_is_voided(hangzhou: Flask) -> None:
    buyer, seller = (Program(hangzhou.test_client(), token_of(hangzhou, name)) for name in ("e13", "i07"))
    with hangzhou.app_context(), scope.everything():
        quota = quota_no()
    numbers = []
    for contract in ("设计一", "设计二"):
        booked = buyer.post("/orders", {"service": "V11", "quantity": 1, "agreed_fen": 4_000_000}).get_json()
        assert seller.post(f"/orders/{booked['no']}/accept", {}).status_code == 200
        assert booked["no"] in [one["no"] for one in buyer.get("/bookings").get_json()["items"]]
        form = {"voucher": quota, "booking": booked["no"], "category": "工业设计", "contract_name": contract,
                "signed_on": "2024-03-01", "contract_fen": 4_000_000, "amount_fen": 1_000_000}  # fmt: skip
        drafted = buyer.post("/uses", form)
        assert (drafted.status_code, drafted.get_json()["state"]) == (201, "DRAFT")
        numbers.append(drafted.get_json()["no"])
    first, second = numbers
    early = buyer.post(f"/uses/{first}/submit", {"promised": True})
    assert early.get_json(force=True)["code"] == "use.materials_missing"
    assert attach(buyer, first, "nosuch", pdf()).status_code == 422
    for no in numbers:
        assert attach(buyer, no, "contract", pdf()).status_code == 200
        assert buyer.post(f"/uses/{no}/submit", {}).get_json(force=True)["code"] == "use.promise_missing"
        handed_in = buyer.post(f"/uses/{no}/submit", {"promised": True}).get_json()
        assert (handed_in["state"], handed_in["amount_fen"]) == ("UNCONFIRMED", 1_000_000)
    assert buyer.post(f"/uses/{first}/confirm", {}).status_code == 403, "the carrier's"
    assert seller.post(f"/uses/{first}/confirm", {}).get_json()["state"] == "CONFIRMED"
    assert buyer.post(f"/uses/{second}/void", {"reason": "填错"}).get_json()["state"] == "VOIDED"
    assert {one["no"]: one["state"] for one in seller.get("/uses").get_json()["items"]} == {
        first: "CONFIRMED", second: "VOIDED",
    }  # fmt: skip
    assert [one["no"] for one in buyer.get("/uses?state=VOIDED").get_json()["items"]] == [second]
    with hangzhou.app_context(), scope.everything():
        assert held() == "40000.00"
    other = Program(hangzhou.test_client(), token_of(hangzhou, "e10"))
    assert other.get(f"/uses/{first}").status_code == 404


def test_reading_uses_needs_its_scope(hangzhou: Flask) -> None:
    assert Program(hangzhou.test_client(), token_of(hangzhou, "e13", "voucher.read")).get("/uses").status_code == 403
