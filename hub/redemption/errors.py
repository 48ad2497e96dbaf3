"""What redeeming refuses: what is wrong, where, and what to do about it."""

from collections.abc import Sequence

from hub.kernel.errors import HubError, Invalid, NotFound, Refused
from hub.vouchers import ReasonMissing

__all__ = ["ReasonMissing"]


class RedemptionUnknown(NotFound):
    """No redemption with this number is visible."""

    code = "redemption.unknown"


class PaperUnknown(NotFound):
    """No such invoice, receipt or material in this redemption."""

    code = "redemption.paper_unknown"


class NotEditable(Refused):
    """Papers change in a draft, after a refusal and after a return only."""

    code = "redemption.not_editable"
    zh = "兑付申请{no}已提交，不能修改。如需更正，请先撤回，或等待退回补正。"
    en = "Redemption {no} is submitted and cannot be changed: withdraw it, or wait until it is returned."


class OrdersMissing(Invalid):
    """A redemption covers at least one order."""

    code = "redemption.orders_missing"
    zh = "请至少选择一笔订单。"
    en = "Choose at least one order."


class OneOrderOnly(Invalid):
    """An institution redeems one order at a time (contracts.md §1)."""

    code = "redemption.one_order_only"
    zh = "通兑券每次只能就一笔订单申请兑付，请分别提交。"
    en = "An institution redeems one order at a time: submit them separately."


class SeveralVouchers(Invalid):
    """One redemption draws on one voucher."""

    code = "redemption.several_vouchers"
    zh = "所选订单使用了不同的券（{nos}），请按券分别申请兑付。"
    en = "The orders chosen use different vouchers ({nos}): redeem each voucher separately."


class OrderNotRedeemable(Refused):
    """The order is not in service, or in another redemption."""

    code = "redemption.order_not_redeemable"
    zh = "订单{no}当前状态为{state}，不能申请兑付。"
    en = "Order {no} is {state_en} and cannot be redeemed now."


class NotYourRedemption(Refused):
    """The other side redeems this kind of voucher."""

    code = "redemption.other_side"
    zh = "订单{no}使用的券由{who}申请兑付。"
    en = "The voucher of order {no} is redeemed by {who_en}."


class SlotUnknown(Invalid):
    """The policy names no such slot."""

    code = "redemption.slot_unknown"
    zh = "没有名为“{slot}”的材料项，请从页面列出的材料中选择。"
    en = "There is no slot “{slot}” for materials: choose one that the page lists."


class SlotFull(Invalid):
    """The slot takes no further file."""

    code = "redemption.slot_full"
    zh = "“{slot}”最多上传{count}份，请先删除已上传的文件。"
    en = "“{slot}” takes at most {count} files: remove one first."


class TextTooLong(Invalid):
    """A text is longer than its limit."""

    code = "redemption.text_too_long"
    zh = "“{label}”最多{limit}个字，现有{count}个字。"
    en = "“{label}” takes at most {limit} characters and has {count}."


class SlotEmpty(Invalid):
    """A required material is missing."""

    code = "redemption.material_missing"
    zh = "缺少材料“{slot}”：至少需要{needed}份，已有{count}份。"
    en = "The material “{slot}” is missing: {needed} needed, {count} there."


class TextMissing(Invalid):
    """A required text is missing."""

    code = "redemption.text_missing"
    zh = "请填写“{label}”。"
    en = "Fill in “{label}”."


class InvoiceMissing(Invalid):
    """Nothing is paid without an invoice."""

    code = "redemption.invoice_missing"
    zh = "请至少添加一张发票。"
    en = "Add at least one invoice."


class InvoiceDateMissing(Invalid):
    """The policy asks for the date of invoice."""

    code = "redemption.invoice_date_missing"
    zh = "发票{number}没有填写发票日期。"
    en = "Invoice {number} has no date."


class OrderOnSeveralInvoices(Refused):
    """Rule ① (CSJ-42)."""

    code = "redemption.order_on_several_invoices"
    zh = "订单{no}对应了{count}张发票：一笔订单只能对应一张发票。请调整订单金额并补下差价订单，每张发票对应一笔订单。"
    en = "Order {no} is on {count} invoices: one order goes with one; place a supplementary order for the rest."


class InvoiceWithSeveralOrders(Refused):
    """Where the policy wants one invoice for each order."""

    code = "redemption.invoice_with_several_orders"
    zh = "发票{number}对应了{count}笔订单：一张发票只能对应一笔订单。"
    en = "Invoice {number} covers {count} orders: one invoice goes with one order."


class OrderExceedsInvoice(Refused):
    """Rule ② (CSJ-43)."""

    code = "redemption.order_exceeds_invoice"
    zh = "订单{no}的服务金额{order}元大于发票{number}的金额{invoice}元。"
    en = "Order {no} of {order} yuan exceeds invoice {number} of {invoice} yuan."


class OrdersExceedInvoice(Refused):
    """Rule ③ (CSJ-43)."""

    code = "redemption.orders_exceed_invoice"
    zh = "发票{number}对应订单的合计{orders}元大于发票金额{invoice}元，相差{difference}元。"
    en = "The orders on invoice {number} sum to {orders} yuan, {difference} more than the invoice of {invoice} yuan."


class OrderWithoutInvoice(Invalid):
    """Every order needs its invoice."""

    code = "redemption.order_without_invoice"
    zh = "订单{no}没有对应的发票，请在发票中勾选该订单。"
    en = "Order {no} is on no invoice: tick it on one."


