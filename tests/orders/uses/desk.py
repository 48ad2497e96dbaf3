"""E13 of 滨江 and its carrier I07 at work: quota, booking, registration of a use."""

from datetime import date
from io import BytesIO

from hub import ledger, orders, vouchers
from hub.kernel.clock import business_today
from hub.orders import Order, uses
from schemas.terms import VoucherMode, fen_of_yuan, yuan
from tests.orders.world import buyer, staff

PDF = b"%%PDF-1.4\n1 0 obj<<>>endobj\n%% %d\ntrailer<<>>\n%%%%EOF\n"
_made = iter(range(1, 10_000))


def pdf() -> BytesIO:
    """A document that no other equals."""
    return BytesIO(PDF % next(_made))


def claim(amount: str) -> None:
    """E13 claims quota."""
    by = buyer("E13")
    assert by.organization_id is not None
    vouchers.apply_for_amount(
        programme="zj-county", area="binjiang", holder_id=by.organization_id, amount_fen=fen_of_yuan(amount), by=by
    )


def quota_no() -> str:
    """The number of E13's quota of this year."""
    by = buyer("E13")
    assert by.organization_id is not None
    found = vouchers.standing_of(
        programme="zj-county", area="binjiang", holder_id=by.organization_id, on=business_today()
    )
    assert found.instrument is not None
    return found.instrument.no


def held() -> str:
    """What E13 holds of this year's quota, in yuan."""
    return yuan(ledger.balances(vouchers.get_instrument(quota_no()).id).available_fen)


def booking(amount: str = "50000.00") -> Order:
    """A booking of V11 that I07 has confirmed."""
    made = orders.place_order(
        service_no="V11", quantity=1, instrument_no=None, agreed_fen=fen_of_yuan(amount), by=buyer("E13")
    )
    return orders.accept_order(order=made, by=staff("i07"))


def form(contract: str, amount: str | None = None, **others: object) -> uses.UseForm:
    """The registration form of a contract of that amount."""
    values: dict[str, object] = {
        "category": "工业设计", "contract_name": f"结构设计合同 {contract}", "contract_no": "",
        "signed_on": business_today(), "contract_fen": fen_of_yuan(contract),
        "amount_fen": fen_of_yuan(amount) if amount else None,
    }  # fmt: skip
    return uses.UseForm(**{**values, **others})  # type: ignore[arg-type]


def draft(written: uses.UseForm, *, with_contract: bool = True) -> tuple[uses.VoucherUse, Order]:
    """A draft of a use, of a fresh confirmed booking, with its contract."""
    by = buyer("E13")
    use = uses.draft_use(instrument_no=quota_no(), form=written, booking_no=booking().no, by=by)
    (order,) = orders.list_orders_by_id([use.order_id])
    if with_contract:
        uses.attach_file(use=use, order=order, slot="contract", stream=pdf(), name="contract.pdf", by=by)
    return use, order


def registered(contract: str, amount: str | None = None, **others: object) -> Order:
    """A use that was handed in."""
    use, order = draft(form(contract, amount, **others))
    uses.submit_use(use=use, order=order, promised=True, by=buyer("E13"))
    return order


def confirmed(contract: str, amount: str | None = None, **others: object) -> Order:
    """A use that the carrier has confirmed."""
    return uses.confirm_use(order=registered(contract, amount, **others), by=staff("i07"))


HOLDER = VoucherMode.HOLDER_REDEEMS
SIGNED = date(2024, 2, 1)
