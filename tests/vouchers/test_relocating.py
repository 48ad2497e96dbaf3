"""A unit that moves loses what nobody has reserved of its vouchers; what is under way keeps what is held (G-32)."""

import io

from hub import ledger, vouchers
from hub.identity import get_organization
from hub.identity.evidence import NewFile
from hub.orders.taking_over import take_over_order
from hub.vouchers.opening import take_over_voucher
from schemas.terms import VoucherMode
from tests.orders.world import PDF, at, buyer, staff


def test_the_rest_is_taken_back_and_what_is_held_stays(world: None) -> None:
    at(2021, 3, 4)
    unit = get_organization(buyer("E10").organization_id)  # type: ignore[arg-type]
    voucher = take_over_voucher(
        no="V-MOVED", programme="delta", area="maanshan", holder_id=unit.id, mode=VoucherMode.INSTITUTION_REDEEMS,
        year=2021, granted_fen=300_000_00, used_fen=100_000_00, by=staff("mas_admin"), ref="r-1",
    )  # fmt: skip
    take_over_order(
        no="O-MOVED", voucher=voucher, institution_id=unit.id, service_name="检测", contract_fen=20_000_00,
        held_fen=10_000_00, placed_on=voucher.valid_from, by=staff("mas_admin"), ref="r-2",
    )  # fmt: skip
    closed = vouchers.relocate_holder(
        unit=unit, division="320509", reason="工商变更登记", evidence=NewFile(io.BytesIO(PDF), "变更.pdf"),
        by=staff("hub_steward"),
    )  # fmt: skip
    left = ledger.balances(voucher.id)
    assert closed == 190_000_00 and unit.area == "wujiang"
    assert (left.available_fen, left.reserved_fen, left.used_fen) == (0, 10_000_00, 100_000_00)
    assert ledger.verify() == []
