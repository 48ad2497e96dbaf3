"""The Delta pilot's policy documents, the shared one and those of the areas, read into the common model."""

from adapters.policy_parts import (
    anchors,
    common_rule,
    head,
    home_rule,
    no_voucher,
    normalizer,
    own_rate,
    publicity,
    slot,
    tongdui,
    unless_none,
)
from adapters.reading import WRITTEN_ON_PAPERS, NativeRefused, Reader
from schemas.conditions import In
from schemas.policy import (
    ApprovalStep,
    Caps,
    Invoices,
    Mode,
    Participant,
    PolicyDraft,
    Quota,
    Row,
    Rule,
    Subsidy,
    Table,
    TextField,
    Unlimited,
    Validity,
)
from schemas.terms import RedemptionBasis, ReviewStage, Role, VoucherMode

REGIONS = {"上海": "shanghai", "江苏": "jiangsu", "浙江": "zhejiang", "安徽": "anhui"}
DELEGATES = {
    "兑付模式": "modes",
    "额度": "quota",
    "比例": "subsidy",
    "申领渠道": "channels",
    "申领审核": "approvals.application",
    "公示期": "approvals.redemption.publicity",
    "参与": "participation",
}
MONEY_FACTS = {"服务金额": "order.total_fen", "服务总金额": "redemption.order_sum_fen"}
CONDITIONS = {
    "参与条件": {
        "企业": ("当年科技型中小企业", "application.tech_sme"),
        "企业信息": ("须先完善", "application.profile_complete"),
    },
    "下单条件": {
        "区域标签": ("须包含企业所在区域", "order.open_to_area"),
        "券的年度": ("下单当年", "order.voucher_year"),
        "服务可用券": ("须可使用创新券", "order.seller_accepts_vouchers"),
        "买卖双方": ("不得为同一单位", "order.same_party"),
        "暂停机构": ("不得下单", "order.seller_suspended"),
    },
}
STEPS = {  # phase, word of the document → step, stage, role
    ("申领", "区域管理员审核"): ("application", "area_review", ReviewStage.ASSESSMENT, Role.ASSESSOR),
    ("下单", "服务机构接单"): ("order", "accept", None, Role.INSTITUTION_STAFF),
    ("下单", "区域管理员确认额度"): ("order", "quota_confirm", None, Role.ASSESSOR),
    ("兑付", "专家评审"): ("redemption", "expert", ReviewStage.EXPERT, Role.EXPERT),
    ("兑付", "区域管理员核定"): ("redemption", "assessment", ReviewStage.ASSESSMENT, Role.ASSESSOR),
    ("兑付", "公示"): ("redemption", "publicity", None, Role.NOTICE_OFFICER),
    ("兑付", "拨付"): ("redemption", "payout", None, Role.FINANCE_OFFICER),
}
TEXTS = {"服务成效体现": "effect", "创新性体现": "innovation", "备注信息": "remark"}
INVOICE_FIELDS = {"代码": "code", "号码": "number", "日期": "date", "金额": "amount", **WRITTEN_ON_PAPERS}
WAYS = {"订单兑付": RedemptionBasis.ORDERS, "快速兑付": RedemptionBasis.DIRECT}


def _build(doc: Reader) -> PolicyDraft:
    top = doc.table("document")
    return _shared(doc, head(top)) if not top.has("parents") else _area(doc, head(top))


def _shared(doc: Reader, named: dict) -> PolicyDraft:
    if doc.table("叠加").word("规则", {"不叠加": "none"}) != "none":
        raise NativeRefused("叠加: only 不叠加 is understood")
    doc.table("叠加").basis()
    basis = doc.table("补贴基数")
    files = doc.table("附件").table("其它附件")
    return PolicyDraft(
        **named,
        delegates=doc.table("下放").words("事项", DELEGATES),
        participants=tuple(_participant(doc.table("参与区域"), code) for code in doc.table("参与区域").names()),
        rules=tuple(_rules(doc)),
        subsidy=Subsidy(
            order_min_of=basis.words("下单", MONEY_FACTS),
            redemption_min_of=basis.words("兑付", MONEY_FACTS),
            table=None,
            basis=basis.basis(),
        ),
        validity=_validity(doc.table("有效期")),
        approvals=tuple(_steps(doc.table("审核"))),
        materials=(slot(files, "attachment", "redemption", "其它附件", "Contract and other proof"),),
        texts=tuple(_text(doc.table("填写"), name) for name in doc.table("填写").names()),
        invoices=_invoices(doc.table("发票")),
        anchors=anchors(doc.table("政策版本")),
        channels={"application": "hub"},
        stacking="none",
    )


