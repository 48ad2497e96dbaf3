"""The application's form as a sheet to print, stamp and upload, and whether an upload is that sheet (JS-29)."""

from collections.abc import Iterable

from flask import current_app

from hub.federation import directory
from hub.identity import get_organization, payout_account
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.files import find_attached, read_file
from hub.kernel.sheets import Comparison, Part, Sheet, SheetOfOtherContent, compare
from hub.vouchers.asked import FORM, form_of
from hub.vouchers.asked_rules import AskedPart
from hub.vouchers.models import ApplicationFile, VoucherApplication
from hub.vouchers.queries import list_files
from hub.vouchers.rules import STAMPED_FORM
from schemas.terms import ApplicationState, QualificationKind, yuan_grouped

KIND_WORDS = {
    QualificationKind.TECH_SME: "科技型中小企业",
    QualificationKind.HNTE: "高新技术企业",
    QualificationKind.INCUBATEE: "入孵化器企业",
    QualificationKind.TALENT_LED: "人才企业",
}
BLANK = "　"
DECLARATION = "本单位承诺所填内容真实、完整，并对此负责。"
SIGNATURES = ("单位（盖章）", "法定代表人（签字）")


def sheet_of(application: VoucherApplication) -> Sheet:
    """The form as it would be printed now: the unit's record, what was entered, and lines to write by hand."""
    asked = form_of(application.programme)
    programme = directory.get_programme(application.programme)
    kind = str(application.kind) if application.kind else None
    settings = current_app.config["HUB"]
    return Sheet(
        title=asked.title or "创新券申领信息表",
        subtitle=f"{programme.names.zh} · {application.year} 年度",
        number=application.no,
        printed_on=business_today(),
        parts=(
            _unit(application),
            _qualification(application),
            *(_asked(part, application) for part in asked.parts_for(kind)),
            _account(application),
        ),
        declaration=asked.declaration or DECLARATION,
        signatures=asked.signatures or SIGNATURES,
        address=f"{settings.web.base_url}/enterprise/applications/{application.no}/form",
    )


def drop_earlier_sheet(application: VoucherApplication) -> None:
    """Make room for a new stamped form: after a correction the one before is that of another content."""
    if application.state is ApplicationState.AWAITING_STAMPED_FORM:
        for file in list_files(application.id):
            if file.slot == STAMPED_FORM:
                db.session.delete(file)
        db.session.flush()


def refuse_other_sheet(application: VoucherApplication, file: ApplicationFile) -> Comparison:
    """Refuse an uploaded form that names another content than the application's; a scan cannot be told.

    Raises:
        SheetOfOtherContent: it is a form printed for something else, or before a change.
    """
    stored = find_attached(file.file_id)
    assert stored is not None
    sheet = sheet_of(application)
    found = compare(read_file(stored), sheet)
    if found is Comparison.OTHER:
        raise SheetOfOtherContent(code=sheet.check_code, field="file")
    return found


def _unit(application: VoucherApplication) -> Part:
    unit = get_organization(application.holder_id)
    return Part(
        "单位信息",
        rows=(
            ("单位名称", unit.name),
            ("统一社会信用代码", unit.uscc),
            ("注册地址", unit.registered_address or BLANK),
            ("所属科技主管部门", directory.area_name(application.area, "zh")),
        ),
    )


def _qualification(application: VoucherApplication) -> Part:
    revenue_fen = application.revenue_fen
    rows: Iterable[tuple[str, str]] = (
        ("所属企业类型", KIND_WORDS[application.kind] if application.kind else BLANK),
        ("资格编号", application.qualification_no or BLANK),
        ("上年度营业收入（元）", yuan_grouped(revenue_fen) if revenue_fen is not None else BLANK),
        ("创新需求说明", str(application.answers.get("purpose") or BLANK)),
    )
    return Part("申领资格", rows=tuple(rows))


def _asked(part: AskedPart, application: VoucherApplication) -> Part:
    entered = application.answers.get(FORM, {})
    return Part(part.zh, rows=tuple((one.zh, one.shown(entered.get(one.code)) or BLANK) for one in part.fields))


def _account(application: VoucherApplication) -> Part:
    account = payout_account(application.holder_id)
    rows = (
        ("开户银行名称", account.bank_name if account else BLANK),
        ("银行账号名称", account.holder_name if account else BLANK),
        ("银行账号（末四位）", account.last4 if account else BLANK),
        ("开户银行行号（手写）", BLANK),
    )
    return Part("企业账户信息", rows=rows)
