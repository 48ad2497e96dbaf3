"""Shorthands: orders ready to be redeemed, papers, and the way of a redemption up to a state."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from hub import orders, redemption
from hub.kernel.ids import new_id
from hub.orders import Order
from hub.redemption import PublicNotice, Redemption
from hub.vouchers import Instrument
from schemas.terms import ReviewDecision, fen_of_yuan
from tests.orders.world import area_voucher, at, buyer, hand_out, order, staff

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU" + b"\0\0\0\0IEND\xaeB`\x82"
_numbers = iter(range(1, 10**6))
# No test types this code: what was numbered here never meets an invoice that a page test chose in the same database.
CODE = "134002188888"


def pdf() -> BytesIO:
    """A small PDF unlike any other."""
    return BytesIO(b"%PDF-1.4\n%" + str(new_id()).encode() + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def png() -> BytesIO:
    """A small PNG unlike any other."""
    note = str(new_id()).encode()
    return BytesIO(PNG[:33] + len(note).to_bytes(4, "big") + b"tEXt" + note + b"\0\0\0\0" + PNG[33:])


def in_service(
    key: str, service: str, voucher: Instrument, seller: str, quantity: int = 1, officer: str | None = "mas_admin"
) -> Order:
    """An order that the institution accepted and, where an officer is named, the area confirmed."""
    placed = order(key, service, voucher, quantity=quantity)
    orders.accept_order(order=placed, by=staff(seller))
    if officer:
        orders.confirm_quota(order=placed, by=staff(officer))
    return placed


def invoice(
    drafted: Redemption,
    amount: str,
    dated: date | None,
    by: object,
    *,
    code: str | None = CODE,
    number: str | None = None,
    order_nos: Sequence[str] = (),
) -> redemption.Invoice:
    """Add an invoice."""
    return redemption.add_invoice(
        redemption=drafted, code=code, number=number or f"{next(_numbers):08d}", dated=dated,
        amount_fen=fen_of_yuan(amount), order_nos=order_nos, stream=png(), name="invoice.png", by=by,  # type: ignore[arg-type]
    )  # fmt: skip


def attach(drafted: Redemption, slot: str, by: object) -> redemption.Material:
    """Put a PDF into a slot."""
    return redemption.attach_material(redemption=drafted, slot=slot, stream=pdf(), name=f"{slot}.pdf", by=by)  # type: ignore[arg-type]


def drafted_by_institution(placed: Order, seller: str, amount: str, dated: date) -> Redemption:
    """A complete 通兑 draft."""
    drafted = redemption.draft_redemption(orders=[placed], by=staff(seller))
    invoice(drafted, amount, dated, staff(seller))
    attach(drafted, "attachment", staff(seller))
    return drafted


def drafted_by_holder(key: str, placed: Sequence[Order], amount: str, dated: date) -> Redemption:
    """A complete 通用 draft of the Delta programme."""
    texts = {"effect": "缩短研发周期", "innovation": "首次完成可靠性验证"}
    drafted = redemption.draft_redemption(orders=placed, by=buyer(key), texts=texts)
    invoice(drafted, amount, dated, buyer(key))
    attach(drafted, "attachment", buyer(key))
    return drafted


def reviewed(handed_in: Redemption, amount: str, *, expert: str = "expert01", officer: str = "mas_admin") -> Redemption:
    """Through the Delta chain: an expert passes, the area assesses."""
    redemption.assign_expert(redemption=handed_in, expert=expert, by=staff(officer))
    redemption.give_opinion(redemption=handed_in, decision=ReviewDecision.PASS, opinion="服务真实", by=staff(expert))
    return redemption.assess_redemption(
        redemption=handed_in, amount_fen=fen_of_yuan(amount), opinion="同意核定", by=staff(officer)
    )


def published(*assessed: Redemption, officer: str = "mas_admin") -> PublicNotice:
    """Put them on one notice."""
    return redemption.publish_notice(redemptions=assessed, by=staff(officer))


def holder_case(amount: str = "6000.00") -> tuple[Instrument, list[Order], Redemption]:
    """S05 up to the submission: two orders of 3,000.00 on one invoice."""
    at(2021, 3, 8, 17, 20)
    voucher = area_voucher("E10", "maanshan", "Q")
    placed = [in_service("E10", "V02", voucher, "i02") for _ in range(2)]
    at(2021, 3, 11, 9)
    return voucher, placed, drafted_by_holder("E10", placed, amount, date(2021, 3, 10))


def institution_case(quantity: int = 2, amount: str = "6000.00") -> tuple[Instrument, Order, Redemption]:
    """S07 up to the submission: V02×2 from I02, prepared by I02."""
    at(2021, 3, 4, 10)
    voucher = hand_out("E10", "maanshan", "U", "500000.00")
    placed = in_service("E10", "V02", voucher, "i02", quantity=quantity)
    at(2021, 3, 8, 17, 24)
    return voucher, placed, drafted_by_institution(placed, "i02", amount, date(2021, 3, 8))
