"""From application to voucher: at once after the stamped form, or by a reviewer within quota (S01, S02, S08)."""

from io import BytesIO
from itertools import product

import pytest

from hub import messages, vouchers
from hub.kernel.clock import business_today
from hub.kernel.errors import Forbidden, HubError
from hub.vouchers import VoucherApplication
from schemas.terms import ApplicationState as A
from schemas.terms import QualificationKind, VoucherMode, fen_of_yuan, yuan
from tests.orders.world import PDF, applied, area_voucher, at, buyer, figures, granted, provincial_voucher, staff

NUMBER = "202432011800000001"
LEGAL = {
    A.DRAFT: {A.SUBMITTED, A.WITHDRAWN},
    A.SUBMITTED: {A.AWAITING_STAMPED_FORM, A.IN_REVIEW, A.GRANTED, A.RETURNED, A.REJECTED, A.WITHDRAWN},
    A.AWAITING_STAMPED_FORM: {A.IN_REVIEW, A.GRANTED, A.WITHDRAWN},
    A.IN_REVIEW: {A.GRANTED, A.RETURNED, A.REJECTED, A.WITHDRAWN},
    A.RETURNED: {A.SUBMITTED, A.WITHDRAWN},
    A.GRANTED: set(),
    A.REJECTED: set(),
    A.WITHDRAWN: set(),
}


@pytest.mark.parametrize(("a", "b"), sorted(product(A, A)))
def test_only_legal_moves_are_possible(a: A, b: A) -> None:
    assert VoucherApplication.can_move(a, b) == (b in LEGAL[a])


def provincial(key: str = "E01", number: str = NUMBER, revenue: str = "120000000.00") -> VoucherApplication:
    return applied(
        key,
        "js-provincial",
        "jiangsu",
        kind=QualificationKind.TECH_SME,
        qualification_no=number,
        revenue_fen=fen_of_yuan(revenue),
    )


def test_a_technology_sme_gets_its_voucher_at_once_after_the_stamped_form(world: None) -> None:
    at(2024, 3, 5)
    application = provincial()
    vouchers.submit_application(application=application, by=buyer("E01"))
    assert application.state is A.AWAITING_STAMPED_FORM
    assert [slot.code for slot in vouchers.open_slots(application)] == ["stamped_form"]
    vouchers.upload_stamped_form(application=application, stream=BytesIO(PDF), name="f.pdf", by=buyer("E01"))
    voucher = granted(application)
    assert voucher.no.startswith("2024Q") and len(voucher.no) == 16
    assert voucher.mode is VoucherMode.HOLDER_REDEEMS and voucher.valid_until.isoformat() == "2024-12-31"
    assert figures(voucher) == ("100000.00", "0.00", "100000.00")


def test_a_number_that_is_not_in_the_register_of_the_year_is_refused(world: None) -> None:
    at(2024, 3, 5)
    application = provincial(number="202332011800000001")
    with pytest.raises(HubError) as caught:
        vouchers.submit_application(application=application, by=buyer("E01"))
    assert (caught.value.code, caught.value.field) == ("application.qualification_not_found", "qualification_no")
    assert "202332011800000001" in caught.value.text("zh")


def test_a_second_application_of_the_year_is_refused(world: None) -> None:
    at(2024, 3, 5)
    provincial_voucher("E01")
    second = provincial()
    with pytest.raises(HubError, match=r"application\.already_this_year"):
        vouchers.submit_application(application=second, by=buyer("E01"))


def test_what_the_policy_asks_for_must_be_uploaded_first(world: None) -> None:
    at(2024, 3, 5)
    by = buyer("E01")
    application = vouchers.start_application(
        programme="js-provincial", area="jiangsu", holder_id=by.organization_id, by=by,  # type: ignore[arg-type]
        kind=QualificationKind.TECH_SME, qualification_no=NUMBER, revenue_fen=fen_of_yuan("120000000.00"),
    )  # fmt: skip
    with pytest.raises(HubError, match=r"application\.materials_missing"):
        vouchers.submit_application(application=application, by=by)
    with pytest.raises(HubError, match=r"application\.slot_unknown"):
        vouchers.attach_file(application=application, slot="no_such", stream=BytesIO(PDF), name="a.pdf", by=by)


