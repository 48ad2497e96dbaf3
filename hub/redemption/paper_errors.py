"""What is wrong with the papers of a redemption: slots, texts, invoices and what they cover, receipts."""

from hub.kernel.errors import Invalid, NotFound, Refused


class PaperUnknown(NotFound):
    """No such invoice, receipt or material in this redemption."""

    code = "redemption.paper_unknown"


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


class InvoiceFieldMissing(Invalid):
    """The policy asks for something that stands on the invoice."""

    code = "redemption.invoice_field_missing"
    zh = "请填写发票{number}的{what}。"
    en = "Give {what_en} of invoice {number}."


class PayerMissing(Invalid):
    """The policy asks who paid."""

    code = "redemption.payer_missing"
    zh = "请填写每张银行回单的付款方名称。"
    en = "Give the payer's name of every bank receipt."
