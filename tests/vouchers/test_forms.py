"""The form of a programme: complete or not submitted, printed with its mark, and taken back only for what it says."""

from io import BytesIO

import pytest

from hub import vouchers
from hub.identity import get_organization
from hub.kernel.sheets import Comparison, SheetOfOtherContent, write_pdf
from hub.vouchers import FormIncomplete, VoucherApplication
from schemas.terms import ApplicationState, QualificationKind, fen_of_yuan
from tests.orders.world import PDF, applied, at, buyer, staff

pytestmark = pytest.mark.usefixtures("world")
HNTE = {
    "kind": QualificationKind.HNTE,
    "qualification_no": "GR202132000102",
    "revenue_fen": fen_of_yuan("90000000.00"),
}


def drafted(key: str = "E02", **answers: object) -> VoucherApplication:
    at(2024, 8, 2)
    return applied(key, "js-provincial", "jiangsu", **(HNTE | answers))


def submit(application: VoucherApplication, key: str = "E02") -> None:
    vouchers.submit_application(application=application, by=buyer(key))


def upload(application: VoucherApplication, content: bytes, key: str = "E02") -> None:
    vouchers.upload_stamped_form(application=application, stream=BytesIO(content), name="form.pdf", by=buyer(key))


def test_a_form_with_gaps_is_kept_as_a_draft_and_refused_at_submission() -> None:
    unit = get_organization(buyer("E02").organization_id)  # type: ignore[arg-type]
    unit.profile = {}
    application = drafted(answers={"purpose": "检测", "form": {"staff_count": "46"}})
    with pytest.raises(FormIncomplete) as refused:
        submit(application)
    assert "企业邮箱" in refused.value.text("zh")
    assert "员工人数" not in refused.value.text("zh")
    assert application.state is ApplicationState.DRAFT


def test_what_was_entered_is_there_again_the_next_time_without_personal_data() -> None:
    application = drafted(answers={"form": {"staff_count": "47", "legal_representative_id": "0000"}})
    submit(application)
    assert vouchers.remembered(application.holder_id, "js-provincial")["staff_count"] == "47"
    assert "legal_representative_id" not in application.answers["form"]


def test_a_type_is_asked_for_what_concerns_it() -> None:
    application = drafted(
        kind=QualificationKind.TALENT_LED, qualification_no="RC-1", answers={"form": {"talent_programme": "示例计划"}}
    )
    with pytest.raises(FormIncomplete, match="Level, From, Until"):
        submit(application)


def test_the_printed_form_comes_back_recognised_and_another_is_refused() -> None:
    application = drafted()
    submit(application)
    printed = write_pdf(vouchers.sheet_of(application))
    other = drafted("E01")
    with pytest.raises(SheetOfOtherContent):
        upload(application, write_pdf(vouchers.sheet_of(other)))
    upload(application, printed)
    assert [file.sheet for file in vouchers.list_files(application.id) if file.sheet] == [Comparison.SAME]


def test_after_a_correction_the_form_printed_before_is_not_taken() -> None:
    application = drafted()
    submit(application)
    before = write_pdf(vouchers.sheet_of(application))
    upload(application, before)
    vouchers.return_application(application=application, reason="员工人数有误", by=staff("js_tongshan_bur"))
    vouchers.revise_application(
        application=application, mode=None, by=buyer("E02"), answers={"purpose": "", "form": {"staff_count": "48"}},
        **HNTE,  # type: ignore[arg-type]
    )  # fmt: skip
    submit(application)
    with pytest.raises(SheetOfOtherContent):
        upload(application, before)
    upload(application, PDF)
    stamped = [file for file in vouchers.list_files(application.id) if file.slot == vouchers.STAMPED_FORM]
    assert [file.sheet for file in stamped] == [Comparison.UNREADABLE]
    assert application.state is ApplicationState.IN_REVIEW


def test_the_form_prints_the_account_with_its_last_four_digits_and_leaves_room_to_write() -> None:
    sheet = vouchers.sheet_of(drafted())
    rows = {label: value for part in sheet.parts for label, value in part.rows}
    assert (rows["开户银行名称"], rows["银行账号（末四位）"]) == ("太湖示例银行", "9136")
    assert rows["法人证件类型及号码"].strip() == rows["联系人姓名及电话"].strip() == ""
    assert rows["所属科技主管部门"] == "江苏省"


def test_the_rows_of_the_years_show_nothing_before_the_grant_and_the_rest_after() -> None:
    application = drafted()
    submit(application)
    (row,) = vouchers.years_of([application])
    assert (row.balances.granted_fen, row.balances.available_fen, row.usable) == (0, 0, False)
    upload(application, PDF)
    vouchers.approve_application(application=application, amount_fen=None, mode=None, by=staff("js_tongshan_bur"))
    (row,) = vouchers.years_of([application])
    assert (row.balances.granted_fen, row.balances.available_fen, row.usable) == (140_000_00, 140_000_00, True)
    at(2025, 1, 2)
    (row,) = vouchers.years_of([application])
    assert (row.balances.available_fen, row.usable) == (0, False)