def test_too_much_revenue_is_refused_with_what_was_found_and_what_is_asked_for(world: None) -> None:
    at(2024, 8, 2)
    application = applied(
        "E18", "js-provincial", "jiangsu", kind=QualificationKind.HNTE, revenue_fen=fen_of_yuan("420000000.00")
    )
    with pytest.raises(HubError) as caught:
        vouchers.submit_application(application=application, by=buyer("E18"))
    assert caught.value.code == "application.denied"
    assert any("420,000,000.00" in line for line in caught.value.decision.sentences("zh"))  # type: ignore[attr-defined]


def test_other_kinds_wait_for_the_county_and_get_the_higher_quota_of_their_city(world: None) -> None:
    at(2024, 8, 2)
    application = applied(
        "E02", "js-provincial", "jiangsu", kind=QualificationKind.HNTE, revenue_fen=fen_of_yuan("90000000.00")
    )
    vouchers.submit_application(application=application, by=buyer("E02"))
    vouchers.upload_stamped_form(application=application, stream=BytesIO(PDF), name="f.pdf", by=buyer("E02"))
    assert application.state is A.IN_REVIEW
    with pytest.raises(Forbidden):
        vouchers.approve_application(application=application, amount_fen=None, mode=None, by=staff("mas_init"))
    with pytest.raises(HubError, match=r"application\.amount_above_quota"):
        vouchers.approve_application(
            application=application, amount_fen=fen_of_yuan("140000.01"), mode=None, by=staff("js_tongshan_bur")
        )
    voucher = vouchers.approve_application(
        application=application, amount_fen=None, mode=None, by=staff("js_tongshan_bur")
    )
    assert yuan(voucher.amount_fen) == "140000.00"


def test_an_area_grants_amount_and_mode_and_the_holder_is_told_the_number(world: None) -> None:
    at(2021, 3, 4)
    voucher = area_voucher("E10", "maanshan", "U")
    assert voucher.no.startswith("2021UMAS") and len(voucher.no) == 16
    told = messages.inbox(staff("e10"))[0]
    assert told.event == "application.approved" and voucher.no in told.text_zh and "500,000.00" in told.text_zh


def test_a_returned_application_is_corrected_and_submitted_again(world: None) -> None:
    at(2021, 3, 4)
    application = applied("E10", "delta", "maanshan")
    vouchers.submit_application(application=application, by=buyer("E10"))
    with pytest.raises(HubError, match=r"reason\.missing"):
        vouchers.return_application(application=application, reason=" ", by=staff("mas_admin"))
    vouchers.return_application(application=application, reason="请补充说明", by=staff("mas_admin"))
    assert application.state is A.RETURNED
    vouchers.submit_application(application=application, by=buyer("E10"))
    vouchers.reject_application(application=application, reason="不符合", by=staff("mas_admin"))
    assert application.state is A.REJECTED
    with pytest.raises(HubError, match=r"application\.not_in_review"):
        vouchers.approve_application(application=application, amount_fen=1, mode=None, by=staff("mas_admin"))


def test_one_applies_where_one_is_registered_and_where_the_hub_is_master(world: None) -> None:
    at(2024, 5, 6)
    with pytest.raises(HubError, match=r"application\.not_your_programme"):
        applied("E10", "delta", "wujiang")
    with pytest.raises(HubError) as caught:
        applied("E04", "delta", "qingpu")
    assert caught.value.code == "application.at_region" and "上海" in caught.value.text("zh")


def test_an_area_issues_only_the_kinds_of_voucher_its_policy_knows(world: None) -> None:
    at(2024, 5, 6)
    issued = vouchers.modes_issued("delta", "wujiang", business_today())
    assert issued == [VoucherMode.HOLDER_REDEEMS]
    with pytest.raises(HubError, match=r"application\.mode_not_allowed"):
        applied("E06", "delta", "wujiang", mode=VoucherMode.INSTITUTION_REDEEMS)
