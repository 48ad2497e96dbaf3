"""The list to redeem: what a use lacks, who redeems it, and handing in many at once (ZJ1-30, ZJ2-29…32)."""

from dataclasses import dataclass
from io import BytesIO

import pytest

from hub import redemption
from hub.orders import uses
from hub.redemption.redeemable_rules import INVOICE, NUMBER, lacks_of
from schemas.terms import RedemptionState, fen_of_yuan
from tests.orders.uses.desk import PDF, claim, draft, form
from tests.orders.world import at, buyer, staff


@dataclass(frozen=True)
class Slot:
    """A slot as a policy has it."""

    code: str
    label_zh: str = "合同"
    label_en: str = "Contract"
    required: bool = True
    count_min: int = 1
    group: str | None = None


@pytest.mark.parametrize(
    ("slots", "counts", "numbered", "uploaded", "lacks"),
    [
        ([Slot("contract")], {"contract": 1}, True, False, []),
        ([Slot("contract")], {"contract": 1}, False, True, [NUMBER]),
        ([Slot("contract")], {"contract": 1}, False, False, [INVOICE]),
        ([Slot("contract")], {}, True, False, [("请上传合同", "Upload: Contract")]),
        ([Slot("contract", count_min=2)], {"contract": 1}, True, False, [("请上传合同", "Upload: Contract")]),
        ([Slot("contract", required=False)], {}, True, True, []),
        ([Slot("a", group="g"), Slot("b", group="g")], {"b": 1}, True, True, []),
    ],
)
def test_what_a_row_lacks(
    slots: list[Slot], counts: dict[str, int], numbered: bool, uploaded: bool, lacks: list[tuple[str, str]]
) -> None:
    assert lacks_of(slots, counts, numbered=numbered, uploaded=uploaded) == lacks


def _confirmed(contract: str, *, invoice: str = "", proof: bool = True) -> str:
    """A confirmed use with its papers; ``invoice``: the number, where it is given with the form."""
    by = buyer("E13")
    amount = fen_of_yuan(contract)
    use, order = draft(form(contract, invoice_number=invoice, invoice_fen=amount if invoice else None))
    for slot in ("invoice", *(("result_proof",) if proof else ())):
        stream = BytesIO(PDF % (hash((contract, slot)) % 10**9))
        uses.attach_file(use=use, order=order, slot=slot, stream=stream, name=f"{slot}.pdf", by=by)
    uses.submit_use(use=use, order=order, promised=True, by=by)
    return uses.confirm_use(order=order, by=staff("i07")).no


@pytest.mark.usefixtures("world")
def test_complete_ones_are_handed_in_at_once_and_each_says_what_became_of_it() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    whole = _confirmed("20000.00", invoice="24332000000000000001")
    numberless, proofless = _confirmed("10000.00"), _confirmed("8000.00", invoice="24332000000000000002", proof=False)
    carrier = staff("i07")
    assert carrier.organization_id is not None
    rows = {row.no: row for row in redemption.list_redeemables(institution_id=carrier.organization_id)}
    assert {no: [zh for zh, _ in row.lacks] for no, row in rows.items()} == {
        whole: [], numberless: ["请填写发票号"], proofless: ["请上传服务结果凭证"]
    }  # fmt: skip
    results = {one.no: one for one in redemption.submit_redeemables(nos=list(rows), by=carrier)}
    done = results[whole].redemption
    assert done is not None and done.state is RedemptionState.SUBMITTED
    assert done.amount_fen == fen_of_yuan("10000.00")
    assert {no: one.error.code for no, one in results.items() if one.error} == {
        numberless: "redemption.invoice_missing", proofless: "redemption.material_missing"
    }  # fmt: skip
    redemption.fill_invoice(no=numberless, number="24332000000000000003", amount_fen=fen_of_yuan("9000.00"), by=carrier)
    (again,) = redemption.submit_redeemables(nos=[numberless], by=carrier)
    assert again.redemption is not None and again.redemption.amount_fen == fen_of_yuan("4500.00")


@pytest.mark.usefixtures("world")
def test_the_other_side_has_an_empty_list_and_cannot_begin() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    no = _confirmed("20000.00", invoice="24332000000000000001")
    holder = buyer("E13")
    assert holder.organization_id is not None
    assert redemption.list_redeemables(holder_id=holder.organization_id) == []
    assert redemption.count_of_other_side(holder_id=holder.organization_id) == 1
    (refused,) = redemption.submit_redeemables(nos=[no], by=holder)
    assert refused.error is not None and refused.error.code == "redemption.other_side"


@pytest.mark.usefixtures("world")
def test_a_use_never_draws_more_than_its_face_and_keeps_it_through_a_return() -> None:
    """The face was chosen lower than the rate allows; the rest of the quota is not touched by its redemption."""
    at(2024, 3, 1)
    claim("50000.00")
    by = buyer("E13")
    use, order = draft(form("40000.00", "8000.00", invoice_number="24332000000000000009", invoice_fen=4_000_000))
    for slot in ("invoice", "result_proof"):
        stream = BytesIO(PDF % (77 if slot == "invoice" else 78))
        uses.attach_file(use=use, order=order, slot=slot, stream=stream, name=f"{slot}.pdf", by=by)
    uses.submit_use(use=use, order=order, promised=True, by=by)
    uses.confirm_use(order=order, by=staff("i07"))
    (one,) = redemption.submit_redeemables(nos=[order.no], by=staff("i07"))
    assert one.redemption is not None and one.redemption.amount_fen == fen_of_yuan("8000.00")
    redemption.return_redemption(redemption=one.redemption, reason="补正", by=staff("zj_binjiang_bur"))
    view = uses.show_use(order.no)
    assert (view.state, view.reserved_fen) == (uses.use_state(order.state), fen_of_yuan("8000.00"))
    (row,) = redemption.list_redeemables(institution_id=order.institution_id)
    assert row.complete and row.redemption is not None
