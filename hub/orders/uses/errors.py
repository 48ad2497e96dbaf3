"""What registering, confirming and ending a use refuses, each with the way out."""

from hub.kernel.errors import Invalid, NotFound, Refused


class UseUnknown(NotFound):
    """No use with this number is visible."""

    code = "use.unknown"


class NotRegistered(Refused):
    """The programme's vouchers are spent by orders."""

    code = "use.not_registered_here"
    zh = "该券通过下单使用，无需用券登记，请直接选购服务。"
    en = "This voucher is spent by ordering: choose a service instead of registering a use."


class BookingNotConfirmed(Refused):
    """The institution has not confirmed the booking."""

    code = "use.booking_not_confirmed"
    zh = "预约{no}尚未经服务机构确认，确认后才能申请使用创新券。"
    en = "Booking {no} is not confirmed by the institution yet; vouchers can be used after that."


class BookingUsed(Refused):
    """A use of this booking is under way or done."""

    code = "use.booking_used"
    zh = "预约{no}已登记用券{use}，不能重复使用；如信息有误，请先作废原用券。"
    en = "Booking {no} has the use {use} already; void that one first if it is wrong."


class NotADraft(Refused):
    """A use that was handed in is never changed (ZJ2-26)."""

    code = "use.immutable"
    zh = "创新券一旦生成，相关信息不得更改；未确定的可由企业作废，已确定的须由科技部门终止。"
    en = "A voucher that was generated is never changed: void it while unconfirmed, else its office terminates it."


class AmountTooHigh(Invalid):
    """More than the rate of the contract or what is held."""

    code = "use.amount_too_high"
    zh = "使用金额{amount}元超过本次最多可用的{limit}元（按合同金额、补贴比例和持有额度计算）。"
    en = "{amount} yuan is more than the {limit} that contract, rate and quota allow."


class MaterialsMissing(Invalid):
    """Files that the form asks for are not there."""

    code = "use.materials_missing"
    zh = "还缺少材料：{slots}。请上传后再提交。"
    en = "Still missing: {slots}. Upload them and submit again."


class SlotUnknown(Invalid):
    """The form has no such slot."""

    code = "use.slot_unknown"
    zh = "用券登记没有“{slot}”这项材料。"
    en = "The form has no document {slot}."


class SlotFull(Invalid):
    """The slot holds as many files as it may."""

    code = "use.slot_full"
    zh = "“{slot}”最多上传{count}份，如需更换请先删除原文件。"
    en = "{slot} holds at most {count} file(s); remove one before adding another."


class PromiseMissing(Invalid):
    """The terms must be agreed to."""

    code = "use.promise_missing"
    zh = "请阅读并勾选承诺条款后再提交。"
    en = "Read and tick the promise before submitting."


class SignedLater(Invalid):
    """A contract of the future."""

    code = "use.signed_later"
    zh = "合同签订时间不能晚于今天。"
    en = "The contract cannot be signed later than today."


class ContractInUse(Refused):
    """The same contract draws on a voucher already (F-03)."""

    code = "use.contract_in_use"
    zh = "该合同已登记用券{no}，同一合同不能重复使用创新券。"
    en = "This contract has the voucher use {no} already; one contract draws once."


class ContractOfEarlierYear(Refused):
    """A voucher of an earlier year on this contract was ended after its year (G-21)."""

    code = "use.contract_of_earlier_year"
    zh = "该合同曾使用{year}年度的创新券{no}，该券已在年度结束后终止，不能再用今年的额度；确需使用的，请联系科技部门。"
    en = "This contract used voucher {no} of {year}, ended after its year; it cannot draw on this year's quota."


class NoWayOut(Refused):
    """The policy opens no such way for this use now."""

    code = "use.no_way_out"
    zh = "{no}当前不能{action}：{hint}"
    en = "{no} cannot be {action_en} now: {hint_en}"


class NothingToAllow(Refused):
    """The contract is not kept out."""

    code = "use.contract_not_kept_out"
    zh = "该用券的合同没有被限制使用本年度额度，无需处理。"
    en = "The contract of this use is not kept out: nothing to allow."