class ReceiptMissing(Invalid):
    """The policy asks for bank receipts."""

    code = "redemption.receipt_missing"
    zh = "请添加银行回单。"
    en = "Add the bank receipts."


class ReceiptsDiffer(Refused):
    """JS-62: receipts and invoices sum to the same."""

    code = "redemption.receipts_differ"
    zh = "银行回单汇总{receipts}元与发票汇总{invoices}元不相等，相差{difference}元。"
    en = "The receipts sum to {receipts} yuan and the invoices to {invoices}: they differ by {difference} yuan."


class PolicyDenies(Refused):
    """A rule of the policy says no."""

    code = "redemption.denied"
    zh = "政策不允许：{sentence}"
    en = "The policy does not allow it: {sentence_en}"


class FactMissing(Invalid):
    """The policy cannot decide yet."""

    code = "redemption.fact_missing"
    zh = "还缺少信息，政策无法作出决定：{sentence}"
    en = "Something is missing, so that the policy cannot decide: {sentence_en}"


class ContractAmountMissing(Invalid):
    """The award rests on the contract amount, and nobody has typed it."""

    code = "redemption.contract_amount_missing"
    zh = "请填写合同金额并暂存：本计划的兑付金额以它为依据之一。"
    en = "Enter the contract amount and save it: this programme's award rests on it."


class NothingToPay(Refused):
    """The amount would be zero."""

    code = "redemption.nothing_to_pay"
    zh = "按现有金额计算，可兑付金额为 0.00 元，不能提交。"
    en = "With these figures nothing would be paid, so it cannot be submitted."


class CheckBlocks(Refused):
    """An integrity check blocks the submission."""

    code = "redemption.blocked"
    zh = "{sentence}"
    en = "{sentence_en}"


class SubmissionIncomplete(Invalid):
    """Several things are wrong; ``faults`` has each with its own sentence and place."""

    code = "redemption.incomplete"
    zh = "申请尚不能提交，共有{count}处需要更正，见下方逐项说明。"
    en = "This cannot be submitted yet: {count} things need correcting, listed below."

    def __init__(self, faults: Sequence[HubError]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(faults))


class ReleasedNotChecked(Refused):
    """Who released a hold does not do the first check (G-48)."""

    code = "redemption.released_not_checked"
    zh = "您已就本事项解除过暂缓，不能再办理初审，请由另一位人员办理。"
    en = "You released a hold of this item: somebody else has to do its first check."


class RegionWasTold(Refused):
    """The region that issued the voucher has booked the award already."""

    code = "redemption.region_was_told"
    zh = "创新券由区域平台发放，核定结果已通知该平台，不能撤回；如有错误，请走冲回程序。"
    en = "The region that issued the voucher was told of the award: it cannot be undone; use a reversal."


class CorrectionDateWrong(Invalid):
    """A deadline lies ahead."""

    code = "redemption.correction_date_wrong"
    zh = "补正期限应晚于今天。"
    en = "The deadline for the correction has to lie after today."


class NothingChosen(Invalid):
    """Nothing was ticked."""

    code = "redemption.nothing_chosen"
    zh = "请至少选择一件申请。"
    en = "Choose at least one redemption."


class BulkMixed(Invalid):
    """One bulk decision belongs to one area."""

    code = "redemption.bulk_mixed"
    zh = "批量办理的申请须属于同一区域。"
    en = "Redemptions passed together have to belong to one area."


class NothingToReport(Refused):
    """Neither under review nor awarded: nothing rests on the invoice yet or any more."""

    code = "redemption.nothing_to_report"
    zh = "该申请当前状态不涉及兑付金额，无需登记；公示期间请按异议处理。"
    en = "Nothing rests on it in this state; during the notice file an objection."


class ReportAmountMissing(Invalid):
    """An award is taken back by an amount."""

    code = "redemption.report_amount_missing"
    zh = "该申请已核定，请填写涉及的兑付金额。"
    en = "There is an award already: say how much of it is concerned."


class OtherArea(Refused):
    """The window serves the firms and orders of its own area."""

    code = "redemption.other_area"
    zh = "订单{no}不属于该企业或本区域，请核对统一社会信用代码和订单编号。"
    en = "Order {no} is not this firm's or not of this area: check code and number."


class EnteredByYou(Refused):
    """Who entered it at the window does not decide it (F-17)."""

    code = "redemption.entered_by_you"
    zh = "该申请由您在服务窗口代办录入，须由另一位人员审核。"
    en = "You entered this at the window: somebody else has to decide it."


class NotAtAssessment(Refused):
    """The stage before is still open."""

    code = "redemption.not_at_assessment"
    zh = "当前环节尚未到核定，请先完成前一环节的评审。"
    en = "The assessment is not due yet: the stage before it is still open."


class AmountTooHigh(Invalid):
    """核定 may only lower."""

    code = "redemption.amount_too_high"
    zh = "核定金额{amount}元超过申请金额{applied}元：核定只能维持或下调。"
    en = "The assessed amount of {amount} yuan exceeds the {applied} applied for: it may only be kept or lowered."


class AmountFixed(Invalid):
    """The policy does not let this step change the amount."""

    code = "redemption.amount_fixed"
    zh = "按政策，本环节不能调整金额，应为{applied}元。"
    en = "The policy does not let this step change the amount, which is {applied} yuan."
