"""Jiangsu's policy document, a tree in the words of its manual, read into the common model."""

from adapters.policy_parts import anchors, common_rule, head, normalizer, slot
from adapters.reading import LIMIT_WORDS, WRITTEN_ON_PAPERS, NativeRefused, Reader, exact_fen
from schemas.conditions import All, AnyOf, Compare, Condition, MonthsWithin, Not, YearIs
from schemas.policy import (
    ApprovalStep,
    Basis,
    Caps,
    Deadline,
    Invoices,
    Material,
    Mode,
    PolicyDraft,
    Quota,
    Row,
    Rule,
    Subsidy,
    Table,
    Unlimited,
    Validity,
)
from schemas.terms import Origin, RedemptionBasis, ReviewStage, Role, VoucherMode

CITIES = {  # 设区市 of the manual and their division codes (GB/T 2260), version 2022
    "徐州": "320300",
    "连云港": "320700",
    "淮安": "320800",
    "盐城": "320900",
    "宿迁": "321300",
}
CLASSES = {"科小": "TECH_SME", "高企": "HNTE", "在孵": "INCUBATEE", "人才": "TALENT_LED"}
MONEY_FACTS = {
    "服务金额": "order.total_fen",
    "合同金额": "redemption.contract_fen",
    "发票汇总": "redemption.invoice_sum_fen",
    "回单汇总": "redemption.receipt_sum_fen",
}
VALIDITY = {"当年有效，逾期自动作废": ("calendar_year", "void")}
REVIEWERS = {"科技主管部门": Role.REVIEWER_INITIAL, "省统筹中心": Role.PROVINCE_CENTER}
INVOICE_FIELDS = {"编号": "number", "代码": "code", "日期": "date", "金额": "amount", **WRITTEN_ON_PAPERS}
DURATIONS = {"1个月": "P1M", "2个月": "P2M"}
EVENTS = {"兑付申请": "redemption.submitted", "服务完成": "order.completed"}
DEADLINES = {"兑付审核": "review_cycle", "拨付": "payout"}
ORDER_RULES = {
    "券的年度": ("下单当年", "order.voucher_year"),
    "服务标识": ("须有省创新券标识", "order.seller_accepts_vouchers"),
    "买卖双方": ("不得为同一单位", "order.same_party"),
    "暂停机构": ("不得下单", "order.seller_suspended"),
}
APPLICATION_SLOTS = {
    "营业收入证明": (
        "revenue_proof",
        "上年度财务报表或财务审计报告",
        "Financial statements or audit report of last year",
    ),
    "申领信息表": ("stamped_form", "企业申领创新券信息表（盖章）", "Application form, stamped"),
    "入孵证明": ("incubatee_proof", "入孵协议等入孵证明", "Incubation agreement"),
    "人才入选证明": ("talent_selection_proof", "人才入选证明材料", "Proof of selection into a talent program"),
    "人才关系证明": ("talent_relation_proof", "人才与企业关系证明材料", "Proof of the relation to the enterprise"),
}
REDEMPTION_SLOTS = {
    "合同": ("contract", "合同", "Contract"),
    "检测报告": ("report", "检验检测等相关服务报告", "Service reports"),
    "研发活动证明": ("rnd_proof", "研发活动证明", "Proof of research and development"),
    "其他材料": ("other", "其他材料", "Other material"),
}


def _build(doc: Reader) -> PolicyDraft:
    allowance = doc.table("额度")
    return PolicyDraft(
        **head(doc.table("document")),
        rules=(*_application_rules(doc), *_order_rules(doc.table("下单条件")), _sums(doc.table("银行回单"))),
        modes=_modes(doc.table("兑付方式")),
        quota=Quota("year", "enterprise", _table(allowance, "quota")),
        caps=Caps(Unlimited(), Unlimited(), allowance.table("其他地区").basis(), per_year_is_quota=True),
        subsidy=_subsidy(doc.table("补贴基数"), allowance),
        validity=_validity(doc.table("有效期")),
        approvals=tuple(_approvals(doc.table("审核"), doc.table("申领条件"))),
        materials=tuple(_materials(doc)),
        invoices=_invoices(doc.table("发票"), doc.table("银行回单")),
        deadlines=tuple(_deadline(doc.table("期限"), name) for name in doc.table("期限").names()),
        anchors=anchors(doc.table("政策版本")),
        channels={"application": "hub"},
        stacking="none",
    )


