"""The paper gate: where it stands in a chain, who takes the paper in, and that only signed content counts (G-28)."""

from datetime import date
from io import BytesIO

import pytest

from hub import orders, redemption, reviews, vouchers
from hub.kernel.errors import HubError
from hub.kernel.sheets import Comparison, compare, write_pdf
from hub.policy import Step
from hub.redemption import Redemption
from hub.redemption.paper_gate import STEP, steps_before
from schemas.terms import RedemptionState as S
from schemas.terms import ReviewDecision, ReviewStage, Role
from tests.orders.world import PDF, at, buyer, staff
from tests.vouchers.test_per_order import applied_for, approved, ordered

PASS = ReviewDecision.PASS


class Chain:
    """A decision's chain: reviews by their stage, other steps by their name."""

    def __init__(self, *steps: str) -> None:
        stages = set(ReviewStage)
        self.chain = tuple(
            Step(step, ReviewStage(step) if step in stages else None, Role.EXPERT if step in stages else None)
            for step in steps
        )


@pytest.mark.parametrize(
    ("chain", "gated"),
    [
        (("INITIAL", "FORMAL", STEP, "EXPERT", "ASSESSMENT", "publicity"), 2),
        ((STEP, "INITIAL", "EXPERT"), 0),
        (("INITIAL", "EXPERT", "publicity", "payout"), None),
    ],
)
def test_the_gate_stands_right_before_one_review(chain: tuple[str, ...], gated: int | None) -> None:
    decision = Chain(*chain)
    positions = [n for n in range(4) if STEP in steps_before(decision, n)]  # type: ignore[arg-type]
    assert positions == ([] if gated is None else [gated])


@pytest.fixture
def waiting(world: None) -> Redemption:
    """A redemption that has passed the formal check and waits for its paper."""
    at(2024, 3, 5)
    order = ordered()
    approved(applied_for(order, "9099.00"))
    orders.accept_order(order=order, by=staff("I08"))
    at(2024, 6, 6)
    found, by = redemption.draft_redemption(orders=[order], by=buyer("E14"), texts={"effect": "成效"}), buyer("E14")
    redemption.add_contract(redemption=found, title="合同", amount_fen=909_900, stream=_pdf(1), name="c.pdf", by=by)
    redemption.add_invoice(
        redemption=found, code="112001234567", number="00000010", dated=date(2024, 6, 1), amount_fen=800_000,
        order_nos=[], stream=_pdf(2), name="i.pdf", by=by,
    )  # fmt: skip
    redemption.add_receipt(redemption=found, amount_fen=800_000, stream=_pdf(3), name="r.pdf", by=by)
    for number, slot in enumerate(("result_proof", "summary"), start=4):
        redemption.attach_material(redemption=found, slot=slot, stream=_pdf(number), name=f"{slot}.pdf", by=by)
    redemption.submit_redemption(redemption=found, by=by)
    for who in ("tj_nankai_bur", "tj_agency"):
        redemption.give_opinion(redemption=found, decision=PASS, opinion="同意", by=staff(who))
    assert found.state is S.AWAITING_PAPER
    return found


def _pdf(number: int) -> BytesIO:
    return BytesIO(PDF + b"%" * number)


def test_no_expert_is_asked_before_the_paper_is_in(waiting: Redemption) -> None:
    assert reviews.find_pending("redemption", waiting.id) is None
    redemption.receive_paper(
        redemption=waiting, code=redemption.sheet_of(waiting, base_url="").check_code.lower(), by=staff("tj_nankai_bur")
    )
    pending = reviews.find_pending("redemption", waiting.id)
    assert (waiting.state, pending.stage if pending else None) == (S.IN_REVIEW, ReviewStage.EXPERT)


@pytest.mark.parametrize(
    ("who", "code"), [("tj_nankai_bur", "0000-0000-0000"), ("tj_agency", ""), ("tj_binhai_bur", "")]
)
def test_another_code_or_another_office_does_not_open_the_gate(waiting: Redemption, who: str, code: str) -> None:
    typed = code or redemption.sheet_of(waiting, base_url="").check_code
    with pytest.raises(HubError):
        redemption.receive_paper(redemption=waiting, code=typed, by=staff(who))
    assert waiting.state is S.AWAITING_PAPER


def test_a_form_of_other_content_has_another_code_and_the_pdf_says_whose_it_is(waiting: Redemption) -> None:
    sheet = redemption.sheet_of(waiting, base_url="http://hub.example")
    assert compare([write_pdf(sheet)], sheet) is Comparison.SAME
    waiting.texts = {"effect": "后来改过"}
    assert redemption.sheet_of(waiting, base_url="").check_code != sheet.check_code


def test_the_area_can_return_it_from_the_gate_and_the_next_round_needs_its_own_paper(waiting: Redemption) -> None:
    redemption.return_redemption(redemption=waiting, reason="签字缺失", by=staff("tj_nankai_assessor"))
    assert waiting.state is S.RETURNED
    redemption.resubmit_redemption(redemption=waiting, by=buyer("E14"))
    for who in ("tj_nankai_bur", "tj_agency"):
        redemption.give_opinion(redemption=waiting, decision=PASS, opinion="同意", by=staff(who))
    assert waiting.state is S.AWAITING_PAPER


def test_a_rejection_gives_the_voucher_back_to_the_year(waiting: Redemption) -> None:
    redemption.reject_redemption(redemption=waiting, reason="不属于科技创新活动", by=staff("tj_nankai_assessor"))
    allowance = vouchers.allowance_of(
        holder_id=waiting.holder_id, programme="tj-city", area="nankai", on=date(2024, 6, 6)
    )
    assert (waiting.state, allowance.left_fen) == (S.REJECTED, 10_000_000)
