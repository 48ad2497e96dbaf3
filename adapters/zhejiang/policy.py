"""Zhejiang's policy document, a county's tree in the words of the two manuals, read into the common model.

The manuals differ in whether the carrier confirms every use or only those that the enterprise redeems, and the later
one adds what may be done about a use that is wrong.
"""

from adapters.policy_parts import anchors, head, normalizer, own_rate, slot
from adapters.reading import WRITTEN_ON_PAPERS, NativeRefused, Reader
from adapters.zhejiang.policy_form import form_slots, form_texts
from adapters.zhejiang.policy_rules import caps_of, chosen_quota, claim_rules, deadlines_of, order_rules, voids_of
from schemas.conditions import Compare, Condition
from schemas.policy import ApprovalStep, Invoices, Material, Mode, PolicyDraft, Subsidy, Validity
from schemas.terms import RedemptionBasis, ReviewStage, Role, VoucherMode

MONEY_FACTS = {
    "合同金额": "order.total_fen",
    "合同汇总": "redemption.order_sum_fen",
    "发票汇总": "redemption.invoice_sum_fen",
}
PAID = {"全款支付": "full", "创新券抵扣": "offset"}
CONFIRMATION: dict[str, Condition | None] = {
    "必须经载体确认，否则无效": None,
    "企业兑付的须经载体确认": Compare("voucher.mode", "==", VoucherMode.HOLDER_REDEEMS.value),
}
SLOTS = {
    "合同": ("contract", "合同", "Contract"),
    "服务结果凭证": ("result_proof", "服务结果凭证", "Proof of the result"),
}
INVOICE_FIELDS = {"发票号": "number", "金额": "amount", **WRITTEN_ON_PAPERS}
REVIEWER = {"科技部门": Role.ASSESSOR}


def _build(doc: Reader) -> PolicyDraft:
    named, claim, limits, use = head(doc.table("document")), doc.table("申领"), doc.table("额度"), doc.table("使用")
    caps, at_hub = caps_of(limits), not claim.has("平台")
    return PolicyDraft(
        **named,
        rules=(*claim_rules(claim, named["area"]), *order_rules(doc.table("使用条件"), use)),
        modes=tuple(_modes(doc.table("兑付方"))),
        quota=chosen_quota(limits) if at_hub else None,
        caps=caps,
        subsidy=_subsidy(doc.table("补贴")),
        validity=_validity(doc.table("有效期")),
        approvals=(*_at_once(claim, at_hub), *_approvals(use, doc.table("兑付"))),
        materials=(*form_slots(doc.table("使用登记")), *_materials(doc.table("兑付材料"))),
        texts=tuple(form_texts(doc.table("使用登记"))),
        invoices=_invoices(doc.table("发票")),
        deadlines=deadlines_of(doc.table("期限")),
        anchors=anchors(doc.table("政策版本")),
        channels={"application": "hub" if at_hub else "region", "use": "registered"},
        stacking="none",
        voids=voids_of(doc.table("作废与终止")) if doc.has("作废与终止") else None,
    )


def _at_once(claim: Reader, at_hub: bool) -> tuple[ApprovalStep, ...]:
    return (ApprovalStep("application", "auto", None, None, claim.basis()),) if at_hub else ()


def _modes(read: Reader) -> list[Mode]:
    """载体券 and 企业券; a county may issue one of them only (ZJ2-18)."""
    modes = []
    for name in read.names():
        way = read.table(name)
        payment = way.word("付款", PAID)
        if (name, payment) == ("载体", "offset"):
            code, party = VoucherMode.INSTITUTION_REDEEMS, "institution"
        elif (name, payment) == ("企业", "full"):
            code, party = VoucherMode.HOLDER_REDEEMS, "holder"
        else:
            raise NativeRefused(f"兑付方/{name}: {payment} is not understood")
        basis = way.basis()
        modes.append(Mode(code, RedemptionBasis.ORDERS, f"{name}券", payment, party, party, "none", basis))  # type: ignore[arg-type]
    return modes


def _subsidy(read: Reader) -> Subsidy:
    own = own_rate(read.ppm("比例"), read)
    order, redemption = read.words("使用", MONEY_FACTS), read.words("兑付", MONEY_FACTS)
    return Subsidy(order, redemption, own.table)


def _validity(read: Reader) -> Validity:
    read.word("规则", {"当年度有效": None})
    return Validity("calendar_year", "void", read.basis())


def _approvals(use: Reader, redeem: Reader) -> list[ApprovalStep]:
    use.word("审批", {"无需科技部门审批": None})
    when = use.word("载体确认", CONFIRMATION)
    review, payout = redeem.table("审批"), redeem.table("拨付")
    role, amount = review.word("角色", REVIEWER), review.flag("可调整金额")
    return [
        ApprovalStep("order", "accept", None, Role.INSTITUTION_STAFF, use.basis(), when=when),
        ApprovalStep("redemption", "assessment", ReviewStage.ASSESSMENT, role, review.basis(), may_set_amount=amount),
        ApprovalStep("redemption", "payout", None, Role.FINANCE_OFFICER, payout.basis()),
    ]


def _materials(read: Reader) -> list[Material]:
    slots = []
    for name in read.names():
        if name not in SLOTS:
            raise NativeRefused(f"兑付材料: {name!r} is not known")
        code, zh, en = SLOTS[name]
        slots.append(slot(read.table(name), code, "redemption", zh, en))
    return slots


def _invoices(read: Reader) -> Invoices:
    max_bytes, size_op = read.size("上限", "口径")
    return Invoices(
        fields=read.words("填写", INVOICE_FIELDS),
        invoices_per_order="many" if read.flag("一单多票") else "one",
        orders_per_invoice="many" if read.flag("一票多单") else "one",
        orders_within_invoice=False,
        receipts_equal_invoices=False,
        receipts_required=False,
        excess_method="none",
        types=read.texts("格式"),
        max_bytes=max_bytes,
        size_op=size_op,  # type: ignore[arg-type]
        basis=read.basis(),
    )


normalize = normalizer(_build)