def _application_rules(doc: Reader) -> list[Rule]:
    scope, asked = doc.table("适用"), doc.table("申领条件")
    scope.word("地区", {"江苏": "jiangsu"})
    revenue, once = asked.table("营业收入上限_亿元"), asked.table("每年申领次数")
    limit = exact_fen(revenue.take("值", int, str), "亿元")
    word = revenue.word("口径", LIMIT_WORDS)
    if (once.whole("值"), once.word("口径", LIMIT_WORDS)) != (1, "<="):
        raise NativeRefused("每年申领次数: only 最多 1 is understood")
    classes = [_class_condition(name, asked) for name in asked.texts("企业类型")]
    cites = [asked.basis(), asked.table("科小年度").basis(), asked.table("高企有效期").basis()]
    class_basis = Basis(Origin.SEED, tuple(dict.fromkeys(cite for basis in cites for cite in basis.cite)))
    return [
        Rule("application.region", "application", Compare("holder.region", "==", "jiangsu"), scope.basis(),
             "只有在本省注册的企业可以申领。", "Only enterprises registered in the province may apply."),
        Rule("application.class", "application", AnyOf(tuple(classes)), class_basis,
             "须为当年入库科小、三年内获证高企、在孵或人才企业。",
             "Neither a technology SME of this year, nor an HNTE of three years, nor an incubatee, nor talent-led."),
        Rule("application.revenue", "application", Compare("holder.revenue_fen", word, limit), revenue.basis(),
             "上年度营业收入超过上限。", "Last year's revenue is above the limit."),
        common_rule("application.once_a_year", once.basis()),
    ]  # fmt: skip


def _class_condition(name: str, asked: Reader) -> Condition:
    if name not in CLASSES:
        raise NativeRefused(f"企业类型: {name!r} is none of {'、'.join(CLASSES)}")
    kind = Compare("application.kind", "==", CLASSES[name])
    if name == "科小":
        asked.table("科小年度").word("口径", {"当年入库": True})
        return All((kind, YearIs("application.on", "holder.tech_sme_year")))
    if name == "高企":
        span = asked.table("高企有效期")
        span.word("口径", {"以内": True})
        return All((kind, MonthsWithin("holder.hnte_issued_on", "application.on", span.whole("月数"))))
    return All((kind, Compare("holder.incubatee" if name == "在孵" else "holder.talent_led", "==", True)))


def _order_rules(asked: Reader) -> list[Rule]:
    shop, contract = asked.table("同单店铺数"), asked.table("同单合同数")
    rules = [
        _single(shop, "order.one_institution", "order.seller_count",
                "不同店铺的服务不能合并下单，必须分开下单。", "One institution an order; order the others separately."),
        _single(contract, "order.one_contract", "order.contract_count",
                "1个订单只能对应1个合同，多个合同须分开下单。", "One contract an order; order the others separately."),
    ]  # fmt: skip
    for name, (word, rule_id) in ORDER_RULES.items():
        asked.table(name).word("口径", {word: True})
        rules.append(common_rule(rule_id, asked.table(name).basis()))
    return rules


def _single(read: Reader, rule_id: str, fact: str, zh: str, en: str) -> Rule:
    return Rule(rule_id, "order", Compare(fact, "==", read.whole("值")), read.basis(), zh, en)


def _sums(read: Reader) -> Rule:
    read.word("与发票", {"汇总金额相等": True})
    return common_rule("redemption.sums_equal", read.basis())


def _table(allowance: Reader, what: str) -> Table:
    north, rest = allowance.table("苏北五市"), allowance.table("其他地区")
    cities = north.words("设区市", CITIES)
    rows = []
    for read, row_id in ((north, "苏北五市"), (rest, "其他地区")):
        if what == "quota":
            then, basis = read.fen("最高额度_万元"), read.basis()
        else:
            then, basis = read.ppm("比例"), read.basis("比例依据", "比例来源")
        rows.append(Row(row_id, {"holder.city": cities} if read is north else {}, then, basis))
    return Table((rows[0],), otherwise=rows[1])


def _subsidy(read: Reader, allowance: Reader) -> Subsidy:
    return Subsidy(
        order_min_of=read.words("下单", MONEY_FACTS),
        redemption_min_of=read.words("兑付", MONEY_FACTS),
        table=_table(allowance, "rate"),
        kind="exact",
        rounding="floor_fen",
        basis=read.basis(),
    )


