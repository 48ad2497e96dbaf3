"""What the ledger refuses, in sentences."""

from hub.kernel.errors import NotFound, Refused


class QuotaTooSmall(Refused):
    """The voucher does not hold that much."""

    code = "voucher.too_small"
    zh = "创新券可用额度不足：可用 {available} 元，需要 {needed} 元。请减少数量或改用其他券。"
    en = "The voucher has {available} yuan available and {needed} are needed: order less or use another voucher."


class QuotaExpired(Refused):
    """The voucher's year is over."""

    code = "voucher.expired"
    zh = "该创新券的年度（{year}）已经结束，不能再预留额度。请选择本年度的券。"
    en = "The year of this voucher ({year}) is over and nothing more can be reserved: choose one of this year."


class CapReached(Refused):
    """The yearly cap of the holder would be exceeded."""

    code = "voucher.cap_reached"
    zh = "超过年度上限：上限 {cap} 元，已发放 {granted} 元，本次 {amount} 元。"
    en = "The yearly cap is {cap} yuan, {granted} are granted already, and this adds {amount}."


class HoldingReached(Refused):
    """More would lie unused on the voucher than its area allows."""

    code = "voucher.holding_reached"
    zh = "超过持有上限：上限 {cap} 元，现持有 {held} 元，本次 {amount} 元。请先使用已申领的额度。"
    en = "At most {cap} yuan may be held; {held} are held now, and this adds {amount}. Use what you hold first."


class AlreadyReserved(Refused):
    """The order or redemption holds a reservation already."""

    code = "ledger.already_reserved"
    zh = "该订单或兑付已有预留额度，不能重复预留。"
    en = "This order or redemption holds a reservation already."


class NothingReserved(Refused):
    """There is no live reservation to work on."""

    code = "ledger.nothing_reserved"
    zh = "没有可处理的预留额度：它可能已被释放、已提交兑付或已核定。"
    en = "There is no reservation to work on: it was released, submitted or assessed already."


class PostedDifferently(Refused):
    """The same reference was posted with other content."""

    code = "ledger.posted_differently"
    zh = "同一业务编号已以不同内容入账，请核对后使用新的编号。"
    en = "This reference was posted before with other content: check it and use a new reference."


class AwardTooLarge(Refused):
    """The award exceeds the reservation and what is left of the voucher (G-49)."""

    code = "ledger.award_too_large"
    zh = "核定金额 {amount} 元超过预留与可用额度之和 {available} 元，请下调核定金额。"
    en = "The award of {amount} yuan exceeds the reservation and the rest, together {available}: lower it."


class AwardEmpty(Refused):
    """An award of nothing is a rejection."""

    code = "ledger.award_empty"
    zh = "核定金额为 0：请使用驳回并说明理由。"
    en = "The award is zero: reject the redemption with a reason instead."


class AlreadyAwarded(Refused):
    """A redemption has exactly one award."""

    code = "ledger.already_awarded"
    zh = "该兑付已经核定入账，不能再次核定。"
    en = "This redemption has its award already."


class NoAward(NotFound):
    """The redemption has no award that could be changed."""

    code = "ledger.no_award"
    zh = "该兑付没有可处理的核定记录。"
    en = "This redemption has no award to work on."


class AwardBatched(Refused):
    """The award stands in a settlement batch."""

    code = "ledger.award_batched"
    zh = "该兑付已进入结算批次，不能撤销核定；请改用冲正。"
    en = "This award stands in a settlement batch and cannot be cancelled: reverse it instead."


class ReversalTooLarge(Refused):
    """No more can be taken back than was awarded."""

    code = "ledger.reversal_too_large"
    zh = "冲正金额 {amount} 元超过可冲正金额 {left} 元。"
    en = "The reversal of {amount} yuan exceeds what is left of the award, {left}."


class FourEyes(Refused):
    """The person who proposed cannot confirm."""

    code = "four_eyes"
    zh = "同一人不能既提出又确认，请由另一位工作人员办理。"
    en = "The same person cannot propose and confirm: let somebody else do it."
