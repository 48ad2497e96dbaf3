"""What redeeming refuses: what is wrong, where, and what to do about it."""

from collections.abc import Sequence

from hub.kernel.errors import HubError, Invalid, NotFound, Refused
from hub.vouchers import ReasonMissing

__all__ = ["ReasonMissing"]


class RedemptionUnknown(NotFound):
    """No redemption with this number is visible."""

    code = "redemption.unknown"


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