def _modes(read: Reader) -> tuple[Mode, ...]:
    read.word("券种", {"企业兑付": True})
    read.word("付款", {"全额": "full"})
    basis = read.basis()
    return (
        Mode(VoucherMode.HOLDER_REDEEMS, RedemptionBasis.ORDERS, "省创新券", "full", "holder", "holder", "none", basis),
        Mode(VoucherMode.NONE, None, "不使用创新券", "full", "none", "none", "none", basis),
    )


def _validity(read: Reader) -> Validity:
    kind, on_expiry = read.word("规则", VALIDITY)
    return Validity(kind, on_expiry, read.basis())


def _approvals(read: Reader, asked: Reader) -> list[ApprovalStep]:
    exempt = asked.words("免审类型", CLASSES)
    is_exempt = AnyOf(tuple(Compare("application.kind", "==", kind) for kind in exempt))
    review, chain = read.table("申领").table("科技主管部门审核"), read.table("兑付")
    review.word("适用", {"免审类型以外": True})
    steps = [
        ApprovalStep("application", "auto", None, None, asked.basis("免审依据"), when=is_exempt),
        ApprovalStep("application", "initial", ReviewStage.INITIAL, Role.REVIEWER_INITIAL, review.basis(),
                     when=Not(is_exempt)),
        ApprovalStep("order", "accept", None, Role.INSTITUTION_STAFF, read.table("下单").table("服务单位接单").basis()),
    ]  # fmt: skip
    stages = {"初审": ("initial", ReviewStage.INITIAL), "核定": ("assessment", ReviewStage.ASSESSMENT)}
    for name in chain.names():
        step = chain.table(name)
        if name in stages:
            code, stage = stages[name]
            role, amount = step.word("角色", REVIEWERS), step.flag("可调整金额")
            steps.append(ApprovalStep("redemption", code, stage, role, step.basis(), may_set_amount=amount))
        elif name == "公示":
            days = step.whole("工作日")
            steps.append(ApprovalStep("redemption", "publicity", None, Role.NOTICE_OFFICER, step.basis(),
                                      publicity_working_days=days))  # fmt: skip
        elif name == "拨付":
            steps.append(ApprovalStep("redemption", "payout", None, Role.FINANCE_OFFICER, step.basis()))
        else:
            raise NativeRefused(f"审核/兑付: the step {name!r} is not known")
    return steps


def _materials(doc: Reader) -> list[Material]:
    slots = []
    for name, (code, zh, en) in APPLICATION_SLOTS.items():
        read = doc.table("申领附件").table(name)
        kind = read.word("适用", CLASSES) if read.has("适用") else None
        when = Compare("application.kind", "==", kind) if kind else None
        seal = read.flag("盖章", default=False)
        group = "revenue_proof" if code == "revenue_proof" else None
        slots.append(slot(read, code, "application", zh, en, per="application", seal=seal, group=group, when=when))
    for name, (code, zh, en) in REDEMPTION_SLOTS.items():
        read = doc.table("附件").table(name)
        per = "service" if read.flag("每项服务", default=False) else "redemption"
        slots.append(slot(read, code, "redemption", zh, en, per=per))
    return slots


def _invoices(read: Reader, receipts: Reader) -> Invoices:
    max_bytes, size_op = read.size("上限", "口径")
    receipt_bytes, receipt_op = receipts.size("上限", "口径")
    return Invoices(
        fields=read.words("填写", INVOICE_FIELDS),
        invoices_per_order="many",
        orders_per_invoice="many",
        orders_within_invoice=False,
        receipts_equal_invoices=True,
        receipts_required=True,
        excess_method="none",
        types=read.texts("格式"),
        max_bytes=max_bytes,
        size_op=size_op,  # type: ignore[arg-type]
        basis=read.basis(),
        receipt_types=receipts.texts("格式"),
        receipt_max_bytes=receipt_bytes,
        receipt_size_op=receipt_op,  # type: ignore[arg-type]
    )


def _deadline(deadlines: Reader, name: str) -> Deadline:
    read = deadlines.table(name)
    if name not in DEADLINES:
        raise NativeRefused(f"期限: {name!r} is not known")
    return Deadline(
        name=DEADLINES[name],
        after=read.word("起点", EVENTS),
        duration=read.word("时长", DURATIONS),
        soft=read.flag("原则上"),
        basis=read.basis(),
    )


normalize = normalizer(_build)
