"""Zhejiang's policy document, a county's tree in the words of the two manuals, read into the common model.

The manuals differ in one sentence: whether the carrier confirms every use or only those that the enterprise redeems.
"""

from adapters.policy_parts import anchors, common_rule, head, normalizer, own_rate, slot
from adapters.reading import NativeRefused, Reader
from schemas.conditions import Always, Compare, Condition, Not
from schemas.policy import (
    ApprovalStep,
    Caps,
    Invoices,
    Material,
    Mode,
    PolicyDraft,
    Rule,
    Subsidy,
    Unlimited,
    Validity,
)
from schemas.terms import RedemptionBasis, ReviewStage, Role, VoucherMode, yuan

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
ORDER_RULES = {
    "券的年度": ("使用当年", "order.voucher_year"),
    "服务标识": ("须可使用创新券", "order.seller_accepts_vouchers"),
    "买卖双方": ("不得为同一单位", "order.same_party"),
    "暂停机构": ("不得使用", "order.seller_suspended"),
}
SLOTS = {
    "合同": ("contract", "合同", "Contract"),
    "服务结果凭证": ("result_proof", "服务结果凭证", "Proof of the result"),
}
INVOICE_FIELDS = {"发票号": "number", "金额": "amount"}
REVIEWER = {"科技部门": Role.ASSESSOR}


def _build(doc: Reader) -> PolicyDraft:
    claim, limits, rate = doc.table("申领"), doc.table("额度"), doc.table("补贴")
    return PolicyDraft(
        **head(doc.table("document")),
        rules=(_claimed_at_platform(claim, limits), *_order_rules(doc.table("使用条件"))),
        modes=tuple(_modes(doc.table("兑付方"))),
        caps=Caps(limits.fen("年度上限_万元"), Unlimited(), limits.basis()),
        subsidy=_subsidy(rate),
        validity=_validity(doc.table("有效期")),
        approvals=tuple(_approvals(doc.table("使用"), doc.table("兑付"))),
        materials=tuple(_materials(doc.table("兑付材料"))),
        invoices=_invoices(doc.table("发票")),
        anchors=anchors(doc.table("政策版本")),
        channels={"application": "region"},
        stacking="none",
    )


def _claimed_at_platform(read: Reader, limits: Reader) -> Rule:
    """Claims are made at the government portal (ZJ2-10), which keeps the caps of a claim and of holding itself."""
    platform = read.text("平台")
    read.word("审核", {"无需审核，即领即得": None})
    county = read.word("受理地区", {"实名认证通过的县（市、区）": "受理地区选择实名认证通过的县（市、区）"})
    once, held = yuan(limits.fen("单次上限_万元")), yuan(limits.fen("持有上限_万元"))
    return Rule(
        "application.at_region", "application", Not(Always()), read.basis(),
        f"本区域的创新券在{platform}申领，枢纽不受理；{county}，单次不超过 {once} 元，持有不超过 {held} 元。",
        f"Vouchers of this county are claimed at {platform}: at most {once} yuan a claim and {held} yuan held.",
    )  # fmt: skip


def _order_rules(asked: Reader) -> list[Rule]:
    rules = []
    for name, (word, rule_id) in ORDER_RULES.items():
        asked.table(name).word("口径", {word: None})
        rules.append(common_rule(rule_id, asked.table(name).basis()))
    return rules


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