def _area(doc: Reader, named: dict) -> PolicyDraft:
    scope, quota, rate, notice = doc.table("适用"), doc.table("额度"), doc.table("补贴"), doc.table("公示")
    scope.word("注册所在地", {"本区域": True})
    modes = doc.table("兑付模式")
    return PolicyDraft(
        **named,
        rules=(home_rule(named["area"], scope.basis()),),
        modes=(*(_mode(modes, name) for name in modes.names()), no_voucher(scope)),
        quota=Quota(
            "year", "enterprise", Table(otherwise=Row("全区", {}, quota.fen("每次发放最高_元"), quota.basis()))
        ),
        caps=Caps(quota.fen("每年最高_元"), Unlimited(), quota.basis()),
        subsidy=own_rate(rate.ppm("比例"), rate),
        approvals=(publicity(notice.whole("工作日"), notice),),
    )


def _rules(doc: Reader) -> list[Rule]:
    rules = []
    for section, words in CONDITIONS.items():
        for name, (word, rule_id) in words.items():
            doc.table(section).table(name).word("口径", {word: True})
            rules.append(common_rule(rule_id, doc.table(section).table(name).basis()))
    sellers = doc.table("服务机构")
    rules.append(
        Rule("order.seller_region", "order", unless_none(In("order.seller_region", sellers.words("所在地", REGIONS))),
             sellers.basis(), "创新券只能用于长三角区域内的服务机构，可不使用创新券下单。",
             "A voucher can be used with institutions of the Delta only; order without one.")
    )  # fmt: skip
    invoices = doc.table("发票")
    invoices.word("订单金额", {"不得大于发票金额": True})
    rules.append(common_rule("redemption.orders_within_invoices", invoices.basis()))
    return rules


def _participant(areas: Reader, code: str) -> Participant:
    """An area by its code, with its first day and, where it is known, its last."""
    read = areas.table(code)
    return Participant(code, read.day("自"), read.basis(), read.day("至") if read.has("至") else None)


def _mode(modes: Reader, name: str) -> Mode:
    read = modes.table(name)
    way = read.word("方式", WAYS)
    if name == "通用券":
        direct = way is RedemptionBasis.DIRECT
        if direct and (read.whole("机构数"), read.whole("服务项目类型数")) != (1, 1):
            raise NativeRefused("快速兑付: only one institution and one type are understood")
        return Mode(VoucherMode.HOLDER_REDEEMS, way, "通用券", "full", "holder", "holder", "none", read.basis(),
                    one_institution=direct, one_category=direct)  # fmt: skip
    if name == "通兑券" and way is RedemptionBasis.ORDERS:
        return tongdui(read)
    raise NativeRefused(f"兑付模式: {name} / {way} is not known")


def _validity(read: Reader) -> Validity:
    read.word("规则", {"当年有效": True})
    return Validity("calendar_year", "void", read.basis())


def _steps(chains: Reader) -> list[ApprovalStep]:
    return [_step(chains.table(phase), phase, name) for phase in chains.names() for name in chains.table(phase).names()]


def _step(steps: Reader, phase: str, name: str) -> ApprovalStep:
    if (phase, name) not in STEPS:
        raise NativeRefused(f"审核/{phase}: the step {name!r} is not known")
    code, step, stage, role = STEPS[phase, name]
    read = steps.table(name)
    amount = read.flag("可调整金额") if stage else False
    return ApprovalStep(code, step, stage, role, read.basis(), may_set_amount=amount)  # type: ignore[arg-type]


def _text(texts: Reader, name: str) -> TextField:
    read = texts.table(name)
    if name not in TEXTS:
        raise NativeRefused(f"填写: {name!r} is not known")
    return TextField(TEXTS[name], "redemption", name, read.flag("必填"), read.whole("字数"), read.basis())


def _invoices(read: Reader) -> Invoices:
    max_bytes, size_op = read.size("上限", "口径")
    return Invoices(
        fields=read.words("填写", INVOICE_FIELDS),
        invoices_per_order="many" if read.flag("一单多票") else "one",
        orders_per_invoice="many" if read.flag("一票多单") else "one",
        orders_within_invoice=True,
        receipts_equal_invoices=False,
        receipts_required=False,
        excess_method=read.word("超出部分", {"差价订单": "top_up_order"}),
        types=read.texts("格式"),
        max_bytes=max_bytes,
        size_op=size_op,  # type: ignore[arg-type]
        basis=read.basis(),
    )


normalize = normalizer(_build)
