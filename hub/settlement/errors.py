"""What settlement refuses, in sentences."""

from hub.kernel.errors import Invalid, NotFound, Refused


class BatchNotFound(NotFound):
    """No such batch, or not in this area."""

    code = "settlement.not_found"
    zh = "没有找到该清算批次，或它不属于您的区域。"
    en = "There is no such batch, or it belongs to another area."


class SamePerson(Refused):
    """Review and signature need two people."""

    code = "settlement.same_person"
    zh = "复核与签发须由两人办理：您已复核过该批次，请由另一位签发人签发。"
    en = "Review and signature need two people: you reviewed this batch, so somebody else must sign it."


class PayeeAccountMissing(Refused):
    """A payee has no bank account on record."""

    code = "settlement.account_missing"
    zh = "以下收款单位没有登记收款账户：{names}。请通知其补充后再复核，或作废本批次。"
    en = "These payees have no bank account on record: {names}. Ask them for it, then review again."


class DoesNotAddUp(Refused):
    """A batch fails its own checks and is not computed."""

    code = "settlement.does_not_add_up"
    zh = "批次 {no} 未通过核对，已停止：{faults}"
    en = "Batch {no} fails its checks and was stopped: {faults}"


class DocumentChanged(Refused):
    """The instruction that would be sent is not the one that was signed."""

    code = "settlement.document_changed"
    zh = "批次 {no} 的指令内容与签名不符，已停止发送，请联系枢纽运行人员。"
    en = "The instruction of batch {no} is not what was signed; it was not sent."


class NotSettled(Refused):
    """Money is still on its way."""

    code = "settlement.not_settled"
    zh = "批次 {no} 还有 {amount} 元未对清，不能关闭。"
    en = "Batch {no} still has {amount} yuan on its way and cannot be closed."


class StatementUnreadable(Invalid):
    """The bank statement cannot be read; nothing of it was imported."""

    code = "bank.statement_unreadable"
    zh = "银行回单第 {line} 行有误：{fault_zh} 本文件未导入任何内容，请更正后重新上传。"
    en = "Line {line} of the statement is wrong: {fault_en} Nothing was imported; correct it first."


class ControlTotalWrong(Invalid):
    """The statement's own total is not the sum of its lines."""

    code = "bank.control_total"
    zh = "银行回单的合计行（{said}）与明细合计（{found}）不一致，可能不完整。本文件未导入任何内容。"
    en = "The statement's total ({said}) is not that of its lines ({found}): it may be cut off. Nothing was imported."


class LineNotFound(NotFound):
    """No such line of a statement, or of another area."""

    code = "bank.line_not_found"
    zh = "没有找到该条银行流水，或它不属于您的区域。"
    en = "There is no such line of a bank statement, or it belongs to another area."


class LineNotOpen(Refused):
    """Somebody has dealt with the line."""

    code = "bank.line_not_open"
    zh = "该条流水已经匹配或已由他人办结，无需再处理。"
    en = "This line was matched or settled before; nothing is left to do."


class PaymentDoesNotFit(Refused):
    """The payment named cannot be the one of the line."""

    code = "bank.payment_does_not_fit"
    zh = "该业务编号不是本区域金额为 {amount} 元且尚待确认的付款，不能匹配。金额不符的流水只能请银行更正或作无关处理。"
    en = "This is no payment of {amount} yuan of this area that waits to be confirmed. A wrong amount is never matched."


class NoAnswerYet(Refused):
    """There is nothing to confirm."""

    code = "bank.no_answer"
    zh = "该条流水还没有处理意见，请先由财务经办填写。"
    en = "Nobody has said yet what this line is; a finance officer answers first."


class AnswerNeedsAnother(Refused):
    """Answer and confirmation need two people."""

    code = "bank.same_person"
    zh = "处理意见须由另一人确认：该意见由您提出。"
    en = "You gave this answer; somebody else confirms it."


class LineInDispute(Refused):
    """A payee's region disputes a line; until that is settled nothing is paid."""

    code = "settlement.line_in_dispute"
    zh = "批次 {no} 有收款地提出的争议尚未答复，暂不能付款。请由财务签发人答复后再送出。"
    en = "A payee's region disputes a line of batch {no}. Answer it first; until then nothing is paid."


class DisputeNotOpen(Refused):
    """Nothing is disputed, or it was settled before."""

    code = "settlement.no_dispute"
    zh = "该收款地没有待答复的争议，或争议已经办结。"
    en = "This region disputes nothing, or it was settled before."


class MonthNotOver(Refused):
    """Only months that are over are settled."""

    code = "settlement.month_not_over"
    zh = "{period} 还没有结束，不能清算。请选择已结束的月份。"
    en = "{period} is not over yet and cannot be settled. Choose a month that is over."


class BatchUnderWay(Refused):
    """One batch at a time waits for its signature."""

    code = "settlement.under_way"
    zh = "批次 {no} 还没有签发。请先签发或作废，再补跑。"
    en = "Batch {no} is not signed yet. Sign or discard it before you ask for another run."


class NothingToSettle(Refused):
    """Nothing is open."""

    code = "settlement.nothing_open"
    zh = "截至 {period} 没有尚未清算的应付款，无需补跑。"
    en = "Nothing is open up to {period}; there is nothing to run."


class AdviceNotSent(Refused):
    """Nothing of the batch waits for this region."""

    code = "settlement.not_advised"
    zh = "批次 {no} 没有等待贵地区确认的指令或通知。"
    en = "Nothing of batch {no} waits for your region: no instruction and no advice was sent to it."


class LinesDiffer(Refused):
    """The region read other lines than those of the batch."""

    code = "settlement.lines_differ"
    zh = "明细指纹与本批次不符，请重新读取明细并核对后再确认。"
    en = "The hash is not that of the batch's lines: read the lines again and compare before you acknowledge."


class LineUnknown(NotFound):
    """The advice has no such line."""

    code = "settlement.line_unknown"
    zh = "贵地区的通知中没有这一明细。"
    en = "The advice to your region has no such line."
