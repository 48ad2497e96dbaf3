"""What the registries refuse, each with the way out."""

from hub.kernel.errors import Invalid, Refused


class InvoiceNumberWrong(Invalid):
    """Code or number holds something an invoice does not carry, such as full-width characters."""

    code = "invoice.number_wrong"
    zh = "发票{what}“{value}”有误：只能使用半角数字和字母，请对照票面重新填写。"
    en = "The invoice {what_en} “{value}” is wrong: use half-width digits and letters only, as printed on the invoice."


class InvoiceCodeMissing(Invalid):
    """Without a code only the 20-digit number of a fully digital invoice identifies an invoice (G-31)."""

    code = "invoice.code_missing"
    zh = "发票{number}没有填写发票代码：只有20位号码的数电票可以不填代码，该号码为{count}位。"
    en = "Invoice {number} has no code: only a 20-digit digital invoice goes without one, and this number has {count}."


class InvoiceTwice(Invalid):
    """The same invoice stands twice in one redemption."""

    code = "invoice.twice"
    zh = "发票{number}在本次申请中出现了两次，请删除其中一张。"
    en = "Invoice {number} appears twice in this application: remove one of them."


class InvoiceAlreadyUsed(Refused):
    """Another live redemption anywhere in the hub uses the invoice (F-01). Names region and date, nothing else."""

    code = "invoice.already_used"
    zh = "发票{number}已于{on}在{region}用于兑付申请，不能重复使用。如该申请最终未通过，发票将自动释放。"
    en = (
        "Invoice {number} was used for a redemption in {region} on {on} and cannot be used again unless that one fails."
    )


class ContractAlreadyUsed(Refused):
    """Another live redemption anywhere in the hub rests on the contract (F-03, F-14). Names region and date only."""

    code = "contract.already_used"
    zh = "合同{number}已于{on}在{region}用于兑付申请，同一合同不能在其他计划、区域或订单中重复兑付。"
    en = "Contract {number} was used for a redemption in {region} on {on} and cannot be used for another."


class ReleasedByYou(Refused):
    """The second release must come from somebody else (G-48)."""

    code = "integrity.released_by_you"
    zh = "您已对该事项作出解除意见，须由另一名审核人员再次确认。"
    en = "You have already released this item; a second person has to confirm."


class CheckedByYou(Refused):
    """Who did the first check does not release (G-48)."""

    code = "integrity.checked_by_you"
    zh = "您已办理过本事项的初审，不能解除暂缓，须由未办理初审的审核人员解除。"
    en = "You did the first check of this item: somebody who did not has to release it."


class ReleaseReasonMissing(Invalid):
    """A release without a reason says nothing to the auditor."""

    code = "integrity.reason_missing"
    zh = "请填写理由，审计时会看到它。"
    en = "Give a reason; the auditor will read it."


class ReasonNeeded(Invalid):
    """What is done to somebody rests on a reason and on evidence."""

    code = "integrity.evidence_missing"
    zh = "请写明事实和依据，当事人和审计人员会看到。"
    en = "Say what happened and on what evidence; whom it concerns and the auditor will read it."


class UnitEndedAlready(Refused):
    """The end of the unit is on record."""

    code = "integrity.unit_ended_already"
    zh = "“{name}”已登记为注销或合并。"
    en = "“{name}” is on record as deregistered or merged."


class UnitEnded(Refused):
    """A unit that does not exist any more gets no voucher and has no orders."""

    code = "integrity.unit_ended"
    zh = "“{name}”{how}（{on}），不能再领券或下单；承继单位请以自己的名义办理。"
    en = "“{name}” {how_en} ({on}): it gets no voucher and has no orders; its successor acts in its own name."
