"""What ordering refuses, each with the way out."""

from hub.kernel.errors import Invalid, NotFound, Refused
from hub.policy import DeniedByPolicy
from hub.vouchers import ReasonMissing

__all__ = ["ReasonMissing"]

WHY_NOT = {
    "not_yours": "该券不属于贵单位",
    "not_yet": "尚未到生效日期",
    "expired": "已过有效期，逾期自动作废",
    "frozen": "已被主管部门冻结",
    "closed": "已关闭",
}


class OrderUnknown(NotFound):
    """No order with this number is visible."""

    code = "order.unknown"


class IsAUse(Refused):
    """The order is one use of a voucher; what is done with it is done on its own page."""

    code = "order.is_a_use"
    zh = "{no}是用券登记，请在“使用创新券”中办理确认、作废或终止。"
    en = "{no} is a registered use of a voucher: confirm, void or terminate it under voucher uses."


class RegisterInstead(Refused):
    """Vouchers of this programme are used by the registration form, after a booking (ZJ1-21)."""

    code = "order.register_instead"
    zh = "该额度通过用券登记使用：请先以“无券”预约，机构确认后在“使用创新券”中登记（{path}）。"
    en = "This quota is used by registration: book without a voucher, then register the use once confirmed ({path})."


class FiguresChanged(Refused):
    """Since the preview a price, the policy or the balance has changed, so that its figures do not hold any more."""

    code = "order.figures_changed"
    zh = "试算后金额、政策或余额有变（原拟兑 {before} 元，现 {after} 元），订单未提交，请核对后重新确认。"
    en = "Since the preview something changed ({before} yuan planned then, {after} now): nothing was ordered; confirm."


class SameParty(Refused):
    """Buyer and seller are one organisation (F-04)."""

    code = "order.same_party"
    zh = "买卖双方是同一单位，不能下单。"
    en = "Buyer and seller are the same organisation, so this cannot be ordered."


class InstitutionSuspended(Refused):
    """The institution does not take new orders (G-47)."""

    code = "order.institution_suspended"
    zh = "{institution}自{since}起暂停接受新订单，此前的订单不受影响。请选择其他服务机构。"
    en = "{institution} takes no new orders since {since}; earlier orders are not affected. Choose another."


class CertificateLapsed(Refused):
    """A certificate that the institution showed has ended, and no other of its kind is in force."""

    code = "order.certificate_lapsed"
    zh = "{institution}的资质证书已于{since}到期，暂不能接受新订单，此前的订单不受影响。请选择其他服务机构。"
    en = "A certificate of {institution} ended on {since}: it takes no new orders; earlier ones go on. Choose another."


class AreaNotServed(Refused):
    """The listing's area tags do not name the enterprise's area (CSJ-20)."""

    code = "order.area_not_served"
    zh = "服务项目“{service}”未对贵单位所在区域开放，仅限：{areas}。"
    en = "“{service}” is not open to enterprises of your area, only to: {areas}."


class BadgeMissing(Refused):
    """The service is not subsidised by the voucher's programme (TJ-08)."""

    code = "order.no_programme_badge"
    zh = "服务项目“{service}”不属于“{programme}”的支持范围，该券不能用于此项目，可选择其他券或“无券”下单。"
    en = "“{service}” is not covered by {programme}; choose another voucher or order without one."


class DirectOnly(Refused):
    """The area's policy redeems invoices without orders (CSJ-29, G-13)."""

    code = "order.direct_only"
    zh = "{area}现行政策不使用通用券下单，请在“兑付管理—快速兑付”中直接申请兑付（{path}）。"
    en = "The policy of {area} does not use this voucher for orders; apply under quick redemption instead ({path})."


class OrderDenied(DeniedByPolicy):
    """The policy says no; ``decision`` has every rule with what was found and what is asked for."""

    code = "order.denied"
    zh = "不能使用该券下单：{reasons}"
    en = "This voucher cannot be used for the order: {reasons}"


class VoucherNotValid(Refused):
    """The voucher cannot be used today."""

    code = "order.voucher_not_valid"
    zh = "券{no}不能使用：{why}。"
    en = "Voucher {no} cannot be used: {why}."


class NothingLeft(Refused):
    """The voucher has nothing left to reserve."""

    code = "order.nothing_left"
    zh = "券{no}可用额度为 0.00 元，本单只能选择“无券”下单。"
    en = "Voucher {no} has 0.00 yuan left; this order can only be placed without a voucher."


class BalanceChanged(Refused):
    """Another order took the quota between the preview and now."""

    code = "order.balance_changed"
    zh = "券{no}的可用额度刚刚发生变化，现为{available}元，请核对后重新下单。"
    en = "The quota of voucher {no} has just changed to {available} yuan; check the figures and order again."


class AlreadyAccepted(Refused):
    """Cancelling is possible only before the institution accepts (CSJ-51)."""

    code = "order.already_accepted"
    zh = "服务机构已接单，不能取消订单。如需终止，请与服务机构和主管部门联系。"
    en = "The institution has accepted this order, so it can no longer be cancelled."


class PriceMissing(Invalid):
    """The price is negotiated and has not been fixed."""

    code = "order.price_missing"
    zh = "该订单为议价订单，尚未确定服务金额，请先填写议定金额。"
    en = "The price of this order is negotiated and has not been fixed yet; set it first."


class PriceFixed(Invalid):
    """A listed price is not bargained over."""

    code = "order.price_fixed"
    zh = "该服务为一口价，金额不能更改。"
    en = "This service has a fixed price, which cannot be changed."


class QuotaGone(Refused):
    """What was held when ordering is no longer there."""

    code = "order.quota_gone"
    zh = "该订单预留的额度已不存在或券已失效，不能确认，请拒绝并说明理由。"
    en = "The quota held for this order is gone or the voucher is no longer valid; refuse it with the reason."


class WithoutVoucher(Refused):
    """An order without a voucher is never redeemed (G-14)."""

    code = "order.without_voucher"
    zh = "订单{no}未使用创新券，不能申请兑付。"
    en = "Order {no} was placed without a voucher and cannot be redeemed."


class WrongMode(Refused):
    """The move belongs to the other kind of voucher."""

    code = "order.wrong_mode"
    zh = "订单{no}的券类型不能进行此操作。"
    en = "Order {no} uses a voucher of the other kind, for which this cannot be done."


class PriceNoLongerOpen(Refused):
    """The price can be fixed before the order is accepted only."""

    code = "order.price_closed"
    zh = "该订单的金额已确定，不能再更改。如金额有变，请另下差价订单。"
    en = "The price of this order is settled and cannot be changed any more."


class ReservedAtRegion(Refused):
    """The region holds the amount already."""

    code = "order.reserved_at_region"
    zh = "该订单的额度已由券的发放平台预留，不能改价。请拒单并说明金额，由买家重新下单。"
    en = "The region has already reserved the quota; decline the order with the new amount instead."


class RegionPending(Refused):
    """The region has not answered yet whether it reserves."""

    code = "order.region_pending"
    zh = "券的发放平台尚未确认预留额度，请稍后再试。"
    en = "The platform that issued the voucher has not confirmed the reservation yet."
